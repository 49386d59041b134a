// Forms of attention in its variants: shared heads, masks, another sequence, and one kernel for all of it.
import type { LayerFormSpec } from "./layer-form.js";

const tokens = ["batch", "sequence", "modelDim"];
const rows = "batch * sequence";
const queries = `${rows} * heads * headDim`;
const heads = ["batch", "heads", "sequence", "headDim"];
const scores = "batch * heads * sequence^2";

interface Variant {
  readonly id: string;
  readonly meaning: string;
  readonly words: string;
  /** Width of all keys, where it is not that of all queries. */
  readonly kvWidth?: string;
  /** Multiply-accumulates of one of the two products, where a mask leaves less than all. */
  readonly product?: string;
  /** Shape of what is attended to, where it is not the input. */
  readonly memory?: readonly string[];
}

/** Attention without biases; PyTorch computes and keeps every score, whatever a mask leaves of the products. */
function attentionForm({ id, meaning, words, kvWidth, product, memory }: Variant): LayerFormSpec {
  const keyRows = memory === undefined ? rows : `batch * ${memory[1]}`;
  const pairs = memory === undefined ? scores : `${rows} * heads * ${memory[1]}`;
  const width = kvWidth ?? "heads * headDim";
  const alike = kvWidth === undefined && memory === undefined;
  const weights = kvWidth === undefined ? "4 * modelDim * heads * headDim" : ofGroups("modelDim", width);
  const kept = alike ? `4 * ${queries}` : `2 * ${queries} + 2 * ${keyRows} * ${width}`;
  const projections = alike
    ? `${rows} * ${weights}`
    : `2 * ${queries} * modelDim + 2 * ${keyRows} * modelDim * ${width}`;
  const one = product ?? `${pairs} * headDim`;
  return {
    id,
    meaning,
    words: `${words} transformer mha`,
    composite: true,
    inputs: memory === undefined ? [tokens] : [tokens, memory],
    output: tokens,
    parameters: weights,
    forward: { matrix: `${projections} + 2 * ${one}`, softmax: `5 * ${pairs}`, elementwise: queries },
    weightGradient: { matrix: projections },
    inputGradient: { matrix: `${projections} + 4 * ${one}`, softmax: `4 * ${pairs}`, elementwise: queries },
    kept: `${rows} * modelDim + ${memory === undefined ? "" : `${keyRows} * modelDim + `}${kept} + ${pairs} + 1`,
  };
}

function ofGroups(modelDim: string, kvWidth: string): string {
  return `2 * ${modelDim} * heads * headDim + 2 * ${modelDim} * ${kvWidth}`;
}

export const attentionForms: readonly LayerFormSpec[] = [
  attentionForm({
    id: "attention",
    meaning: "Multi-head attention of a sequence over itself",
    words: "multi-head self attention",
  }),
  attentionForm({
    id: "grouped-query-attention",
    meaning: "Grouped-query attention: several query heads share a head of keys and values",
    words: "gqa grouped query key value self attention",
    kvWidth: "kvHeads * headDim",
  }),
  attentionForm({
    id: "multi-query-attention",
    meaning: "Multi-query attention: all query heads share one head of keys and values",
    words: "mqa multi query self attention",
    kvWidth: "headDim",
  }),
  attentionForm({
    id: "cross-attention",
    meaning: "Attention over another sequence: queries from one, keys and values from the other",
    words: "cross encoder decoder memory",
    memory: ["batch", "contextTokens", "modelDim"],
  }),
  attentionForm({
    id: "causal-attention",
    meaning: "Attention over the tokens before: half of both products is counted, all scores are kept",
    words: "causal masked decoder self attention",
    product: `${scores} * headDim / 2`,
  }),
  attentionForm({
    id: "sliding-window-attention",
    meaning: "Attention over a causal window of tokens, its own included; all scores are kept",
    words: "sliding window local causal self attention mistral longformer",
    product: "batch * heads * headDim * (windowLength * sequence - windowLength * (windowLength - 1) / 2)",
  }),
  {
    id: "fused-attention",
    meaning: "Attention in one kernel: scores never reach memory and are computed again backward",
    words: "flash attention sdpa",
    inputs: [heads, heads, heads],
    output: heads,
    forward: { matrix: `2 * ${scores} * headDim`, softmax: `5 * ${scores}` },
    inputGradient: { matrix: `5 * ${scores} * headDim`, softmax: `4 * ${scores}` },
    kept: `4 * ${queries} + batch * heads * sequence`,
  },
];
