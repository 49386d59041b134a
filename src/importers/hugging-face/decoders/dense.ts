// Dense decoders near Llama and Gemma that differ in norms, biases, windows or positions.

import type { Family } from "../family.js";
import {
  byPattern,
  capped,
  gemma,
  llama,
  localTables,
  multipliers,
  onlySlidingTurns,
  turningBases,
  turningLayers,
} from "./dense-rules.js";
import { type Row, rowFamilies } from "./row.js";
import { biasesBy, headNorm, mlpBiasBy, queryBiasBy, slidingBy } from "./row-parts.js";

const glm: Row = {
  ...llama,
  layers: 40,
  kvHeads: 2,
  headDim: 128,
  ffnDim: 13_696,
  vocabulary: 151_552,
  longest: 131_072,
  turnedShare: 0.5,
  attention: queryBiasBy("attention_bias", true),
  mlp: () => ({ gate: "joint" }),
};

const granite: Row = {
  ...llama,
  attention: biasesBy("attention_bias"),
  mlp: mlpBiasBy("mlp_bias"),
  ignored: multipliers,
};

const cohere: Row = {
  modelDim: 8192,
  layers: 40,
  heads: 64,
  ffnDim: 22_528,
  vocabulary: 256_000,
  longest: 8192,
  tied: true,
  norm: "layer-scale",
  arrangement: "parallel",
  attention: biasesBy("attention_bias"),
};

const rows: Readonly<Record<string, Row>> = {
  smollm3: {
    ...granite,
    modelDim: 2048,
    layers: 36,
    heads: 16,
    kvHeads: 4,
    vocabulary: 128_256,
    longest: 32_768,
    tied: true,
    windows: slidingBy(undefined, () => false),
    turns: turningLayers,
  },
  granite,
  granite_swa: {
    ...granite,
    modelDim: 2560,
    layers: 24,
    heads: 20,
    kvHeads: 4,
    ffnDim: 8192,
    vocabulary: 100_352,
    longest: 8192,
    tied: true,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), sinks: true, fused: "none" }),
    windows: slidingBy(128, (layer) => layer % 4 !== 0),
    turns: turningBases(() => true),
  },
  hyperclovax: {
    ...granite,
    headDim: 128,
    arrangement: (keys) => (keys.flag("use_post_norm", true) ? "around" : "before"),
  },
  helium: {
    ...granite,
    modelDim: 2560,
    layers: 24,
    heads: 20,
    headDim: 128,
    ffnDim: 7040,
    vocabulary: 48_000,
    longest: 4096,
    attention: queryBiasBy("attention_bias"),
  },
  ernie4_5: {
    ...llama,
    modelDim: 1024,
    layers: 18,
    heads: 16,
    kvHeads: 2,
    headDim: 128,
    ffnDim: 3072,
    vocabulary: 103_424,
    longest: 131_072,
    tied: true,
    attention: biasesBy("use_bias"),
    mlp: mlpBiasBy("use_bias"),
  },
  seed_oss: {
    ...llama,
    layers: 64,
    heads: 80,
    kvHeads: 8,
    headDim: 128,
    ffnDim: 27_648,
    vocabulary: 155_136,
    longest: 524_288,
    attention: (keys) => ({
      queryBias: keys.flag("attention_bias", true),
      outputBias: keys.flag("attention_out_bias", false),
    }),
    mlp: mlpBiasBy("mlp_bias"),
    block: (keys) => {
      const rate = keys.rate("residual_dropout", 0.1);
      return (block) => ({ ...block, attentionDropout: rate, mlpDropout: rate });
    },
  },
  glm,
  glm4: { ...glm, arrangement: "around" },
  exaone4: {
    ...llama,
    ffnDim: 16_384,
    vocabulary: 102_400,
    arrangement: "after",
    attention: () => headNorm,
    windows: slidingBy(4096, byPattern(4)),
    turns: onlySlidingTurns(byPattern(4)),
  },
  cohere: {
    ...cohere,
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      ...(keys.flag("use_qk_norm", false) ? { queryKeyNorm: { style: "layer-scale", over: "each" } } : {}),
    }),
  },
  cohere2: {
    ...cohere,
    windows: slidingBy(4096, byPattern(4)),
    turns: onlySlidingTurns(byPattern(4)),
  },
  gemma3_text: {
    ...gemma,
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      queryKeyNorm: { style: "rms-plus-one", over: "head" },
      softcap: capped("attn_logit_softcapping", false)(keys),
    }),
    softcap: capped("final_logit_softcapping", false),
    windows: slidingBy(4096, (layer, keys) => {
      const pattern = keys.optionalWhole(["sliding_window_pattern", "_sliding_window_pattern"]) ?? 6;
      return (layer + 1) % pattern !== 0;
    }),
    block: localTables,
    ignored: ["use_bidirectional_attention", "rope_local_base_freq"],
  },
  vaultgemma: {
    ...gemma,
    vocabulary: 256_000,
    longest: 8192,
    arrangement: "before",
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      softcap: capped("attn_logit_softcapping", true)(keys),
    }),
    softcap: capped("final_logit_softcapping", true),
    windows: slidingBy(4096, (layer) => layer % 2 === 0),
  },
};

/** Families by model type. */
export const denseFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
