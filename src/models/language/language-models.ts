// Sizes of published language models, and what their authors say of them.

import type { CountedGraph } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import type { Claim } from "../claim.js";
import { type DecoderOnlySpec, decoderOnly } from "./decoder-only.js";

const llamaPaper = { source: sources.touvron2023, place: "Table 2" };
const llama = { vocabulary: 32_000, headDim: 128, origin: llamaPaper } as const;
const gpt2Paper = { source: sources.radford2019, place: "Table 2; OpenAI's released hyperparameters" };
const gpt2 = {
  vocabulary: 50_257,
  positions: 1024,
  headDim: 64,
  gated: false,
  activation: "gelu-tanh",
  tied: true,
  norm: "layer",
  attentionBias: "all",
  ffnBias: true,
  sequence: 1024,
  origin: gpt2Paper,
} as const;

/** Sizes by id. The feed-forward widths of LLaMA are those of the released checkpoints. */
const sizes = {
  gpt2: { ...gpt2, name: "GPT-2 small", layers: 12, modelDim: 768, heads: 12, ffnDim: 3072 },
  "gpt2-medium": { ...gpt2, name: "GPT-2 medium", layers: 24, modelDim: 1024, heads: 16, ffnDim: 4096 },
  "gpt2-xl": { ...gpt2, name: "GPT-2 XL", layers: 48, modelDim: 1600, heads: 25, ffnDim: 6400 },
  "llama-7b": { ...llama, name: "LLaMA 7B", layers: 32, modelDim: 4096, heads: 32, ffnDim: 11_008 },
  "llama-13b": { ...llama, name: "LLaMA 13B", layers: 40, modelDim: 5120, heads: 40, ffnDim: 13_824 },
  "llama-33b": { ...llama, name: "LLaMA 33B", layers: 60, modelDim: 6656, heads: 52, ffnDim: 17_920 },
  "llama-65b": { ...llama, name: "LLaMA 65B", layers: 80, modelDim: 8192, heads: 64, ffnDim: 22_016 },
} as const satisfies Readonly<Record<string, DecoderOnlySpec>>;

export type LanguageModelId = keyof typeof sizes;

/**
 * Ids of the language models.
 *
 * @example languageModelIds.includes("gpt2") // true
 */
export const languageModelIds = Object.keys(sizes) as readonly LanguageModelId[];

/**
 * A published language model; length, batch and mask may be set.
 *
 * @example parameters(languageModel("gpt2")) // 124 million parameters
 */
export function languageModel(
  id: LanguageModelId,
  spec: Pick<DecoderOnlySpec, "sequence" | "batch" | "mask"> = {},
): CountedGraph {
  return decoderOnly({ ...sizes[id], ...spec });
}

const instantiated = {
  tolerance: 0,
  reason: "counted from the instantiated model",
  source: { source: sources.transformersLibrary, place: "model class instantiated with these sizes" },
} as const;
const paper = {
  tolerance: 0.0075,
  reason: "one decimal of 10^9: half a unit of 6.7 is 0.75 %",
  source: { source: sources.touvron2023, place: "Table 2, params" },
} as const;

function stated(id: LanguageModelId, parameters: number, grounds: typeof instantiated | typeof paper): Claim {
  const kind = grounds === paper ? "paper" : "exact";
  return {
    id: `${id}-parameters-${kind}`,
    about: "parameters",
    stated: parameters,
    ...grounds,
    graph: () => languageModel(id, { sequence: 1 }),
  };
}

/** Published parameters. */
export const languageModelClaims: readonly Claim[] = [
  stated("gpt2", 124_439_808, instantiated),
  stated("gpt2-medium", 354_823_168, instantiated),
  stated("gpt2-xl", 1_557_611_200, instantiated),
  stated("llama-7b", 6_738_415_616, instantiated),
  stated("llama-33b", 32_528_943_616, instantiated),
  stated("llama-7b", 6.7e9, paper),
  stated("llama-13b", 13.0e9, paper),
  stated("llama-33b", 32.5e9, paper),
  stated("llama-65b", 65.2e9, paper),
];
