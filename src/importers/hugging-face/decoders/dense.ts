// Decoders with a dense feed-forward that differ from Llama in norms, gates, biases or positions.
import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import { biasesBy, headNorm, mlpBiasBy, queryBiasBy, slidingBy } from "./row-parts.js";

const llama = {
  modelDim: 4096,
  layers: 32,
  heads: 32,
  ffnDim: 11_008,
  vocabulary: 32_000,
  longest: 2048,
} as const;

/** Constants that multiply: they change no count that is not element by element. */
const multipliers = ["embedding_multiplier", "logits_scaling", "residual_multiplier", "attention_multiplier"];

/** Layers turn unless the list of their bases has a zero for them; where there is no list, by a rule. */
export function turningBases(rule: (layer: number, sizes: Sizes) => boolean) {
  return (keys: ConfigKeys, sizes: Sizes) => {
    const bases: unknown = keys.raw("layer_rope_theta");
    return (layer: number) => (Array.isArray(bases) ? (bases[layer] ?? 1) !== 0 : rule(layer, sizes));
  };
}

/** Layers that turn nothing: by a list of ones and zeros, else every so many. */
export function turningLayers(keys: ConfigKeys, { layers }: Sizes): (layer: number) => boolean {
  const list = keys.wholes("no_rope_layers") ?? [];
  const interval = keys.whole("no_rope_layer_interval", 4);
  return list.length >= layers ? (layer) => list[layer] !== 0 : (layer) => (layer + 1) % interval !== 0;
}

/** Layers that slide turn, those that see everything do not, unless none slides. */
function onlySlidingTurns(rule: (layer: number, keys: ConfigKeys) => boolean) {
  return (keys: ConfigKeys, sizes: Sizes) => {
    const windows = slidingBy(4096, rule)(keys, sizes);
    const none = keys.isNull("sliding_window");
    return (layer: number) => none || windows(layer) !== undefined;
  };
}

/** Sliding by a pattern of so many layers, of which the last sees everything; 0: none slides. */
const byPattern = (fallback: number) => (layer: number, keys: ConfigKeys) => {
  const pattern = keys.optionalWhole("sliding_window_pattern", 0) ?? fallback;
  return pattern !== 0 && !keys.isNull("sliding_window") && (layer + 1) % pattern !== 0;
};

const residual = (keys: ConfigKeys) => (block: BlockSpec) => {
  const rate = keys.rate(["residual_dropout", "hidden_dropout"], 0);
  return { ...block, attentionDropout: rate, mlpDropout: rate };
};

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
const gemma: Row = {
  modelDim: 2304,
  layers: 26,
  heads: 8,
  kvHeads: 4,
  headDim: 256,
  ffnDim: 9216,
  vocabulary: 262_208,
  longest: 131_072,
  tied: true,
  activation: "gelu_pytorch_tanh",
  norm: "rms-plus-one",
  arrangement: "around",
  whole: () => ({ scaled: true }),
};

/** Whether a key with a number is there and not null. */
const capped = (key: string, fallback: boolean) => (keys: ConfigKeys) => {
  const given = keys.number(key);
  return given !== undefined || (fallback && !keys.isNull(key));
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
  arcee: {
    ...llama,
    modelDim: 2560,
    ffnDim: 18_432,
    longest: 4096,
    activation: "relu2",
    attention: biasesBy("attention_bias"),
    mlp: (keys) => ({ ...mlpBiasBy("mlp_bias")(keys), gate: "none" }),
  },
  jais2: {
    ...llama,
    modelDim: 3328,
    heads: 26,
    headDim: 128,
    ffnDim: 26_624,
    vocabulary: 150_272,
    longest: 8192,
    activation: "relu2",
    norm: "layer",
    attention: biasesBy("attention_bias", true),
    mlp: (keys) => ({ ...mlpBiasBy("mlp_bias", true)(keys), gate: "none" }),
  },
  nemotron: {
    ...llama,
    modelDim: 6144,
    heads: 48,
    headDim: 128,
    ffnDim: 24_576,
    vocabulary: 256_000,
    longest: 4096,
    activation: "relu2",
    norm: "layer",
    turnedShare: 0.5,
    attention: biasesBy("attention_bias"),
    mlp: (keys) => ({ ...mlpBiasBy("mlp_bias")(keys), gate: "none" }),
    ignored: ["norm_eps"],
  },
  apertus: {
    ...llama,
    ffnDim: 14_336,
    vocabulary: 131_072,
    longest: 65_536,
    activation: "xielu",
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm }),
    mlp: (keys) => ({
      ...mlpBiasBy("mlp_bias")(keys),
      gate: "none",
      ...(keys.text("hidden_act", "xielu") === "xielu" ? { activationParameters: 2 } : {}),
    }),
    ignored: ["post_norm", "qk_norm"],
  },
  starcoder2: {
    ...llama,
    modelDim: 3072,
    layers: 30,
    heads: 24,
    kvHeads: 2,
    ffnDim: 12_288,
    vocabulary: 49_152,
    longest: 4096,
    tied: true,
    activation: "gelu_pytorch_tanh",
    norm: "layer",
    attention: biasesBy("use_bias", true),
    mlp: (keys) => ({
      bias: keys.flag("use_bias", true),
      gate: "none",
    }),
    windows: slidingBy(undefined, () => true),
    whole: (keys) => ({ embeddingDropout: keys.rate("embedding_dropout", 0) }),
    block: residual,
    ignored: ["norm_epsilon", "norm_type", "mlp_type"],
  },
  stablelm: {
    ...llama,
    modelDim: 2560,
    ffnDim: 6912,
    vocabulary: 50_304,
    longest: 4096,
    norm: "layer",
    arrangement: (keys) => (keys.flag("use_parallel_residual", false) ? "parallel" : "before"),
    turnedShare: 0.25,
    turnedKey: ["partial_rotary_factor", "rope_pct"],
    attention: (keys) => ({
      ...queryBiasBy("use_qkv_bias")(keys),
      ...(keys.flag("qk_layernorm", false) ? { queryKeyNorm: { style: "layer-scale", over: "each" } } : {}),
    }),
    block: residual,
    ignored: ["norm_eps"],
  },
  persimmon: {
    ...llama,
    layers: 36,
    heads: 64,
    ffnDim: 16_384,
    vocabulary: 262_144,
    longest: 16_384,
    activation: "relu2",
    norm: "layer",
    turnedShare: 0.5,
    attention: (keys) => ({
      joint: true,
      queryBias: true,
      outputBias: true,
      ...(keys.flag("qk_layernorm", true) ? { queryKeyNorm: { style: "layer", over: "head" } } : {}),
    }),
    mlp: () => ({ gate: "none", bias: true }),
    block: residual,
  },
  nanochat: {
    ...llama,
    modelDim: 768,
    layers: 12,
    heads: 6,
    ffnDim: 8192,
    vocabulary: 50_304,
    activation: "relu2",
    norm: "rms-bare",
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      queryKeyNorm: { style: "rms-bare", over: "head" },
      normAfterRotary: true,
    }),
    mlp: () => ({ gate: "none" }),
    softcap: capped("final_logit_softcapping", true),
    whole: () => ({ embeddingNorm: "rms-bare" }),
  },
  hunyuan_v1_dense: {
    ...llama,
    vocabulary: 290_943,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm, normAfterRotary: true }),
    ignored: ["use_qk_norm", "use_rotary_pos_emb", "use_mixed_mlp_moe", "moe_topk", "num_experts"],
  },
  bitnet: {
    ...llama,
    modelDim: 2560,
    layers: 30,
    heads: 20,
    kvHeads: 5,
    ffnDim: 6912,
    vocabulary: 128_256,
    activation: "relu2",
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), contextNorm: "rms" }),
    mlp: () => ({ innerNorm: "rms" }),
  },
  muse_glimmer_text: {
    ...gemma,
    modelDim: 6656,
    layers: 52,
    heads: 32,
    kvHeads: 2,
    headDim: 128,
    ffnDim: 19_968,
    vocabulary: 202_048,
    tied: false,
    activation: "silu",
    norm: "rms",
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      queryKeyNorm: { style: "rms-bare", over: "head" },
      outputGate: { over: "feature" },
    }),
    softcap: capped("final_logit_softcapping", true),
    windows: (keys, sizes) => slidingBy(2048, (layer) => (sizes.layers - 1 - layer) % 4 !== 0)(keys, sizes),
    turns: turningBases((layer, { layers }) => (layers - 1 - layer) % 4 !== 0),
    whole: () => ({ scaled: false }),
    ignored: ["qk_scale_factor", "output_multiplier", "post_norm_eps"],
  },
  mimo: {
    // Its own class on the hub: Qwen2 with a fixed width of heads, and layers that predict further tokens beside it.
    ...llama,
    ffnDim: 11_008,
    layers: 36,
    kvHeads: 8,
    vocabulary: 151_680,
    longest: 32_768,
    attention: queryBiasBy("attention_bias", true),
  },
  glm_ocr_text: {
    ...llama,
    mlp: () => ({ gate: "joint" }),
    modelDim: 1024,
    layers: 16,
    heads: 16,
    kvHeads: 8,
    longest: 131_072,
    ffnDim: 4096,
    vocabulary: 59_392,
    arrangement: "around",
    attention: () => ({}),
  },
};

/** Sliding layers turn by frequencies of their own. */
function localTables() {
  return (block: BlockSpec): BlockSpec => {
    const { attention } = block;
    if (attention.kind !== "heads" || attention.rotary === undefined || attention.window === undefined)
      return block;
    return { ...block, attention: { ...attention, rotary: { ...attention.rotary, table: "sliding" } } };
  };
}

/** Families by model type. */
export const denseFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
