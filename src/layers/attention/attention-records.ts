// Attention in its variants as records: shared heads, masks, another sequence; made of projections, products, softmax.
import { softmaxRecord } from "../elementwise/softmax.js";
import { scaleRecord } from "../embedding.js";
import { layerRecord } from "../graph/layer-record.js";
import type { Member } from "../graph/record-spec.js";
import { linearRecord } from "../linear.js";
import { type MaskName, matmulRecord } from "../matmul.js";

const tokens = ["batch", "sequence", "modelDim"] as const;
const bare = linearRecord.variant({ bias: "no" });

interface Variant {
  readonly id: string;
  readonly meaning: string;
  readonly words: string;
  /** Heads of keys and values; default: as many as of queries. */
  readonly kvHeads?: string;
  /** Default "full". */
  readonly mask?: MaskName;
  /** Whether keys and values come from another sequence, of `contextTokens`. */
  readonly crossed?: boolean;
}

/** Attention without biases; PyTorch computes and keeps every score, whatever a mask leaves of the products. */
function attentionRecord({ id, meaning, words, kvHeads = "heads", mask = "full", crossed = false }: Variant) {
  return layerRecord({
    id,
    meaning,
    words: `${words} transformer mha`,
    dimensions: [
      "batch",
      "sequence",
      ...(crossed ? (["contextTokens"] as const) : []),
      "modelDim",
      "heads",
      ...(kvHeads === "kvHeads" ? ([kvHeads] as const) : []),
      "headDim",
      ...(mask === "window" ? (["windowLength"] as const) : []),
    ],
    ...(kvHeads === "kvHeads" ? { whole: ["heads / kvHeads"] } : {}),
    inputs: crossed ? [tokens, ["batch", "contextTokens", "modelDim"]] : [tokens],
    output: tokens,
    members: attentionMembers(kvHeads, mask, crossed),
  });
}

function attentionMembers(kvHeads: string, mask: MaskName, crossed: boolean): readonly Member[] {
  const keys = crossed ? "contextTokens" : "sequence";
  const memory = crossed ? 1 : 0;
  const product = matmulRecord.variant({ mask });
  const toScores = { rows: "sequence", innerDim: "headDim", columns: keys };
  const toContext = { rows: "sequence", innerDim: keys, columns: "headDim" };
  const queries = { elements: "batch * heads * sequence * headDim" };
  const scores = { elements: `batch * heads * sequence * ${keys}` };
  const side = { rows: "batch * sequence", inputFeatures: "heads * headDim", outputFeatures: "modelDim" };
  return [
    projection("query", 0, "sequence", "heads"),
    projection("key", memory, keys, kvHeads),
    projection("value", memory, keys, kvHeads),
    { name: "scale", record: scaleRecord, sizes: queries, from: ["query"] },
    { name: "scores", record: product, sizes: toScores, from: ["scale", "key"] },
    { name: "softmax", record: softmaxRecord, sizes: scores, from: ["scores"] },
    { name: "context", record: product, sizes: toContext, from: ["softmax", "value"] },
    { name: "output", record: bare, sizes: side, from: ["context"] },
  ];
}

function projection(name: string, from: number, length: string, heads: string): Member {
  const rows = `batch * ${length}`;
  const sizes = { rows, inputFeatures: "modelDim", outputFeatures: `${heads} * headDim` };
  return { name, record: bare, sizes, from: [from] };
}

/** Every variant. */
export const attentionRecords = [
  attentionRecord({
    id: "attention",
    meaning: "Multi-head attention of a sequence over itself",
    words: "multi-head self attention",
  }),
  attentionRecord({
    id: "grouped-query-attention",
    meaning: "Grouped-query attention: several query heads share a head of keys and values",
    words: "gqa grouped query key value self attention",
    kvHeads: "kvHeads",
  }),
  attentionRecord({
    id: "multi-query-attention",
    meaning: "Multi-query attention: all query heads share one head of keys and values",
    words: "mqa multi query self attention",
    kvHeads: "1",
  }),
  attentionRecord({
    id: "cross-attention",
    meaning: "Attention over another sequence: queries from one, keys and values from the other",
    words: "cross encoder decoder memory",
    crossed: true,
  }),
  attentionRecord({
    id: "causal-attention",
    meaning: "Attention over the tokens before: half of both products is counted, all scores are kept",
    words: "causal masked decoder self attention",
    mask: "causal",
  }),
  attentionRecord({
    id: "sliding-window-attention",
    meaning: "Attention over a causal window of tokens, its own included; all scores are kept",
    words: "sliding window local causal self attention mistral longformer",
    mask: "window",
  }),
] as const;
