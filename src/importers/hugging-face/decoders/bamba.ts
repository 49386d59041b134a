// Mamba-2 beside or between attention: Bamba, Falcon-H1 and Granite 4.

import { selfAttention } from "../../../models/language/blocks/attention.js";
import type { AttentionSpec, MlpSpec, OwnSpec } from "../../../models/language/blocks/specs.js";
import { sketchAt } from "../../../models/sketch.js";
import { mamba2 } from "../../../models/state-space/mamba2.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Row, Sizes } from "./row.js";
import { biasesBy, expertsOf, kindsOfLayers, mlpBiasBy, plainRouter } from "./row-parts.js";
import { full, linear, steady } from "./state-space-keys.js";

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

export const bamba: Row = {
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

/** Attention and a state-space layer of the same input, added up. */
function sideBySide(attention: AttentionSpec, state: OwnSpec): OwnSpec {
  return {
    kind: "own",
    name: "attention beside a state-space layer",
    ...(state.state === undefined ? {} : { state: state.state }),
    build: (where, x, place) => {
      const here = sketchAt(where);
      const { stage, run } = here;
      const scanned = state.build(here.within("state-space"), x, place);
      const at = { stage, run, name: here.name("attention"), tables: place.tables };
      return here.add("sum", scanned, selfAttention(at, attention, x));
    },
  };
}

export const falconH1: Row = {
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

export const graniteHybrid: Row = {
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
