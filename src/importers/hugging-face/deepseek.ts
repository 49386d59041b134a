// Configs of DeepSeek-V2 and V3: latent attention, shared and routed experts behind a few dense layers.
import type {
  BlockSpec,
  ExpertsSpec,
  LatentAttentionSpec,
  MlpSpec,
  RouterSpec,
} from "../../models/language/blocks/specs.js";
import { activationNamed } from "./activation-names.js";
import type { ConfigKeys } from "./config-keys.js";
import { rotary, scores } from "./decoder-parts.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { languageHead } from "./gpt-blocks.js";

/** Where V2 and V3 differ; defaults are those of the transformers library. */
interface Generation {
  readonly layers: number;
  readonly modelDim: number;
  readonly heads: number;
  readonly ffnDim: number;
  readonly expertDim: number;
  readonly experts: number;
  readonly active: number | undefined;
  readonly shared: number;
  readonly firstDense: number;
  readonly vocabulary: number;
  readonly longest: number;
  readonly tables: "feature" | "pair";
  readonly router: (keys: ConfigKeys) => Pick<RouterSpec, "normalised" | "grouped">;
}

const v2: Generation = {
  layers: 32,
  modelDim: 4096,
  heads: 32,
  ffnDim: 11_008,
  expertDim: 1407,
  experts: 64,
  active: undefined,
  shared: 2,
  firstDense: 0,
  vocabulary: 102_400,
  longest: 2048,
  tables: "pair",
  router: (keys) => {
    const limited = keys.text("topk_method", "greedy") === "group_limited_greedy";
    keys.flag("norm_topk_prob", false);
    return {
      normalised: false,
      grouped: limited ? groups(keys, { groups: 1, open: 1, bestOfEach: 1 }) : undefined,
    };
  },
};
const v3: Generation = {
  layers: 61,
  modelDim: 7168,
  heads: 128,
  ffnDim: 18_432,
  expertDim: 2048,
  experts: 256,
  active: 8,
  shared: 1,
  firstDense: 3,
  vocabulary: 129_280,
  longest: 4096,
  tables: "feature",
  router: (keys) => {
    keys.text("topk_method", "noaux_tc");
    return {
      normalised: keys.flag("norm_topk_prob", true),
      grouped: groups(keys, { groups: 8, open: 4, bestOfEach: 2 }),
    };
  },
};

/** Families by model type. */
export const deepseekFamilies: Readonly<Record<string, Family>> = {
  deepseek_v2: (asked) => graph(asked, v2),
  deepseek_v3: (asked) => graph(asked, v3),
};

function graph(asked: Asked, generation: Generation) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", generation.modelDim);
  const attention = latent(keys, generation);
  const dense = denseMlp(keys, generation);
  const mixture = experts(keys, generation, dense);
  const layers = keys.count("num_hidden_layers", generation.layers);
  const first = keys.whole("first_k_dense_replace", generation.firstDense, 0);
  keys.ignore(["n_group", "topk_group", "num_key_value_heads", "head_dim", "qk_head_dim"]);
  const blocks = Array.from({ length: layers }, (_, i): BlockSpec => {
    const mlp = i < first ? dense : mixture;
    return { arrangement: "before", norm: "rms", attention, mlp, attentionDropout: 0, mlpDropout: 0 };
  });
  const head = languageHead(keys, { vocabulary: generation.vocabulary, tied: false });
  const parts = { modelDim, blocks, finalNorm: "rms" as const, ...head };
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", generation.longest));
}

function latent(keys: ConfigKeys, generation: Generation): LatentAttentionSpec {
  return {
    kind: "latent",
    heads: keys.whole("num_attention_heads", generation.heads),
    queryRank: keys.isNull("q_lora_rank") ? undefined : keys.whole("q_lora_rank", 1536),
    valueRank: keys.whole("kv_lora_rank", 512),
    plainDim: keys.whole("qk_nope_head_dim", 128),
    valueDim: keys.whole("v_head_dim", 128),
    rotary: rotary(keys.whole("qk_rope_head_dim", 64), {
      tables: generation.tables,
      float: generation.tables === "pair",
    }),
    bias: keys.flag("attention_bias", false),
    ...scores({ dropout: keys.rate("attention_dropout", 0), copiedContext: true }),
  };
}

function denseMlp(keys: ConfigKeys, generation: Generation): MlpSpec {
  return {
    kind: "dense",
    dim: keys.whole("intermediate_size", generation.ffnDim),
    activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "silu")),
    gate: "separate",
    bias: keys.flag("mlp_bias", false),
    dropout: 0,
  };
}

function experts(keys: ConfigKeys, generation: Generation, dense: MlpSpec): ExpertsSpec {
  const count = keys.whole(["n_routed_experts", "num_experts", "num_local_experts"], generation.experts);
  const active = keys.optionalWhole("num_experts_per_tok") ?? generation.active ?? Number.NaN;
  if (!(active <= count))
    throw keys.wrong(
      "num_experts_per_tok",
      `must be stated and at most the ${count} experts`,
      "a token goes to some",
    );
  const dim = keys.whole("moe_intermediate_size", generation.expertDim);
  return {
    kind: "experts",
    experts: count,
    active,
    dim,
    activation: dense.activation,
    bias: false,
    router: {
      scores: "all",
      float: true,
      floatWeights: true,
      bias: false,
      ...generation.router(keys),
    },
    shared: { ...dense, dim: dim * keys.whole("n_shared_experts", generation.shared) },
    sharedGate: false,
  };
}

function groups(
  keys: ConfigKeys,
  defaults: { readonly groups: number; readonly open: number; readonly bestOfEach: number },
) {
  return {
    groups: keys.whole("n_group", defaults.groups),
    open: keys.whole("topk_group", defaults.open),
    bestOfEach: defaults.bestOfEach,
  };
}
