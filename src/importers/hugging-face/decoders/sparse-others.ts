// Mixtures of experts: EXAONE, Solar, Mellum, Hunyuan, Phi and dots.
import type { Family } from "../family.js";
import { type Row, rowFamilies } from "./row.js";
import {
  biasesBy,
  expertsOf,
  headNorm,
  plainRouter,
  queryBiasBy,
  slidingBy,
  sparseFrom,
} from "./row-parts.js";
import { groupedExperts, threeOfFour } from "./sparse-rules.js";

const rows: Readonly<Record<string, Row>> = {
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
};

/** Families by model type. */
export const otherSparseFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
