// Decoders that mix attention with linear attention or state-space layers: Qwen3-Next and 3.5, Kimi Linear, OLMo hybrid.
import type { LatentAttentionSpec } from "../../../models/language/blocks/specs.js";
import { type GatedDeltaSizes, gatedDelta } from "../../../models/state-space/gated-delta.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary, scores } from "../decoder-parts.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies } from "./row.js";
import {
  biasesBy,
  expertsOf,
  floatRouter,
  kindsOfLayers,
  plainRouter,
  sparseFrom,
  wholeNorm,
  withShared,
} from "./row-parts.js";

const linear = "linear_attention";
const full = "full_attention";

/** Every fourth layer has attention, the others the gated delta rule. */
const everyFourth =
  (projections: "two" | "four"): NonNullable<Row["other"]> =>
  (keys, { layers }, attention) => {
    const interval = keys.whole("full_attention_interval", 4);
    const kinds = kindsOfLayers(keys, "layer_types", layers, [full, linear], (i) =>
      (i + 1) % interval === 0 ? full : linear,
    );
    const delta = gatedDelta({ ...deltaSizes(keys, { keys: 16, values: 32, dim: 128 }), projections });
    return (layer) => (kinds[layer] === linear ? delta : attention);
  };

function deltaSizes(
  keys: ConfigKeys,
  defaults: {
    readonly keys: number;
    readonly values: number;
    readonly dim: number;
    readonly valueDim?: number;
  },
): Omit<GatedDeltaSizes, "projections"> {
  return {
    keyHeads: keys.whole("linear_num_key_heads", defaults.keys),
    valueHeads: keys.whole("linear_num_value_heads", defaults.values),
    keyDim: keys.whole("linear_key_head_dim", defaults.dim),
    valueDim: keys.whole("linear_value_head_dim", defaults.valueDim ?? defaults.dim),
    kernel: keys.whole("linear_conv_kernel_dim", 4),
    decay: "head",
  };
}

const next: Row = {
  modelDim: 2048,
  layers: 48,
  heads: 16,
  kvHeads: 2,
  headDim: 256,
  ffnDim: 5632,
  vocabulary: 151_936,
  longest: 32_768,
  norm: "rms-plus-one",
  turnedShare: 0.25,
  attention: (keys) => ({
    ...biasesBy("attention_bias")(keys),
    queryKeyNorm: { style: "rms-plus-one", over: "head" },
    outputGate: { over: "feature", joint: true },
  }),
  other: everyFourth("two"),
  mixture: (keys, dense) => ({
    ...expertsOf(keys, dense, {
      experts: 512,
      active: 10,
      dim: 512,
      router: { ...plainRouter, normalised: true },
    }),
    shared: { ...dense, dim: keys.whole("shared_expert_intermediate_size", 512) },
    sharedGate: true,
  }),
  sparse: (keys) => {
    const only = keys.wholes("mlp_only_layers") ?? [];
    const step = keys.whole("decoder_sparse_step", 1);
    return (layer) => !only.includes(layer) && (layer + 1) % step === 0;
  },
  ignored: ["attn_output_gate", "mamba_ssm_dtype", "mtp_use_dedicated_embeddings"],
};
const { mixture: _, sparse: __, ...dense } = next;

/** Attention over compressed keys that nothing turns, in some layers; the others have a rule with a decay of each feature. */
const kimi: Row = {
  modelDim: 2304,
  layers: 27,
  heads: 32,
  ffnDim: 9216,
  vocabulary: 163_840,
  longest: 1_048_576,
  spelled: { longest: ["model_max_length", "max_position_embeddings"] },
  other: (keys, { layers }) => {
    const within = keys.within("linear_attn_config");
    const heads = within.optionalWhole("num_heads") ?? keys.whole("linear_num_heads", 32);
    const dim = within.optionalWhole("head_dim") ?? keys.whole("linear_head_dim", 128);
    const kernel = within.optionalWhole("short_conv_kernel_size") ?? keys.whole("linear_conv_kernel_dim", 4);
    const attended = within.wholes("full_attn_layers");
    within.ignore(["kda_layers"]);
    const kinds = kindsOfLayers(keys, "layer_types", layers, [full, linear], (i) => {
      const here = attended === undefined ? i > 0 && i % 4 === 0 : attended.includes(i + 1);
      return here ? full : linear;
    });
    const delta = gatedDelta({
      keyHeads: heads,
      valueHeads: heads,
      keyDim: dim,
      valueDim: dim,
      kernel,
      projections: "each",
      decay: { rank: dim, parameters: heads * dim + heads },
      gateRank: dim,
      gateActivation: "sigmoid",
    });
    const latent = kimiLatent(keys);
    return (layer) => (kinds[layer] === linear ? delta : latent);
  },
  mixture: (keys, dense) =>
    withShared(
      keys,
      dense,
      {
        ...expertsOf(keys, dense, { experts: 256, active: 8, dim: 1024, router: floatRouter }),
      },
      { key: "num_shared_experts", times: 1 },
    ),
  sparse: sparseFrom((keys) => keys.whole("first_k_dense_replace", 1, 0)),
  ignored: [
    "mla_use_nope",
    "moe_renormalize",
    "moe_router_activation_func",
    "num_expert_group",
    "topk_group",
    "use_grouped_topk",
    "head_dim",
    "qk_head_dim",
    "num_key_value_heads",
  ],
};

function kimiLatent(keys: ConfigKeys): LatentAttentionSpec {
  return {
    kind: "latent",
    heads: keys.whole("num_attention_heads", 32),
    queryRank: keys.optionalWhole("q_lora_rank"),
    valueRank: keys.whole("kv_lora_rank", 512),
    plainDim: keys.whole("qk_nope_head_dim", 128),
    valueDim: keys.whole("v_head_dim", 128),
    rotary: rotary(keys.whole("qk_rope_head_dim", 64)),
    still: true,
    bias: keys.flag("attention_bias", false),
    ...scores({ dropout: keys.rate("attention_dropout", 0), copiedContext: true }),
  };
}

const rows: Readonly<Record<string, Row>> = {
  qwen3_next: next,
  qwen3_5_text: {
    ...dense,
    modelDim: 4096,
    layers: 32,
    kvHeads: 4,
    ffnDim: 12_288,
    vocabulary: 248_320,
    other: everyFourth("four"),
    ignored: [...(next.ignored ?? []), "mlp_only_layers"],
  },
  qwen3_5_moe_text: {
    ...next,
    layers: 40,
    vocabulary: 248_320,
    other: everyFourth("four"),
    mixture: (keys, dense, sizes) => {
      const defaults = keys.withDefaults({ num_experts: 256, num_experts_per_tok: 8 });
      const mixture = next.mixture?.(defaults, dense, sizes);
      if (mixture === undefined) throw new RangeError("the row has experts");
      keys.ignore(defaults.asked());
      return mixture;
    },
    sparse: () => () => true,
    ignored: [...(next.ignored ?? []), "mlp_only_layers"],
  },
  kimi_linear: kimi,
  olmo_hybrid: {
    modelDim: 3840,
    layers: 32,
    heads: 30,
    ffnDim: 11_008,
    vocabulary: 100_352,
    longest: 65_536,
    attention: (keys) => ({ ...biasesBy("attention_bias")(keys), ...wholeNorm }),
    other: (keys, { layers }, attention) => {
      const kinds = kindsOfLayers(keys, "layer_types", layers, [full, linear], (i) =>
        (i + 1) % 4 === 0 ? full : linear,
      );
      const sizes = deltaSizes(keys, { keys: 30, values: 30, dim: 96, valueDim: 192 });
      const delta = gatedDelta({ ...sizes, projections: "each" });
      keys.ignore(["linear_allow_neg_eigval", "linear_use_gate"]);
      return (layer) => (kinds[layer] === linear ? delta : attention);
    },
    // Layers with attention are normalised behind their sublayers, the others before them.
    block: () => (block) => (block.attention.kind === "heads" ? { ...block, arrangement: "after" } : block),
  },
};

/** Families by model type. */
export const hybridFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
