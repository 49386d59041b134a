// Encoders of text as the transformers library runs them: tables, layers, and what stands on the last features.

import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  type GraphBuilder,
  graphBuilder,
  type NormStyle,
  type NotCounted,
  type Stage,
  type Tensor,
} from "../../layers/index.js";
import { block } from "../language/blocks/block.js";
import { normed } from "../language/blocks/norm.js";
import { tablesOf } from "../language/blocks/rotary.js";
import type { Run } from "../language/blocks/run.js";
import type { BlockSpec, RotarySpec } from "../language/blocks/specs.js";
import { type EncoderHead, encoderHeads } from "../language/encoder-head.js";
import { type Sketch, sketch } from "../sketch.js";

/** A part of a network where it stands: layers that turn one tensor into another; `shared` is what all layers read. */
export type Step = (here: Sketch, x: Tensor, shared?: Tensor) => Tensor;

/** Layers one after the other on the features of tokens. */
export interface Stack {
  /** Tokens [batch, sequence] -> features [batch, sequence, modelDim]. */
  readonly entrance: Step;
  /** Made of the tokens once and handed to every layer that is a step. */
  readonly shared: Step | undefined;
  readonly layers: readonly (BlockSpec | Step)[];
  /** For each layer the one whose weights it uses; undefined: every layer has its own. */
  readonly weightsOf: readonly number[] | undefined;
  readonly finalNorm: NormStyle | undefined;
  /** What follows the last layer and is no head, such as a stack that makes a sequence longer again. */
  readonly ending: Step | undefined;
}

/** An encoder with every field present. */
export interface EncoderSpec extends Stack {
  readonly name: string;
  readonly origin: Origin;
  readonly heads: readonly EncoderHead[];
  readonly notCounted: readonly NotCounted[];
}

/** Parts that most encoders do not have. */
export const plainEncoder = {
  shared: undefined,
  weightsOf: undefined,
  finalNorm: undefined,
  ending: undefined,
  notCounted: [],
} as const;

/** The graph: tokens [batch, sequence] -> what the heads give, and the loss on it. */
export function encoder(spec: EncoderSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  const place = { entrance: "embedding", layers: "layers", end: "output", norm: "norm", path: "" };
  const x = stackFeatures(builder, run, spec, place, tokens);
  encoderHeads(builder, run, spec.heads, x, tokens);
  return builder.graph();
}

/** Names of a stack's parts: path of its tables, stage of its layers, stage and norm of what follows, prefix. */
export interface StackPlace {
  readonly entrance: string;
  readonly layers: string;
  readonly end: string;
  readonly norm: string;
  readonly path: string;
}

/** The features of the last layer. `memory` is what another stack gives, which blocks with attention to it read. */
export function stackFeatures(
  builder: GraphBuilder,
  run: Run,
  spec: Stack,
  place: StackPlace,
  tokens: Tensor,
  memory?: Tensor,
): Tensor {
  const within = (part: string) => (place.path === "" ? part : `${place.path}.${part}`);
  const entrance = builder.stage("embedding");
  let x = spec.entrance(sketch(entrance, run, place.entrance), tokens);
  const shared = spec.shared?.(sketch(entrance, run, within("shared")), tokens);
  const tables = tablesOf(prefixed(entrance, place.path), run, tokens, turning(spec));
  const stage = builder.stage(place.layers);
  for (const [i, one] of spec.layers.entries()) {
    const owner = spec.weightsOf?.[i] ?? i;
    const name = within(`layers.${i}`);
    const here = owner === i ? stage : sharingWeights(stage, name, within(`layers.${owner}`));
    x =
      typeof one === "function"
        ? one(sketch(here, run, name), x, shared)
        : block({ stage: here, run, name, tables }, one, x, memory);
  }
  const end = builder.stage(place.end);
  const last = spec.finalNorm === undefined ? x : normed(end, run, spec.finalNorm, place.norm, x);
  return spec.ending === undefined ? last : spec.ending(sketch(end, run, within("ending")), last);
}

/** A stage whose layers are named behind a prefix. */
function prefixed(stage: Stage, path: string): Stage {
  if (path === "") return stage;
  return { ...stage, add: (name, layer, ...from) => stage.add(`${path}.${name}`, layer, ...from) };
}

/** The rotary positions of the layers, each kind once. */
function turning({ layers }: Stack): readonly RotarySpec[] {
  return layers.flatMap((one) => {
    if (typeof one === "function" || one.attention.kind !== "heads") return [];
    return one.attention.rotary === undefined ? [] : [one.attention.rotary];
  });
}

/** A stage whose layers named after `name` take their weights from those named after `owner`. */
export function sharingWeights(stage: Stage, name: string, owner: string): Stage {
  return {
    ...stage,
    add: (part, layer, ...from) =>
      layer.parameters === undefined
        ? stage.add(part, layer, ...from)
        : stage.addTied(part, layer, owner + part.slice(name.length), ...from),
  };
}
