// What does a Transformer layer keep for the backward pass? The closed form of Korthikanti et al., by tensor.

import type { Formula } from "../formula/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const table2 = { source: sources.korthikanti2022, place: "section 4 and Table 2" };
const own = "one device holds the whole layer";

/**
 * Tensors between the products, which tensor parallelism leaves whole: inputs of two normalisations, of the
 * projections and of the feed-forward layer, and two dropout masks (10 s b h bytes at 2 and 1).
 */
export const replicatedActivations = formula({
  id: "transformer-activations.replicated",
  meaning: "Activations of a Transformer layer between its products: four tensors and two masks",
  expression: "sequence * batch * modelDim * (4 * bytesPerElement + 2 * maskBytes) / sequenceShards",
  result: "replicatedMemory",
  inputs: ["sequence", "batch", "modelDim", "bytesPerElement", "maskBytes", "sequenceShards"],
  source: table2,
});

/**
 * Tensors inside the products: queries, keys, values, the input of the output projection, and two of four times the
 * width around the activation function (24 s b h bytes).
 */
export const shardedActivations = formula({
  id: "transformer-activations.sharded",
  meaning: "Activations of a Transformer layer inside its products: twelve tensors of the model's width",
  expression: "12 * bytesPerElement * sequence * batch * modelDim / tensorShards",
  result: "shardedMemory",
  inputs: ["bytesPerElement", "sequence", "batch", "modelDim", "tensorShards"],
  source: table2,
});

/** Attention scores: softmax output, dropout output and dropout mask (5 a s² b bytes). */
export const scoreActivations = formula({
  id: "transformer-activations.scores",
  meaning: "Attention scores that a Transformer layer keeps: softmax, dropout and its mask",
  expression: "(2 * bytesPerElement + maskBytes) * heads * sequence^2 * batch / tensorShards",
  result: "scoreMemory",
  inputs: ["bytesPerElement", "maskBytes", "heads", "sequence", "batch", "tensorShards"],
  source: table2,
});

/** Input of the layer, all that full recomputation keeps (2 s b h bytes). */
export const layerInputMemory = formula({
  id: "transformer-activations.layer-input",
  meaning: "Input of a Transformer layer: all that full recomputation keeps",
  expression: "bytesPerElement * sequence * batch * modelDim / sequenceShards",
  result: "activationMemory",
  inputs: ["bytesPerElement", "sequence", "batch", "modelDim", "sequenceShards"],
  source: table2,
});

/** Activations of one layer: between the products, inside them, and scores. */
export const layerActivations = formula({
  id: "transformer-activations.layer",
  meaning: "Activations that one Transformer layer keeps",
  expression: "replicatedMemory + shardedMemory + scoreMemory",
  result: "activationMemory",
  inputs: ["replicatedMemory", "shardedMemory", "scoreMemory"],
  source: table2,
});

/** The same when the scores are computed again: selective recomputation, or fused attention. */
export const layerActivationsWithoutScores = formula({
  id: "transformer-activations.layer-without-scores",
  meaning: "Activations that one Transformer layer keeps when attention scores are computed again",
  expression: "replicatedMemory + shardedMemory",
  result: "activationMemory",
  inputs: ["replicatedMemory", "shardedMemory"],
  source: table2,
});

/** A layer of the published form: multi-head attention, feed-forward of four times the width, three dropouts. */
export interface TransformerLayerSpec {
  readonly sequence: Quantity | number;
  readonly batch: Quantity | number;
  readonly modelDim: Quantity | number;
  readonly heads: Quantity | number;
  /** Devices that share the products; default 1. */
  readonly tensorShards?: Quantity | number;
  /** Whether they share the tensors between the products too; default false. */
  readonly sequenceParallel?: boolean;
  /** What is computed again; default "none". */
  readonly recompute?: "none" | "selective" | "full";
}

/**
 * Bytes that one layer keeps on one device, with 16-bit activations and one-byte masks.
 *
 * @example transformerLayerMemory({ batch: 1, sequence: 2048, modelDim: 12288,
 *   heads: 96 }).textIn("GiB") // "2.67 GiB"
 */
export function transformerLayerMemory(spec: TransformerLayerSpec): Quantity {
  const { sequence, batch, modelDim, heads, recompute = "none", sequenceParallel = false } = spec;
  const bytes = (value: number) => given({ value, unit: "byte/element" }, table2);
  const widths = { bytesPerElement: bytes(2), maskBytes: bytes(1) };
  const tensorShards = spec.tensorShards ?? given(1, own);
  const sequenceShards = sequenceParallel ? tensorShards : given(1, own);
  const { bytesPerElement } = widths;
  const sizes = { sequence, batch, modelDim };
  if (recompute === "full") return layerInputMemory({ ...sizes, bytesPerElement, sequenceShards });
  const replicatedMemory = replicatedActivations({ ...sizes, ...widths, sequenceShards });
  const shardedMemory = shardedActivations({ ...sizes, bytesPerElement, tensorShards });
  if (recompute === "selective") return layerActivationsWithoutScores({ replicatedMemory, shardedMemory });
  const scoreMemory = scoreActivations({ ...widths, heads, sequence, batch, tensorShards });
  return layerActivations({ replicatedMemory, shardedMemory, scoreMemory });
}

/** Formulas of this file, for the catalogue. */
export const transformerActivationFormulas: readonly Formula[] = [
  layerActivations,
  layerActivationsWithoutScores,
  layerInputMemory,
  replicatedActivations,
  scoreActivations,
  shardedActivations,
];
