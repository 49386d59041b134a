// Attention in one kernel (flash attention, SDPA): both products without scores in memory, which backward recomputes.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwisePart, perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import type { LayerParts } from "../graph/record-spec.js";
import {
  type AttentionMask,
  type MaskName,
  maskedPart,
  maskName,
  maskText,
  matmulMac,
  windowSize,
} from "../matmul.js";
import { checkedShape, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const subject = "layers/fused-attention";
const softmaxCount = perElement("compare + subtract + exponential + add + divide", {
  source: sources.milakov2018,
  place: "algorithm 2: maximum, subtract, exp, sum, divide",
});
const gradientCount = perElement("2 multiply + add + subtract (y (g - sum of g y))");

/** Multiply-accumulates of both products: scores and context. */
export const fusedAttentionMac = formula({
  id: "layers.fused-attention.mac",
  meaning: "Multiply-accumulates of attention in one kernel: scores, and their use on the values",
  expression: "macScores + macContext",
  result: "mac",
  inputs: ["macScores", "macContext"],
  source: { source: sources.dao2022, place: "Algorithm 1" },
});

/** Backward in one kernel recomputes the scores: 3 products over queries and keys, 2 over the values. */
export const fusedAttentionGradientMac = formula({
  id: "layers.fused-attention.gradient-mac",
  meaning:
    "Multiply-accumulates of the backward pass of attention in one kernel: the scores once more, their gradient, and the gradients of queries, keys and values",
  expression: "3 * macScores + 2 * macContext",
  result: "inputGradientMac",
  inputs: ["macScores", "macContext"],
  conventions: ["recomputed-scores"],
  source: { source: sources.dao2022, place: "Algorithm 4; five products, as PyTorch's counter takes them" },
});

export interface FusedAttentionSpec {
  /** [batch, heads, queries, headDim]. */
  readonly query: Shape;
  /** [batch, heads or a divisor of them, keys, headDim]. */
  readonly key: Shape;
  /** [batch, heads as the keys, keys, valueDim]. */
  readonly value: Shape;
  /** Default "full", as PyTorch's counter takes it, causal or not. */
  readonly mask?: AttentionMask;
}

/** Attention in one kernel; a mask changes its products, not its softmax. */
export const fusedAttentionRecord = layerRecord({
  id: "fused-attention",
  kind: "fused-attention",
  meaning: "Attention in one kernel: scores never reach memory and are computed again backward",
  words: "flash attention sdpa",
  dimensions: [
    "batch",
    "heads",
    "kvHeads",
    "sequence",
    "contextTokens",
    "headDim",
    "valueDim",
    "windowLength",
  ],
  derived: { kvHeads: "heads", contextTokens: "sequence", valueDim: "headDim" },
  whole: ["heads / kvHeads"],
  inputs: [
    ["batch", "heads", "sequence", "headDim"],
    ["batch", "kvHeads", "contextTokens", "headDim"],
    ["batch", "kvHeads", "contextTokens", "valueDim"],
  ],
  output: ["batch", "heads", "sequence", "valueDim"],
  ...fusedParts("full"),
  kept: [
    { kind: "input", index: 0 },
    { kind: "input", index: 1 },
    { kind: "input", index: 2 },
    { kind: "output" },
    {
      kind: "own",
      label: "log-sum-exp of rows",
      elements: "batch * heads * sequence",
      bytesPerElement: 4,
    },
  ],
  choices: { mask: { full: {}, causal: fusedParts("causal"), window: fusedParts("window") } },
});

/** Scores are queries by keys, the context is queries by values; gradients come out of one kernel. */
function fusedParts(mask: MaskName): Pick<LayerParts, "forward" | "inputGradient"> {
  const product = (innerDim: string, columns: string) =>
    maskedPart(part(matmulMac, { rows: "sequence", innerDim, columns }), mask, "sequence");
  const products = {
    macScores: product("headDim", "contextTokens"),
    macContext: product("contextTokens", "valueDim"),
  };
  const scores = "batch * heads * sequence * contextTokens";
  return {
    forward: {
      matrix: part(fusedAttentionMac, products),
      softmax: elementwisePart(softmaxCount, scores),
    },
    inputGradient: [
      {
        matrix: part(fusedAttentionGradientMac, products),
        softmax: elementwisePart(gradientCount, scores),
      },
    ],
  };
}

/**
 * Attention in one kernel: -> [batch, heads, queries, valueDim]. Keeps queries, keys, values, output and an FP32
 * statistic for each row; scores never reach memory. Errors on sizes that are not whole numbers from 1 on and on
 * shapes that do not fit.
 *
 * @example fusedAttention({ query: [1, 12, 1024, 64], key: [1, 12, 1024, 64], value: [1, 12, 1024,
 *   64] }).output // [1, 12, 1024, 64]
 */
export function fusedAttention(spec: FusedAttentionSpec): Layer {
  const layout = ["batch", "heads", "tokens", "features"];
  const [batch = 1, heads = 1, queries = 1, headDim = 1] = checkedShape(subject, "query", spec.query, layout);
  const [, kvHeads = 1, keys = 1, keyDim = 0] = checkedShape(subject, "key", spec.key, layout);
  const [, valueHeads = 1, valueKeys = 1, valueDim = 1] = checkedShape(subject, "value", spec.value, layout);
  if (keyDim !== headDim || valueHeads !== kvHeads || valueKeys !== keys || heads % kvHeads !== 0)
    throw new FlopbookError(
      `${subject}: query, key and value must fit, got [${spec.query.join(", ")}], [${spec.key.join(", ")}], [${spec.value.join(", ")}]; keys have the queries' width, values the keys' heads and length`,
    );
  const mask = spec.mask ?? "full";
  return fusedAttentionRecord.variant({ mask: maskName(mask) }).bind(
    {
      batch,
      heads,
      kvHeads,
      sequence: queries,
      contextTokens: keys,
      headDim,
      valueDim,
      ...windowSize(mask, queries),
    },
    { settings: `${queries} × ${keys}, ${heads} heads${maskText(mask)}` },
  );
}
