// PaLM: attention and feed-forward side by side, one head of keys and values, no biases.

import type { CountedGraph } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import type { ModelInput, ModelRecord } from "../record.js";
import { toRun } from "./blocks/run.js";
import type { BlockSpec } from "./blocks/specs.js";
import { decoder } from "./decoder.js";

const paper = { source: sources.chowdhery2022, place: "Table 1 and section 2" };
const vocabulary = 256_000;

/** Width, layers and heads of 256 features. */
const sizes = {
  "palm-8b": [4096, 32, 16],
  "palm-62b": [8192, 64, 32],
  "palm-540b": [18_432, 118, 48],
} as const;

/** Ids of the three models. */
export type PalmId = keyof typeof sizes;

/** A PaLM model. Layer normalisations have a scale and no shift, counted as one kernel each. */
export function palm(id: PalmId, input: ModelInput = {}): CountedGraph {
  const [modelDim, layers, heads] = sizes[id];
  const block = blockOf(modelDim, heads);
  const spec = {
    name: id,
    origin: paper,
    vocabulary,
    modelDim,
    tableDim: modelDim,
    scaled: false,
    embeddingNorm: undefined,
    positions: undefined,
    embeddingDropout: 0,
    blocks: Array.from({ length: layers }, () => block),
    finalNorm: "layer-scale",
    head: { kind: "language", vocabulary, tied: true, bias: false, softcap: false },
    notCounted: [],
  } as const;
  return decoder(spec, toRun(`models/language/${id}`, input, 2048));
}

function blockOf(modelDim: number, heads: number): BlockSpec {
  const rotary = { dims: 256, tables: "feature", float: false, own: false, joined: false } as const;
  return {
    arrangement: "parallel",
    norm: "layer-scale",
    attention: {
      kind: "heads",
      heads,
      kvHeads: 1,
      headDim: 256,
      joint: false,
      copiedParts: false,
      queryBias: false,
      outputBias: false,
      rotary,
      queryKeyNorm: undefined,
      softmax: "float",
      softcap: false,
      sinks: false,
      dropout: 0,
      floatScores: false,
      fused: "grouped",
      window: undefined,
      copiedContext: false,
      keptMask: false,
    },
    mlp: { kind: "dense", dim: 4 * modelDim, activation: "silu", gate: "separate", bias: false, dropout: 0 },
    attentionDropout: 0,
    mlpDropout: 0,
  };
}

/** The models by name. */
export const palmModels: readonly ModelRecord[] = (Object.keys(sizes) as PalmId[]).map((id) => ({
  id,
  family: "PaLM",
  reads: "tokens",
  graph: (input) => palm(id, input),
}));
