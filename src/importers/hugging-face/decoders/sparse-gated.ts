// Mixtures with gates on attention, or heads that differ by layer: Hunyuan 3, AFMoE, MiMo V2, Step 3.5, Cohere 2.

import type { Asked, Family } from "../family.js";
import { type Row, rowFamilies, rowGraph } from "./row.js";
import {
  biasesBy,
  expertsOf,
  floatRouter,
  headNorm,
  plainRouter,
  slidingBy,
  sparseFrom,
  withShared,
} from "./row-parts.js";
import { cohereSlides, gateBy, groupedExperts, slidingHeads } from "./sparse-rules.js";

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

/** Step 3.7 where its config is that of the language model alone; one with a tower is not read here. */
function step3p7(asked: Asked) {
  if (asked.keys.raw("text_config") === undefined) return rowGraph(asked, step);
  throw asked.keys.wrong(
    "text_config",
    "stands beside a vision tower that is not known here",
    "give the text_config alone, with model_type step3p7_text",
  );
}

/** Families by model type. */
export const gatedSparseFamilies: Readonly<Record<string, Family>> = { ...rowFamilies(rows), step3p7 };
