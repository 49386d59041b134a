// Decoders of state-space layers, alone or beside attention: Mamba and kin, Jamba, Bamba, Falcon-H1, Nemotron-H, LFM2.
import { selfAttention } from "../../../models/language/blocks/attention.js";
import type { AttentionSpec, BlockSpec, MlpSpec, OwnSpec } from "../../../models/language/blocks/specs.js";
import { mamba } from "../../../models/state-space/mamba.js";
import { mamba2 } from "../../../models/state-space/mamba2.js";
import { lightningAttention, shortConvolution } from "../../../models/state-space/short-convolution.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { headAttention } from "../gpt-blocks.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import {
  biasesBy,
  expertsOf,
  floatRouter,
  headNorm,
  kindsOfLayers,
  mlpBiasBy,
  plainRouter,
} from "./row-parts.js";

const linear = "linear_attention";
const full = "full_attention";

/** Settings of time steps and kernels: no count depends on them. */
const steady = [
  "time_step_limit",
  "time_step_min",
  "time_step_max",
  "time_step_floor",
  "time_step_scale",
  "time_step_init_scheme",
  "time_step_rank",
  "rescale_prenorm_residual",
  "residual_in_fp32",
  "use_mamba_kernels",
  "use_mambapy",
  "use_associative_scan",
  "num_logits_to_keep",
  "z_loss_coefficient",
  "mamba_ssm_cache_dtype",
  "ssm_cfg",
  "fused_add_norm",
  "rms_norm",
];

/** A layer that is its mixer alone. */
const alone =
  () =>
  (block: BlockSpec): BlockSpec => ({ ...block, mlp: { kind: "none" } });

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

/** Sizes of a Mamba-2 layer under the names of Bamba. */
function bambaLayer(
  keys: ConfigKeys,
  { modelDim }: Sizes,
  parts: { readonly norm: "rms" | undefined; readonly innerDim?: number; readonly outputBias?: boolean },
): OwnSpec {
  const heads = keys.whole("mamba_n_heads", 128);
  const inner = parts.innerDim ?? keys.whole("mamba_expand", 2) * modelDim;
  const stated = keys.optionalWhole("mamba_d_head");
  keys.raw("mamba_d_head");
  return mamba2({
    heads,
    headDim: stated ?? Math.floor(inner / heads),
    stateDim: keys.whole("mamba_d_state", 256),
    groups: keys.whole("mamba_n_groups", 1),
    kernel: keys.whole("mamba_d_conv", 4),
    chunk: keys.whole("mamba_chunk_size", 256),
    bias: keys.flag("mamba_proj_bias", false),
    convolutionBias: keys.flag("mamba_conv_bias", true),
    norm: parts.norm,
    innerDim: inner,
  });
}

const bamba: Row = {
  modelDim: 4096,
  layers: 32,
  heads: 32,
  kvHeads: 8,
  ffnDim: 14_336,
  vocabulary: 128_000,
  longest: 262_144,
  turnedShare: 0.5,
  attention: biasesBy("attention_bias"),
  mlp: mlpBiasBy("mlp_bias"),
  other: (keys, sizes, attention) => {
    const attended = keys.wholes("attn_layer_indices") ?? [];
    const kinds = kindsOfLayers(
      keys,
      ["layer_types", "layers_block_type"],
      sizes.layers,
      [full, linear, "attention", "mamba"],
      (i) => (attended.includes(i) ? full : linear),
    );
    const layer = bambaLayer(keys, sizes, { norm: "rms" });
    return (i) => (kinds[i] === full || kinds[i] === "attention" ? attention : layer);
  },
  ignored: steady,
};

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

/** Attention and a state-space layer of the same input, added up. */
function sideBySide(attention: AttentionSpec, state: OwnSpec): OwnSpec {
  return {
    kind: "own",
    name: "attention beside a state-space layer",
    ...(state.state === undefined ? {} : { state: state.state }),
    build: (here, x, place) => {
      const { stage, run } = here;
      const scanned = state.build(here.within("state-space"), x, place);
      const where = { stage, run, name: here.name("attention"), tables: place.tables };
      return here.add("sum", scanned, selfAttention(where, attention, x));
    },
  };
}

const falconH1: Row = {
  ...bamba,
  longest: 8192,
  turnedShare: 1,
  other: (keys, sizes, attention) => {
    const inner = keys.optionalWhole("mamba_d_ssm") ?? keys.whole("mamba_expand", 2) * sizes.modelDim;
    const norm = keys.flag("mamba_rms_norm", false) ? "rms" : undefined;
    const both = sideBySide(attention, bambaLayer(keys, sizes, { norm, innerDim: inner }));
    return () => both;
  },
  ignored: [
    ...steady,
    "mamba_norm_before_gate",
    "mamba_use_mlp",
    "mamba_expand",
    "lm_head_multiplier",
    "embedding_multiplier",
    "mlp_multipliers",
    "key_multiplier",
    "attention_out_multiplier",
    "attention_in_multiplier",
    "ssm_multipliers",
    "ssm_in_multiplier",
    "ssm_out_multiplier",
    "mlp_expansion_factor",
  ],
};

const graniteHybrid: Row = {
  ...bamba,
  kvHeads: 32,
  ffnDim: 11_008,
  vocabulary: 32_000,
  longest: 2048,
  turnedShare: 1,
  attention: (keys) => ({
    ...biasesBy("attention_bias")(keys),
    ...(keys.text("position_embedding_type", "nope") === "rope" ? {} : { rotary: undefined }),
  }),
  block: (keys) => {
    const width = keys.whole("shared_intermediate_size", 1024);
    const experts = keys.whole("num_local_experts", 8, 0);
    return (block) => {
      const { mlp } = block;
      if (mlp.kind !== "dense") return block;
      const shared: MlpSpec = { ...mlp, gate: "joint", dim: width, bias: false };
      if (experts === 0) return { ...block, mlp: shared };
      const router = { ...plainRouter, scores: "chosen" } as const;
      const defaults = { experts: 8, active: 2, dim: 11_008, dimKey: "intermediate_size", router };
      return { ...block, mlp: { ...expertsOf(keys, mlp, defaults), shared } };
    };
  },
  ignored: [
    ...steady,
    "embedding_multiplier",
    "logits_scaling",
    "residual_multiplier",
    "attention_multiplier",
    "num_experts_per_tok",
    "normalization_function",
    "position_embedding_type",
  ],
};

const letters: Readonly<Record<string, string>> = { M: linear, E: "moe", "*": full, "-": "mlp" };
const words: Readonly<Record<string, string>> = { mamba: linear, attention: full };

/** The kind of each layer of Nemotron-H: by a pattern of letters or a list. */
function nemotronKinds(keys: ConfigKeys): readonly string[] {
  const pattern = keys.text("hybrid_override_pattern", "");
  const listed = keys.texts(["layer_types", "layers_block_type"]) ?? [linear, "moe", full, "mlp"];
  const kinds = pattern === "" ? listed : [...pattern].map((letter) => letters[letter] ?? letter);
  const plain = kinds.map((kind) => words[kind] ?? kind);
  const strange = plain.find((kind) => ![linear, "moe", full, "mlp"].includes(kind));
  if (strange === undefined) return plain;
  const key = pattern === "" ? "layers_block_type" : "hybrid_override_pattern";
  throw keys.wrong(
    key,
    `names a layer "${strange}" that is not known`,
    "this network cannot be counted by its config",
  );
}

const nemotron: Row = {
  modelDim: 4096,
  layers: 4,
  heads: 32,
  kvHeads: 8,
  headDim: 128,
  ffnDim: 21_504,
  vocabulary: 131_072,
  longest: 4096,
  activation: "relu2",
  spelled: { activation: ["mlp_hidden_act", "hidden_act"] },
  attention: (keys) => ({
    ...biasesBy("attention_bias")(keys),
    rotary: undefined,
    headDim: keys.whole(["head_dim", "attention_head_dim"], 128),
  }),
  mlp: (keys) => ({ ...mlpBiasBy("mlp_bias")(keys), gate: "none" }),
  whole: (keys) => ({ blocks: nemotronBlocks(keys) }),
  ignored: [
    ...steady,
    "expand",
    "mamba_hidden_act",
    "moe_shared_expert_overlap",
    "mtp_layers_block_type",
    "mtp_hybrid_override_pattern",
    "hidden_dropout",
    "norm_eps",
    "n_shared_experts",
    "partial_rotary_factor",
    "sliding_window",
    "attention_head_dim",
    "num_query_groups",
    "topk_group",
  ],
};

/** One mixer a layer: a state-space layer, attention, a feed-forward or experts. */
function nemotronBlocks(keys: ConfigKeys): readonly BlockSpec[] {
  const heads = keys.whole("num_attention_heads", 32);
  const attention: AttentionSpec = {
    ...headAttention({ heads, headDim: 1, queryBias: false, outputBias: false }),
    kvHeads: keys.whole("num_key_value_heads", 8),
    headDim: keys.whole(["head_dim", "attention_head_dim"], 128),
    ...biasesBy("attention_bias")(keys),
    dropout: keys.rate("attention_dropout", 0),
  };
  const state = mamba2({
    heads: keys.whole("mamba_num_heads", 128),
    headDim: keys.whole("mamba_head_dim", 64),
    stateDim: keys.whole("ssm_state_size", 128),
    groups: keys.whole(["n_groups", "mamba_n_groups"], 8),
    kernel: keys.whole(["conv_kernel", "mamba_d_conv"], 4),
    chunk: keys.whole(["chunk_size", "mamba_chunk_size"], 128),
    bias: keys.flag("use_bias", false),
    convolutionBias: keys.flag(["use_conv_bias", "mamba_conv_bias"], true),
    norm: "rms",
  });
  keys.ignore(["mamba_proj_bias"]);
  const activation = activationNamed(keys.subject, "mlp_hidden_act", keys.text("mlp_hidden_act", "relu2"));
  const dense: MlpSpec = {
    kind: "dense",
    dim: keys.whole("intermediate_size", 21_504),
    activation,
    gate: "none",
    bias: keys.flag("mlp_bias", false),
    dropout: 0,
  };
  const kinds = nemotronKinds(keys);
  const groups = keys.optionalWhole("n_group") ?? 1;
  const grouped = groups > 1 ? { groups, open: keys.whole("topk_group", 1), bestOfEach: 2 } : undefined;
  const none = { kind: "none" } as const;
  const base = { arrangement: "before", norm: "rms", attentionDropout: 0, mlpDropout: 0 } as const;
  const mixture = kinds.includes("moe")
    ? {
        ...expertsOf(keys, dense, { experts: 8, active: 2, dim: 7688, router: { ...floatRouter, grouped } }),
        gated: false,
        shared: { ...dense, dim: keys.whole("moe_shared_expert_intermediate_size", 7688) },
        ...latentWidth(keys),
      }
    : dense;
  return kinds.map((kind): BlockSpec => {
    if (kind === linear) return { ...base, attention: state, mlp: none };
    if (kind === full) return { ...base, attention, mlp: none };
    return { ...base, attention: none, mlp: kind === "moe" ? mixture : dense };
  });
}

function latentWidth(keys: ConfigKeys) {
  const latentDim = keys.optionalWhole("moe_latent_size");
  return latentDim === undefined ? {} : { latentDim };
}

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
