// The light scorer beside attention that says which keys each query may see, as in DeepSeek-V3.2.
import {
  activation,
  type Layer,
  linear,
  matmul,
  reduction,
  rewritten,
  type Tensor,
  view,
} from "../../../layers/index.js";
import { byHead, type Place } from "./attention.js";
import { normed } from "./norm.js";
import { rotated } from "./rotary.js";
import type { IndexerSpec, RotarySpec } from "./specs.js";

/** What the scorer reads. */
export interface IndexedInputs {
  /** What the layer reads, [batch, tokens, modelDim]. */
  readonly x: Tensor;
  /** The compressed queries of its attention. */
  readonly compressed: Tensor;
  readonly rotary: RotarySpec;
}

/**
 * Scores of all keys by a few small heads, and the choice of the best: [batch, queries, kept]. It is not trained by the
 * language loss, so that nothing is kept of it. The library's attention multiplies all keys all the same and masks
 * those that are not chosen.
 */
export function chosenKeys(place: Place, indexer: IndexerSpec, inputs: IndexedInputs): Tensor {
  const { stage, run } = place;
  const { x, compressed, rotary } = inputs;
  const name = `${place.name}.indexer`;
  const [batch = 1, tokens = 1] = x.shape;
  const { heads, headDim } = indexer;
  const add = (part: string, layer: Layer, ...from: readonly Tensor[]) =>
    stage.add(`${name}.${part}`, withoutGradient(layer), ...from);
  const projected = (part: string, from: Tensor, outputFeatures: number) =>
    add(part, linear({ input: from.shape, outputFeatures, bias: false }), from);
  const turned = (side: "query" | "key", flat: Tensor, count: number) => {
    const split = byHead(stage, `${name}.${side}.heads`, flat, count);
    const found = { spec: rotary, tables: place.tables?.(rotary) };
    return rotary.dims === 0 ? split : rotated(stage, run, `${name}.${side}.rotary`, split, found);
  };
  const query = turned("query", projected("query", compressed, heads * headDim), heads);
  const even = normed(stage, run, "layer", `${name}.key.norm`, projected("key", x, headDim));
  const key = turned("key", even, 1);
  const scoring = matmul({ left: query.shape, right: key.shape, transposeRight: true });
  const scores = add("scores", scoring, query, key);
  const positive = add("relu", activation({ input: scores.shape, function: "relu" }), scores);
  const weights = projected("weights", x, heads);
  // [batch, tokens, 1, heads] times [batch, tokens, heads, keys]
  const row = [batch, tokens, 1, heads];
  const rows = add("weights.rows", view({ input: weights.shape, output: row }), weights);
  const byToken = [batch, tokens, heads, tokens];
  const moved = add("scores.moved", rewritten({ input: positive.shape, output: byToken }), positive);
  const sum = add("sum", matmul({ left: row, right: byToken }), rows, moved);
  const output = [batch, tokens, 1, Math.min(indexer.kept, tokens)];
  return add("chosen", reduction({ input: sum.shape, output, function: "sort" }), sum);
}

/** A layer that runs forward only. */
function withoutGradient(layer: Layer): Layer {
  return { ...layer, weightGradient: [], inputGradient: layer.inputs.map(() => []), saved: [] };
}
