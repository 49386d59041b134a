// The vision transformer as the transformers library runs it: patches as tokens, blocks, a classifier.

import type { Origin } from "../../ground/source.js";
import {
  activation,
  type CountedGraph,
  convolution,
  dropped,
  graphBuilder,
  linear,
  type NotCounted,
  positions,
  rewritten,
  type Stage,
  type Tensor,
  tableParameters,
  term,
  view,
} from "../../layers/index.js";
import { block } from "./blocks/block.js";
import { lastOf, sequenceLoss } from "./blocks/head.js";
import { normed } from "./blocks/norm.js";
import type { Run } from "./blocks/run.js";
import type { BlockSpec } from "./blocks/specs.js";

/** A vision transformer with every field present. */
export interface ImageEncoderSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly channels: number;
  /** Height and width of the images. */
  readonly image: readonly [number, number];
  readonly patch: readonly [number, number];
  /** Patches that the table of positions was made for. */
  readonly positions: number;
  readonly modelDim: number;
  readonly dropout: number;
  readonly blocks: readonly BlockSpec[];
  /** Width of a layer on the first token, or the classes of a classifier. */
  readonly head: { readonly kind: "pooler" | "classes"; readonly size: number };
  readonly notCounted: readonly NotCounted[];
}

/** The graph: images [batch, channels, height, width] -> classes and the loss on them, or the pooled first token. */
export function imageEncoder(spec: ImageEncoderSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const images = builder.input("images", [run.batch, spec.channels, ...spec.image]);
  let x = embedded(builder.stage("embedding"), spec, images);
  const stage = builder.stage("layers");
  for (const [i, one] of spec.blocks.entries())
    x = block({ stage, run, name: `layers.${i}`, tables: undefined }, one, x);
  const output = builder.stage("output");
  const first = lastOf(output, normed(output, run, "layer", "norm", x));
  const layer = linear({ input: first.shape, outputFeatures: spec.head.size });
  const last = output.add(spec.head.kind === "classes" ? "classes" : "pooler", layer, first);
  if (spec.head.kind === "classes") sequenceLoss(builder, run, last);
  else output.add("pooler.activation", activation({ input: last.shape, function: "tanh" }), last);
  return builder.graph();
}

/** Patches through one convolution, a learned token before them, positions, dropout. */
function embedded(stage: Stage, spec: ImageEncoderSpec, images: Tensor): Tensor {
  const { modelDim, patch } = spec;
  const layer = convolution({ input: images.shape, outputChannels: modelDim, kernel: patch, stride: patch });
  const features = stage.add("embedding.patches", layer, images);
  const [batch = 1, , rows = 1, columns = 1] = features.shape;
  const seen = view({ input: features.shape, output: [batch, rows * columns, modelDim] });
  const tokens = stage.add("embedding.tokens", seen, features);
  const joined = {
    ...rewritten({ input: tokens.shape, output: [batch, rows * columns + 1, modelDim] }),
    kind: "concatenation",
    settings: "a class token and the patches",
    parameters: term(tableParameters, { tableRows: 1, modelDim }),
  } as const;
  const withToken = stage.add("embedding.class-token", joined, tokens);
  const table = positions({ input: withToken.shape, variant: "learned", rows: spec.positions + 1 });
  const placed = stage.add("embedding.positions", table, withToken);
  return dropped(stage, "embedding.dropout", placed, { rate: spec.dropout, mask: "value" });
}
