// A learned score for each head beside those of the keys: attention may go there, and to no value.

import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
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

/** Joins the sink to the scores: [batch, heads, queries, keys] -> [..., keys + 1]. Keeps where each row is largest. */
export function attentionSink(spec: { readonly scores: Shape }): Layer {
  const layout = ["batch", "heads", "queries", "keys"];
  const [batch = 1, heads = 1, queries = 1, keys = 1] = checkedShape(
    "layers/attention-sink",
    "scores",
    spec.scores,
    layout,
  );
  return layerOf({
    kind: "concatenation",
    settings: `${keys} keys and a sink`,
    inputs: [spec.scores],
    output: [batch, heads, queries, keys + 1],
    parameters: term(sinkParameters, { heads }),
    inputGradient: [[]],
    saved: [
      { kind: "own", label: "places of maxima", elements: batch * heads * queries, bytesPerElement: 8 },
    ],
  });
}
