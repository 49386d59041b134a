// Mixtures of experts: Granite, GLM-4.5, MiniMax-M2 and M3, ERNIE 4.5, OLMoE and its kin.
import type { Family } from "../family.js";
import { turningBases } from "./dense-rules.js";
import { type Row, rowFamilies } from "./row.js";
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
import { blockScorers, graniteExperts, groupedExperts } from "./sparse-rules.js";

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
  minimax_m3_vl_text: {
    modelDim: 6144,
    layers: 60,
    heads: 64,
    kvHeads: 4,
    headDim: 128,
    ffnDim: 12_288,
    vocabulary: 200_064,
    longest: 524_288,
    norm: "rms-plus-one",
    spelled: { ffnDim: "dense_intermediate_size" },
    turnedShare: 0.5,
    attention: () => ({ queryKeyNorm: { style: "rms-plus-one", over: "head" } }),
    other: blockScorers,
    mixture: (keys, dense) => {
      const mixture = expertsOf(keys, dense, {
        experts: 128,
        active: 4,
        dim: 3072,
        dimKey: "intermediate_size",
        router: floatRouter,
      });
      const shared = { ...dense, gate: "joint" as const, dim: keys.whole("shared_intermediate_size", 3072) };
      return { ...mixture, shared };
    },
    mlp: () => ({ gate: "joint" }),
    sparse: (keys, sizes) => {
      const listed = keys.wholes("moe_layer_freq");
      const named = sparseFrom(() => 0)(keys, sizes);
      return (layer) => (listed === undefined ? named(layer) : listed[layer] !== 0);
    },
    ignored: [
      "rotary_dim",
      "swiglu_alpha",
      "use_gemma_norm",
      "attention_output_gate",
      "use_qk_norm",
      "qk_norm_type",
      "use_routing_bias",
      "n_shared_experts",
      "index_local_blocks",
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
};

/** Families by model type. */
export const sparseFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
