// A network that reads images, begun and ended in the same way whatever lies between: input, stages, classes, loss.
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  type GraphBuilder,
  graphBuilder,
  type NotCounted,
  type Shape,
  type Tensor,
} from "../../layers/index.js";
import { sequenceLoss } from "../language/blocks/head.js";
import type { Run } from "../language/blocks/run.js";
import { type Sketch, sketch } from "../sketch.js";

/** What every network of images has. */
export interface ImageNetworkSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly channels: number;
  /** Height and width of the images. */
  readonly image: readonly [number, number];
  readonly notCounted: readonly NotCounted[];
}

/** A graph that grows from images. */
export interface ImageNetwork {
  readonly run: Run;
  readonly builder: GraphBuilder;
  /** [batch, channels, height, width]. */
  readonly images: Tensor;
  /** Layers in a stage of this name; their names begin with `path`, default the stage's name. */
  stage(name: string, path?: string): Sketch;
  /** The loss of a classifier on [batch, classes]. */
  classified(logits: Tensor): void;
}

/** The graph that `body` makes out of the images. */
export function imageNetwork(
  spec: ImageNetworkSpec,
  run: Run,
  body: (network: ImageNetwork) => void,
): CountedGraph {
  return networkOf(spec, run, ["images", [run.batch, spec.channels, ...spec.image]], body);
}

/** The same out of clips of frames: [batch, channels, frames, height, width]. */
export function clipNetwork(
  spec: ImageNetworkSpec & { readonly frames: number },
  run: Run,
  body: (network: ImageNetwork) => void,
): CountedGraph {
  return networkOf(spec, run, ["frames", [run.batch, spec.channels, spec.frames, ...spec.image]], body);
}

function networkOf(
  spec: ImageNetworkSpec,
  run: Run,
  [input, shape]: readonly [string, Shape],
  body: (network: ImageNetwork) => void,
): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  body({
    run,
    builder,
    images: builder.input(input, shape),
    stage: (name, path = name) => sketch(builder.stage(name), run, path),
    classified: (logits) => sequenceLoss(builder, run, logits),
  });
  return builder.graph();
}
