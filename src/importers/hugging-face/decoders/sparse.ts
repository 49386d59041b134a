// Mixtures of experts over heads of attention that differ from Mixtral in routers, shared parts, gates or positions.
import type {
  AttentionSpec,
  ExpertsSpec,
  MlpSpec,
  OutputGate,
} from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { turningBases } from "./dense.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import {
  biasesBy,
  expertsOf,
  floatRouter,
  headNorm,
  plainRouter,
  queryBiasBy,
  slidingBy,
  sparseFrom,
  wholeNorm,
  withShared,
} from "./row-parts.js";

const granite: Row = {
  modelDim: 4096,
  layers: 32,
  heads: 32,
  ffnDim: 11_008,
  vocabulary: 32_000,
  longest: 2048,
  attention: biasesBy("attention_bias"),
  mixture: graniteExperts,
  ignored: ["embedding_multiplier", "logits_scaling", "residual_multiplier", "attention_multiplier"],
};

/** Experts as wide as the key of the dense part says; what all tokens pass besides is one matrix for gate and up. */
function graniteExperts(keys: ConfigKeys, dense: MlpSpec): ExpertsSpec {
  const router = { ...plainRouter, scores: "chosen" } as const;
  const defaults = { experts: 8, active: 2, dim: 11_008, dimKey: "intermediate_size", router };
  const mixture = expertsOf(keys, dense, defaults);
  const width = keys.optionalWhole("shared_intermediate_size", 0) ?? 0;
  return width === 0 ? mixture : { ...mixture, shared: { ...dense, gate: "joint", dim: width } };
}

/** Sliding in three of four layers; only those turn. */
const threeOfFour = {
  windows: slidingBy(4096, (layer) => (layer + 1) % 4 !== 0),
} as const satisfies Partial<Row>;

const glm: Row = {
  modelDim: 4096,
  layers: 46,
  heads: 96,
  kvHeads: 8,
  ffnDim: 10_944,
  vocabulary: 151_552,
  longest: 131_072,
  turnedShare: 0.5,
  floorHeadDim: true,
  attention: (keys) => ({
    ...queryBiasBy("attention_bias")(keys),
    ...(keys.flag("use_qk_norm", false) ? headNorm : {}),
  }),
  mixture: groupedExperts({ experts: 128, active: 8, dim: 1408 }, { key: "n_shared_experts", times: 1 }),
  sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 1, 0)),
};

/** Experts behind a router in FP32 with a correction, in groups of which some are open; shared ones as wide as so many. */
function groupedExperts(
  defaults: { readonly experts: number; readonly active: number; readonly dim: number },
  shared: { readonly key: string; readonly times: number },
) {
  return (keys: ConfigKeys, dense: MlpSpec): ExpertsSpec => {
    const groups = keys.optionalWhole("n_group") ?? 1;
    const open = keys.optionalWhole("topk_group") ?? 1;
    const grouped = groups > 1 ? { groups, open, bestOfEach: 2 } : undefined;
    const router = { ...floatRouter, grouped };
    return withShared(keys, dense, expertsOf(keys, dense, { ...defaults, router }), shared);
  };
}

/** A gate on the context by the key `gating`: of each head, or of each feature. */
function gateBy(keys: ConfigKeys, activation?: OutputGate["activation"]): OutputGate {
  const gating = keys.raw("gating");
  const over = gating === undefined || gating === true || gating === "per-head" ? "head" : "feature";
  return activation === undefined ? { over } : { over, activation };
}

/** Other numbers of heads in layers that slide. */
function slidingHeads(
  heads: (keys: ConfigKeys, counts: AttentionSpec) => Partial<AttentionSpec>,
  row: Pick<Row, "windows">,
) {
  return (keys: ConfigKeys, sizes: Sizes, counts: AttentionSpec) => {
    const window = row.windows?.(keys, sizes) ?? (() => undefined);
    const others = heads(keys, counts);
    return (layer: number): AttentionSpec =>
      window(layer) === undefined ? counts : { ...counts, ...others };
  };
}

const step: Row = {
  modelDim: 4096,
  layers: 45,
  heads: 64,
  kvHeads: 8,
  headDim: 128,
  ffnDim: 11_264,
  vocabulary: 128_815,
  longest: 128_000,
  norm: "rms-plus-one",
  attention: (keys) => ({
    ...biasesBy("attention_bias")(keys),
    queryKeyNorm: { style: "rms-plus-one", over: "head" },
    outputGate: gateBy(keys),
  }),
  windows: slidingBy(undefined, () => false),
  other: slidingHeads(
    (keys, counts) => {
      const setting = keys.within("attention_other_setting").optionalWhole("num_attention_heads");
      return { heads: keys.whole("num_sliding_attention_heads", setting ?? counts.heads) };
    },
    { windows: slidingBy(undefined, () => false) },
  ),
  mixture: (keys, dense) => {
    const mixture = expertsOf(keys, dense, {
      experts: 288,
      active: 8,
      dim: 1280,
      activeKey: ["num_experts_per_tok", "moe_top_k"],
      expertsKey: ["n_routed_experts", "num_experts", "moe_num_experts"],
      router: floatRouter,
    });
    return {
      ...mixture,
      shared: { ...dense, dim: keys.whole(["share_expert_dim", "share_expert_dims"], 1280) },
    };
  },
  sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 3, 0)),
  ignored: [
    "moe_router_scaling_factor",
    "use_moe_router_bias",
    "n_shared_experts",
    "query_pre_attn_scalar",
    "swiglu_limits",
    "swiglu_limits_shared",
  ],
};

const rows: Readonly<Record<string, Row>> = {
  granitemoe: granite,
  granitemoeshared: granite,
  granitemoe_swa: {
    ...granite,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), sinks: true, fused: "none" }),
    windows: slidingBy(128, (layer) => layer % 4 !== 0),
    turns: turningBases(() => true),
  },
  glm4_moe: glm,
  glm4v_moe_text: { ...glm, attention: (keys) => ({ queryBias: keys.flag("attention_bias", true) }) },
  minimax_m2: {
    modelDim: 3072,
    layers: 62,
    heads: 48,
    kvHeads: 8,
    headDim: 128,
    ffnDim: 1536,
    vocabulary: 200_064,
    longest: 196_608,
    attention: () => wholeNorm,
    mixture: (keys, dense) =>
      expertsOf(keys, dense, {
        experts: 256,
        active: 8,
        dim: 1536,
        dimKey: "intermediate_size",
        router: { ...plainRouter, normalised: true, floatWeights: true },
      }),
    ignored: [
      "rotary_dim",
      "use_qk_norm",
      "qk_norm_type",
      "use_routing_bias",
      "shared_intermediate_size",
      "attn_type_list",
      "layernorm_full_attention_beta",
      "layernorm_linear_attention_beta",
      "layernorm_mlp_beta",
    ],
  },
  ernie4_5_moe: {
    modelDim: 2560,
    layers: 28,
    heads: 20,
    kvHeads: 4,
    ffnDim: 12_288,
    vocabulary: 103_424,
    longest: 131_072,
    tied: true,
    attention: biasesBy("use_bias"),
    mlp: (keys) => ({ bias: keys.flag("use_bias", false) }),
    mixture: (keys, dense) => {
      const mixture = expertsOf(keys, dense, {
        experts: 64,
        active: 6,
        dim: 1536,
        expertsKey: "moe_num_experts",
        activeKey: "moe_k",
        router: { ...floatRouter, learned: keys.whole("moe_num_experts", 64) },
      });
      return withShared(keys, dense, mixture, { key: "moe_num_shared_experts", times: 2 });
    },
    sparse: (keys, { layers }) => {
      const last = keys.number("moe_layer_end_index") ?? layers - 1;
      const first = keys.whole("moe_layer_start_index", 1, 0);
      const interval = keys.whole("moe_layer_interval", 1);
      const end = last < 0 ? layers - 1 : last;
      return (layer) => (layer + 1) % interval === 0 && layer >= first && layer <= end;
    },
    ignored: ["moe_norm_min", "moe_capacity", "moe_use_aux_free", "moe_gate"],
  },
  olmoe: {
    modelDim: 2048,
    layers: 16,
    heads: 16,
    ffnDim: 2048,
    vocabulary: 50_304,
    longest: 4096,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...wholeNorm }),
    mixture: (keys, dense) =>
      expertsOf(keys, dense, { experts: 64, active: 8, dim: 2048, dimKey: "intermediate_size" }),
  },
  flex_olmo: {
    modelDim: 4096,
    layers: 32,
    heads: 32,
    ffnDim: 11_008,
    vocabulary: 100_352,
    longest: 4096,
    arrangement: "after",
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...wholeNorm }),
    mixture: (keys, dense) =>
      expertsOf(keys, dense, { experts: 7, active: 5, dim: 11_008, dimKey: "intermediate_size" }),
  },
  exaone_moe: {
    modelDim: 4096,
    layers: 32,
    heads: 32,
    ffnDim: 16_384,
    vocabulary: 102_400,
    longest: 2048,
    attention: () => headNorm,
    ...threeOfFour,
    turns: (keys, sizes) => {
      const window = threeOfFour.windows(keys, sizes);
      return (layer) => keys.isNull("sliding_window") || window(layer) !== undefined;
    },
    mixture: groupedExperts({ experts: 64, active: 8, dim: 1024 }, { key: "num_shared_experts", times: 1 }),
    sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 1, 0)),
    ignored: ["sliding_window_pattern"],
  },
  solar_open: {
    modelDim: 4096,
    layers: 48,
    heads: 64,
    kvHeads: 8,
    headDim: 128,
    ffnDim: 10_240,
    vocabulary: 196_608,
    longest: 131_072,
    attention: queryBiasBy("attention_bias"),
    mixture: groupedExperts({ experts: 128, active: 8, dim: 1280 }, { key: "n_shared_experts", times: 1 }),
    sparse: sparseFrom((keys) => keys.optionalWhole("first_k_dense_replace", 0) ?? 0),
  },
  mellum: {
    modelDim: 2304,
    layers: 28,
    heads: 32,
    kvHeads: 4,
    headDim: 128,
    ffnDim: 7168,
    vocabulary: 98_304,
    longest: 131_072,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm }),
    windows: slidingBy(1024, () => false),
    mixture: (keys, dense) =>
      expertsOf(keys, dense, {
        experts: 64,
        active: 8,
        dim: 896,
        router: { ...plainRouter, normalised: true },
      }),
    sparse: sparseFrom(() => 0),
    block: () => (block) => {
      const { attention } = block;
      if (attention.kind !== "heads" || attention.window === undefined || attention.rotary === undefined)
        return block;
      return { ...block, attention: { ...attention, rotary: { ...attention.rotary, table: "sliding" } } };
    },
  },
  hunyuan_v1_moe: {
    modelDim: 4096,
    layers: 32,
    heads: 32,
    ffnDim: 11_008,
    vocabulary: 290_943,
    longest: 2048,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm, normAfterRotary: true }),
    mixture: (keys, dense) => {
      const layered = keys.wholes("moe_topk_list") ?? [];
      const router = { ...plainRouter, normalised: true, float: true };
      const active = layered[0] ?? 1;
      const defaults = {
        experts: 1,
        active,
        dim: 11_008,
        dimKey: "intermediate_size",
        activeKey: "moe_topk",
      };
      return { ...expertsOf(keys, dense, { ...defaults, router }), shared: dense };
    },
  },
  phimoe: {
    modelDim: 4096,
    layers: 32,
    heads: 32,
    kvHeads: 8,
    ffnDim: 6400,
    vocabulary: 32_064,
    longest: 131_072,
    norm: "layer",
    attention: biasesBy("attention_bias"),
    headBias: (keys) => keys.flag("lm_head_bias", false),
    windows: slidingBy(undefined, () => true),
    mixture: (keys, dense) =>
      expertsOf(keys, dense, { experts: 16, active: 2, dim: 6400, dimKey: "intermediate_size" }),
    ignored: ["input_jitter_noise"],
  },
  dots1: {
    modelDim: 4608,
    layers: 62,
    heads: 32,
    ffnDim: 10_944,
    vocabulary: 152_064,
    longest: 2048,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm }),
    windows: slidingBy(4096, (layer, keys) => layer >= keys.whole("max_window_layers", 62, 0)),
    mixture: groupedExperts({ experts: 128, active: 6, dim: 1408 }, { key: "n_shared_experts", times: 2 }),
    sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 0, 0)),
  },
  hy_v3: {
    modelDim: 4096,
    layers: 80,
    heads: 64,
    kvHeads: 8,
    headDim: 128,
    ffnDim: 13_312,
    vocabulary: 120_832,
    longest: 131_072,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...headNorm }),
    mlp: (keys) => ({ bias: keys.flag("mlp_bias", false) }),
    mixture: groupedExperts({ experts: 192, active: 8, dim: 1536 }, { key: "num_shared_experts", times: 1 }),
    sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 1, 0)),
    ignored: ["router_scaling_factor", "enable_moe_fp32_combine"],
  },
  afmoe: {
    modelDim: 2048,
    layers: 32,
    heads: 16,
    headDim: 128,
    ffnDim: 6144,
    vocabulary: 200_192,
    longest: 16_384,
    arrangement: "around",
    attention: (keys) => ({
      ...biasesBy("attention_bias")(keys),
      ...headNorm,
      outputGate: { over: "feature" },
    }),
    windows: slidingBy(
      1024,
      (layer, keys) => (layer + 1) % keys.whole("global_attn_every_n_layers", 4) !== 0,
    ),
    turns: (keys, sizes) => {
      const rule = (layer: number) => (layer + 1) % keys.whole("global_attn_every_n_layers", 4) !== 0;
      const window = slidingBy(1024, rule)(keys, sizes);
      return (layer) => window(layer) !== undefined;
    },
    mixture: (keys, dense) => {
      const router = { ...floatRouter, learned: keys.whole("num_experts", 64) };
      const mixture = expertsOf(keys, dense, { experts: 64, active: 6, dim: 1408, router });
      return withShared(keys, dense, mixture, { key: "num_shared_experts", times: 2 });
    },
    sparse: sparseFrom((keys) => keys.whole("num_dense_layers", 1, 0)),
    ignored: ["route_scale", "route_norm", "score_func", "mup_enabled", "global_attn_every_n_layers"],
  },
  mimo_v2_flash: {
    modelDim: 4096,
    layers: 48,
    heads: 64,
    kvHeads: 4,
    headDim: 192,
    ffnDim: 16_384,
    vocabulary: 152_576,
    longest: 131_072,
    turnedShare: 0.334,
    attention: (keys) => ({
      queryBias: keys.flag("attention_bias", false),
      valueDim: keys.whole("v_head_dim", 128),
    }),
    windows: slidingBy(128, (layer) => layer !== 0 && (layer + 1) % 6 !== 0),
    other: slidingHeads((_, counts) => ({ kvHeads: 2 * counts.kvHeads, sinks: true, fused: "none" }), {
      windows: slidingBy(128, (layer) => layer !== 0 && (layer + 1) % 6 !== 0),
    }),
    mixture: groupedExperts({ experts: 256, active: 8, dim: 2048 }, { key: "n_shared_experts", times: 0 }),
    sparse: sparseFrom(() => 1),
    block: () => (block) => {
      const { attention } = block;
      if (attention.kind !== "heads" || attention.window === undefined || attention.rotary === undefined)
        return block;
      return { ...block, attention: { ...attention, rotary: { ...attention.rotary, table: "sliding" } } };
    },
    ignored: ["attention_value_scale"],
  },
  step3p5: step,
  step3p7_text: step,
  cohere2_moe: {
    modelDim: 8192,
    layers: 40,
    heads: 64,
    headDim: 128,
    ffnDim: 22_528,
    vocabulary: 256_000,
    longest: 8192,
    tied: true,
    norm: "layer-scale",
    arrangement: "parallel",
    attention: biasesBy("attention_bias"),
    windows: slidingBy(4096, (layer, keys) => cohereSlides(layer, keys)),
    turns: (keys, sizes) => {
      const window = slidingBy(4096, cohereSlides)(keys, sizes);
      return (layer) => window(layer) !== undefined;
    },
    mixture: (keys, dense) => {
      const router = { ...plainRouter, scores: "chosen" } as const;
      const defaults = { experts: 8, active: 2, dim: 22_528, dimKey: "intermediate_size", router };
      const mixture = expertsOf(keys, dense, defaults);
      return withShared(keys, dense, mixture, { key: "num_shared_experts", times: 0 });
    },
    sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 0, 0)),
    block: (keys) => {
      const width = keys.optionalWhole("prefix_dense_intermediate_size");
      return (block) =>
        block.mlp.kind === "dense" && width !== undefined
          ? { ...block, mlp: { ...block.mlp, dim: width } }
          : block;
    },
    ignored: ["shared_expert_combination_strategy", "expert_selection_fn"],
  },
};

/** Layers of the dense beginning slide by a pattern of their own. */
function cohereSlides(layer: number, keys: ConfigKeys): boolean {
  const first = keys.whole("first_k_dense_replace", 0, 0);
  const before = keys.whole("prefix_dense_sliding_window_pattern", 1);
  const after = keys.whole("sliding_window_pattern", 4);
  return layer < first ? (layer + 1) % before !== 0 : (layer - first + 1) % after !== 0;
}

/** Families by model type. */
export const sparseFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
