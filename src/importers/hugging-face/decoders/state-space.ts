// Decoders of state-space layers, alone or with attention in some layers: Mamba and kin, Jamba, Zamba, RWKV, RecurrentGemma, LFM2, MiniMax-01.
import { mamba } from "../../../models/state-space/mamba.js";
import { mamba2 } from "../../../models/state-space/mamba2.js";
import { lightningAttention, shortConvolution } from "../../../models/state-space/short-convolution.js";
import type { Family } from "../family.js";
import { bamba, falconH1, graniteHybrid } from "./bamba.js";
import { nemotron } from "./nemotron.js";
import { recurrentGemma, rwkv } from "./recurrent.js";
import { type Row, rowFamilies } from "./row.js";
import { expertsOf, headNorm, kindsOfLayers, plainRouter } from "./row-parts.js";
import { alone, full, linear, steady } from "./state-space-keys.js";
import { zamba, zamba2 } from "./zamba.js";

const pureMamba = (norm: "rms-bare" | undefined): Row => ({
  modelDim: 768,
  layers: 32,
  heads: 1,
  ffnDim: 1,
  vocabulary: 50_280,
  longest: 1_048_576,
  tied: true,
  spelled: { layers: ["num_hidden_layers", "n_layer"], modelDim: ["hidden_size", "d_model"] },
  other: (keys, { modelDim }) => {
    const given = keys.raw("time_step_rank");
    const layer = mamba({
      innerDim: keys.optionalWhole(["intermediate_size", "d_inner"]) ?? keys.whole("expand", 2) * modelDim,
      stateDim: keys.whole("state_size", 16),
      rank: typeof given === "number" ? given : Math.ceil(modelDim / 16),
      kernel: keys.whole("conv_kernel", 4),
      bias: keys.flag("use_bias", false),
      convolutionBias: keys.flag("use_conv_bias", true),
      norm,
    });
    return () => layer;
  },
  block: alone,
  ignored: [...steady, "mixer_rms_eps", "intermediate_size", "expand"],
});

const jamba: Row = {
  modelDim: 4096,
  layers: 32,
  heads: 32,
  kvHeads: 8,
  ffnDim: 14_336,
  vocabulary: 65_536,
  longest: 262_144,
  attention: () => ({ rotary: undefined }),
  other: (keys, { modelDim, layers }, attention) => {
    const period = keys.whole("attn_layer_period", 8);
    const offset = keys.whole("attn_layer_offset", 4, 0);
    const kinds = kindsOfLayers(
      keys,
      ["layer_types", "layers_block_type"],
      layers,
      [full, linear, "attention", "mamba"],
      (i) => (i % period === offset ? full : linear),
    );
    const rank = keys.raw("mamba_dt_rank");
    const layer = mamba({
      innerDim: keys.whole("mamba_expand", 2) * modelDim,
      stateDim: keys.whole("mamba_d_state", 16),
      rank: typeof rank === "number" ? rank : Math.ceil(modelDim / 16),
      kernel: keys.whole("mamba_d_conv", 4),
      bias: keys.flag("mamba_proj_bias", false),
      convolutionBias: keys.flag("mamba_conv_bias", true),
      norm: "rms",
    });
    return (i) => (kinds[i] === full || kinds[i] === "attention" ? attention : layer);
  },
  mixture: (keys, dense) =>
    expertsOf(keys, dense, { experts: 16, active: 2, dim: 14_336, dimKey: "intermediate_size" }),
  sparse: (keys) => {
    const count = keys.whole("num_experts", 16);
    const period = keys.whole("expert_layer_period", 2);
    const offset = keys.whole("expert_layer_offset", 1, 0);
    return (layer) => count > 1 && layer % period === offset;
  },
  ignored: steady,
};

const lfm2: Row = {
  modelDim: 2560,
  layers: 32,
  heads: 32,
  kvHeads: 8,
  ffnDim: 12_288,
  vocabulary: 65_536,
  longest: 128_000,
  tied: true,
  spelled: { ffnDim: ["intermediate_size", "block_ff_dim"] },
  attention: () => headNorm,
  other: (keys, { modelDim, layers }, attention) => {
    const attended = keys.wholes("full_attn_idxs");
    const kinds = kindsOfLayers(keys, "layer_types", layers, [full, linear, "conv", "short_conv"], (i) =>
      attended === undefined || attended.includes(i) ? full : "conv",
    );
    const kernel = keys.whole("conv_L_cache", 3);
    const convolution = shortConvolution({ modelDim, kernel, bias: keys.flag("conv_bias", false) });
    return (layer) => (kinds[layer] === full ? attention : convolution);
  },
  mlp: (keys) => {
    const stated = keys.whole(["intermediate_size", "block_ff_dim"], 12_288);
    if (!keys.flag("block_auto_adjust_ff_dim", true)) return {};
    const multiple = keys.whole("block_multiple_of", 256);
    const factor = keys.number("block_ffn_dim_multiplier");
    const shrunk = Math.trunc((2 * stated) / 3);
    const scaled = Math.trunc((factor ?? 1) * shrunk);
    return {
      dim:
        factor === undefined && keys.isNull("block_ffn_dim_multiplier")
          ? shrunk
          : multiple * Math.ceil(scaled / multiple),
    };
  },
  ignored: [
    "norm_eps",
    "block_norm_eps",
    "block_dim",
    "conv_dim",
    "conv_dim_out",
    "block_mlp_init_scale",
    "block_out_init_scale",
    "block_use_swiglu",
    "block_use_xavier_init",
    "conv_use_xavier_init",
    "use_pos_enc",
    "num_heads",
    "block_multiple_of",
    "block_ffn_dim_multiplier",
  ],
};

const rows: Readonly<Record<string, Row>> = {
  mamba: pureMamba(undefined),
  falcon_mamba: pureMamba("rms-bare"),
  mamba2: {
    ...pureMamba(undefined),
    modelDim: 4096,
    layers: 64,
    vocabulary: 32_768,
    tied: false,
    other: (keys, { modelDim }) => {
      const layer = mamba2({
        heads: keys.whole("num_heads", 128),
        headDim: keys.whole("head_dim", 64),
        stateDim: keys.whole("state_size", 128),
        groups: keys.whole("n_groups", 8),
        kernel: keys.whole("conv_kernel", 4),
        chunk: keys.whole("chunk_size", 256),
        bias: keys.flag("use_bias", false),
        convolutionBias: keys.flag("use_conv_bias", true),
        norm: "rms",
        innerDim: keys.whole("expand", 2) * modelDim,
      });
      return () => layer;
    },
  },
  bamba,
  jamba,
  falcon_h1: falconH1,
  granitemoehybrid: graniteHybrid,
  nemotron_h: nemotron,
  zamba,
  zamba2,
  rwkv,
  recurrent_gemma: recurrentGemma,
  lfm2,
  lfm2_moe: {
    ...lfm2,
    modelDim: 2048,
    ffnDim: 7168,
    mlp: () => ({}),
    mixture: (keys, dense) =>
      expertsOf(keys, dense, {
        experts: 32,
        active: 4,
        dim: 1792,
        router: { ...plainRouter, normalised: true },
      }),
    sparse: (keys) => {
      const first = keys.whole("num_dense_layers", 2, 0);
      return (layer) => layer >= first;
    },
    ignored: ["norm_eps", "use_expert_bias"],
  },
  minimax: {
    modelDim: 4096,
    layers: 32,
    heads: 32,
    kvHeads: 8,
    ffnDim: 14_336,
    vocabulary: 32_000,
    longest: 131_072,
    other: (keys, { layers }, attention) => {
      const kinds = kindsOfLayers(keys, "layer_types", layers, [full, linear], (i) =>
        i % 2 === 0 ? full : linear,
      );
      const block = keys.whole("block_size", 256);
      const fading = lightningAttention({ heads: attention.heads, headDim: attention.headDim, block });
      return (layer) => (kinds[layer] === full ? attention : fading);
    },
    mixture: (keys, dense) =>
      expertsOf(keys, dense, {
        experts: 8,
        active: 2,
        dim: 14_336,
        dimKey: "intermediate_size",
        router: { ...plainRouter, normalised: true, floatWeights: true },
      }),
    ignored: [
      "full_attn_alpha_factor",
      "full_attn_beta_factor",
      "linear_attn_alpha_factor",
      "linear_attn_beta_factor",
      "mlp_alpha_factor",
      "mlp_beta_factor",
      "sliding_window",
    ],
  },
};

/** Families by model type. */
export const stateSpaceFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
