// Nemotron-H: one mixer a layer, of Mamba-2, attention, a feed-forward or experts without gates.

import type {
  AttentionSpec,
  BlockSpec,
  ExpertsSpec,
  MlpSpec,
  OwnSpec,
} from "../../../models/language/blocks/specs.js";
import { mamba2 } from "../../../models/state-space/mamba2.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { headAttention } from "../gpt-blocks.js";
import type { Row } from "./row.js";
import { biasesBy, expertsOf, floatRouter, mlpBiasBy } from "./row-parts.js";
import { full, linear, steady } from "./state-space-keys.js";

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

/** The state-space layer. */
function stateLayer(keys: ConfigKeys): OwnSpec {
  return mamba2({
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
}

/** Experts without gates, in a width of their own where the config has one. */
function experts(keys: ConfigKeys, dense: MlpSpec): ExpertsSpec {
  const groups = keys.optionalWhole("n_group") ?? 1;
  const grouped = groups > 1 ? { groups, open: keys.whole("topk_group", 1), bestOfEach: 2 } : undefined;
  const router = { ...floatRouter, grouped };
  return {
    ...expertsOf(keys, dense, { experts: 8, active: 2, dim: 7688, router }),
    gated: false,
    shared: { ...dense, dim: keys.whole("moe_shared_expert_intermediate_size", 7688) },
    ...latentWidth(keys),
  };
}

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
  const state = stateLayer(keys);
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
  const none = { kind: "none" } as const;
  const base = { arrangement: "before", norm: "rms", attentionDropout: 0, mlpDropout: 0 } as const;
  const mixture = kinds.includes("moe") ? experts(keys, dense) : dense;
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

export const nemotron: Row = {
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
