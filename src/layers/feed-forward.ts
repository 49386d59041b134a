// The feed-forward part of a transformer layer, plain or gated, built from linear layers.
import { type ActivationFunction, activation, activationRecords } from "./elementwise/activation.js";
import { type DropoutSetting, dropped } from "./elementwise/dropout.js";
import { productOf, productRecord } from "./elementwise/residual-add.js";
import type { Stage, Tensor } from "./graph/graph.js";
import { layerRecord } from "./graph/layer-record.js";
import type { LayerRecord, Member } from "./graph/record-spec.js";
import { linear, linearRecord } from "./linear.js";
import { wholeNumber } from "./shape/shape.js";

const tokens = ["batch", "sequence", "modelDim"] as const;
const bare = linearRecord.variant({ bias: "no" });
const hidden = { elements: "batch * sequence * feedForwardDim" };
const widened = { inputFeatures: "modelDim", outputFeatures: "feedForwardDim" };
const narrowed = { inputFeatures: "feedForwardDim", outputFeatures: "modelDim" };
const composition = {
  words: "feed forward ffn mlp transformer",
  dimensions: ["batch", "sequence", "modelDim", "feedForwardDim"],
  inputs: [tokens],
  output: tokens,
} as const;
const rows = { rows: "batch * sequence" };

/** Plain feed-forward layers. */
export const feedForwardRecord = layerRecord({
  id: "feed-forward",
  meaning: "Feed-forward layer with ReLU, without biases",
  ...composition,
  members: [
    { name: "up", record: bare, sizes: { ...rows, ...widened }, from: [0] },
    { name: "activation", record: activationRecords.relu, sizes: hidden, from: ["up"] },
    { name: "down", record: bare, sizes: { ...rows, ...narrowed }, from: ["activation"] },
  ],
});

/** Gated feed-forward layers. */
export const gatedFeedForwardRecord = layerRecord({
  id: "gated-feed-forward",
  meaning: "Gated feed-forward layer with SiLU (SwiGLU), without biases",
  ...composition,
  words: "swiglu gate up down ffn mlp transformer",
  members: gatedMembers(bare, rows, hidden, 0),
});

/** Two projections, one of them activated, their product, and the projection back. */
export function gatedMembers(
  record: LayerRecord,
  rowsOf: Member["sizes"],
  hiddenOf: { readonly elements: string },
  input: number | string,
): readonly Member[] {
  return [
    { name: "gate", record, sizes: { ...rowsOf, ...widened }, from: [input] },
    { name: "activation", record: activationRecords.silu, sizes: hiddenOf, from: ["gate"] },
    { name: "up", record, sizes: { ...rowsOf, ...widened }, from: [input] },
    { name: "product", record: productRecord, sizes: hiddenOf, from: ["activation", "up"] },
    { name: "down", record, sizes: { ...rowsOf, ...narrowed }, from: ["product"] },
  ];
}

export interface FeedForwardSpec {
  /** Module path, e.g. "decoder.0.ffn". */
  readonly name: string;
  /** [batch, tokens, modelDim]. */
  readonly input: Tensor;
  readonly ffnDim: number;
  /** Default "relu". */
  readonly activation?: ActivationFunction;
  /** A second projection multiplies the activated first one (SwiGLU and kin); default false. */
  readonly gated?: boolean;
  /** Default true. */
  readonly bias?: boolean;
  /** After the activation; default none. */
  readonly dropout?: DropoutSetting;
}

/**
 * Two linear layers round an activation, three when gated: [batch, tokens, modelDim] -> the same.
 *
 * @example const g = graphBuilder({ name: "block", origin: "own" });
 * const input = g.input("x", [1, 128, 768]);
 * feedForward(g.stage("layer"), { name: "mlp", input, ffnDim: 3072 }).shape // [1, 128, 768]
 */
export function feedForward(stage: Stage, spec: FeedForwardSpec): Tensor {
  const { input, name } = spec;
  const ffnDim = wholeNumber("layers/feed-forward", "ffnDim", spec.ffnDim);
  const bias = spec.bias !== false;
  const widen = linear({ input: input.shape, outputFeatures: ffnDim, bias });
  const first = stage.add(spec.gated === true ? `${name}.gate` : `${name}.up`, widen, input);
  const active = stage.add(
    `${name}.activation`,
    activation({ input: first.shape, function: spec.activation ?? "relu" }),
    first,
  );
  let product = active;
  if (spec.gated === true) {
    const up = stage.add(`${name}.up`, widen, input);
    product = stage.add(`${name}.product`, productOf({ input: active.shape }), active, up);
  }
  if (spec.dropout !== undefined) product = dropped(stage, `${name}.dropout`, product, spec.dropout);
  const modelDim = input.shape.at(-1) ?? 0;
  return stage.add(`${name}.down`, linear({ input: product.shape, outputFeatures: modelDim, bias }), product);
}
