// A learned score for each head beside those of the keys: attention may go there, and to no value.

import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { checkedShape, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

/** Parameters of attention sinks: a score for each head. */
export const sinkParameters = formula({
  id: "layers.attention-sink.parameters",
  meaning: "Parameters of attention sinks: one score for each head",
  expression: "heads",
  result: "parameters",
  inputs: ["heads"],
  source: { source: sources.transformersLibrary, place: "GPT-OSS, attention with sinks" },
});

/** Attention sinks. */
export const attentionSinkRecord = layerRecord({
  id: "attention-sink",
  kind: "concatenation",
  meaning: "A learned score for each head beside those of the keys",
  words: "sink gpt-oss",
  dimensions: ["batch", "heads", "sequence", "contextTokens"],
  derived: { contextTokens: "sequence" },
  inputs: [["batch", "heads", "sequence", "contextTokens"]],
  output: ["batch", "heads", "sequence", "contextTokens + 1"],
  parameters: part(sinkParameters),
  kept: [
    { kind: "own", label: "places of maxima", elements: "batch * heads * sequence", bytesPerElement: 8 },
  ],
});

/**
 * Joins the sink to the scores: [batch, heads, queries, keys] -> [..., keys + 1]. Keeps where each row is largest.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example attentionSink({ scores: [1, 8, 128, 128] }).output // [1, 8, 128, 129]
 */
export function attentionSink(spec: { readonly scores: Shape }): Layer {
  const layout = ["batch", "heads", "queries", "keys"];
  const [batch = 1, heads = 1, queries = 1, keys = 1] = checkedShape(
    "layers/attention-sink",
    "scores",
    spec.scores,
    layout,
  );
  return attentionSinkRecord.bind(
    { batch, heads, sequence: queries, contextTokens: keys },
    { settings: `${keys} keys and a sink` },
  );
}
