// Decoders with attention over compressed keys and values: kin of DeepSeek-V3, some with a scorer that chooses keys.
import type {
  BlockSpec,
  ExpertsSpec,
  IndexerSpec,
  LatentAttentionSpec,
  MlpSpec,
} from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary, scores } from "../decoder-parts.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies } from "./row.js";
import { expertsOf, floatRouter, kindsOfLayers, mlpBiasBy, sparseFrom, withShared } from "./row-parts.js";

/** Widths where a config says nothing. */
export interface LatentDefaults {
  readonly heads: number;
  readonly queryRank: number | undefined;
  readonly valueRank: number;
  readonly plainDim: number;
  readonly turnedDim: number;
  readonly valueDim: number;
}

/** Attention over compressed keys and values from its keys. */
export function latentOf(keys: ConfigKeys, defaults: LatentDefaults): LatentAttentionSpec {
  keys.ignore([
    "num_key_value_heads",
    "head_dim",
    "qk_head_dim",
    "rope_interleave",
    "indexer_rope_interleave",
  ]);
  const rank = keys.isNull("q_lora_rank")
    ? undefined
    : (keys.optionalWhole("q_lora_rank") ?? defaults.queryRank);
  return {
    kind: "latent",
    heads: keys.whole("num_attention_heads", defaults.heads),
    queryRank: rank,
    valueRank: keys.whole("kv_lora_rank", defaults.valueRank),
    plainDim: keys.whole("qk_nope_head_dim", defaults.plainDim),
    valueDim: keys.whole("v_head_dim", defaults.valueDim),
    rotary: rotary(keys.whole("qk_rope_head_dim", defaults.turnedDim, 0)),
    bias: keys.flag("attention_bias", false),
    ...scores({ dropout: keys.rate("attention_dropout", 0), copiedContext: true }),
  };
}

/** The scorer of keys. */
export function indexerOf(keys: ConfigKeys, heads: number, kept = 2048): IndexerSpec {
  return {
    heads: keys.whole("index_n_heads", heads),
    headDim: keys.whole("index_head_dim", 128),
    kept: keys.whole("index_topk", kept),
  };
}

/**
 * Which layers score keys themselves, the others take the choice of the layer before: by `indexer_types`, or by a
 * pattern of letters, or every so many layers, else all of them.
 */
export function scoringLayers(keys: ConfigKeys, layers: number): (layer: number) => boolean {
  const pattern = keys.raw("index_topk_pattern");
  const every = keys.optionalWhole("index_topk_freq") ?? 1;
  const offset = keys.optionalWhole("index_skip_topk_offset", 0) ?? 2;
  keys.ignore(["index_share_for_mtp_iteration"]);
  const kinds = kindsOfLayers(keys, "indexer_types", layers, ["full", "shared"], (i) => {
    if (typeof pattern === "string") return pattern[i] === "S" ? "shared" : "full";
    return Math.max(i - offset + 1, 0) % every === 0 ? "full" : "shared";
  });
  return (layer) => kinds[layer] === "full";
}

/** Experts as in DeepSeek-V3. */
export function v3Experts(defaults: {
  readonly experts: number;
  readonly active: number;
  readonly dim: number;
  readonly groups?: number;
  readonly open?: number;
}) {
  return (keys: ConfigKeys, dense: MlpSpec): ExpertsSpec => {
    const groups = keys.optionalWhole("n_group") ?? defaults.groups ?? 1;
    const open = keys.optionalWhole("topk_group") ?? defaults.open ?? 1;
    const grouped = groups > 1 ? { groups, open, bestOfEach: 2 } : undefined;
    keys.ignore(["topk_method", "moe_router_dtype"]);
    const mixture = expertsOf(keys, dense, { ...defaults, router: { ...floatRouter, grouped } });
    return withShared(keys, dense, mixture, { key: "n_shared_experts", times: 1 });
  };
}

const firstDense = (fallback: number) =>
  sparseFrom((keys) => keys.whole("first_k_dense_replace", fallback, 0));

/** Attention of all layers alike. */
const latent =
  (defaults: LatentDefaults): NonNullable<Row["other"]> =>
  (keys) => {
    const attention = latentOf(keys, defaults);
    return () => attention;
  };

/** The same with a scorer in the layers that have one. */
const indexed =
  (defaults: LatentDefaults, heads: number): NonNullable<Row["other"]> =>
  (keys, { layers }) => {
    const plain = latentOf(keys, defaults);
    const scoring = scoringLayers(keys, layers);
    kindsOfLayers(
      keys,
      "layer_types",
      layers,
      ["indexed_attention", "deepseek_sparse_attention"],
      () => "indexed_attention",
    );
    const own = { ...plain, indexer: indexerOf(keys, heads) };
    return (layer) => (scoring(layer) ? own : plain);
  };

const v32: LatentDefaults = {
  heads: 128,
  queryRank: 1536,
  valueRank: 512,
  plainDim: 128,
  turnedDim: 64,
  valueDim: 128,
};

/** A normalisation behind the feed-forward of layers with experts, as in A.X K1. */
function normBehindExperts() {
  return (block: BlockSpec): BlockSpec => {
    const { mlp } = block;
    return mlp.kind === "experts" ? { ...block, mlp: { ...mlp, normAfter: block.norm } } : block;
  };
}

const rows: Readonly<Record<string, Row>> = {
  deepseek_v32: {
    modelDim: 7168,
    layers: 61,
    heads: 128,
    ffnDim: 18_432,
    vocabulary: 129_280,
    longest: 163_840,
    mlp: mlpBiasBy("mlp_bias"),
    other: indexed(v32, 64),
    mixture: v3Experts({ experts: 256, active: 8, dim: 2048, groups: 8, open: 4 }),
    sparse: firstDense(3),
  },
  glm_moe_dsa: {
    modelDim: 6144,
    layers: 78,
    heads: 64,
    ffnDim: 12_288,
    vocabulary: 154_880,
    longest: 202_752,
    mlp: mlpBiasBy("mlp_bias"),
    other: indexed(
      { heads: 64, queryRank: 2048, valueRank: 512, plainDim: 192, turnedDim: 64, valueDim: 256 },
      32,
    ),
    mixture: v3Experts({ experts: 256, active: 8, dim: 2048 }),
    sparse: firstDense(3),
  },
  glm4_moe_lite: {
    modelDim: 2048,
    layers: 47,
    heads: 20,
    floorHeadDim: true,
    ffnDim: 10_240,
    vocabulary: 154_880,
    longest: 202_752,
    other: latent({ heads: 20, queryRank: 768, valueRank: 512, plainDim: 192, turnedDim: 64, valueDim: 256 }),
    mixture: v3Experts({ experts: 64, active: 4, dim: 1536 }),
    sparse: firstDense(1),
  },
  mistral4: {
    modelDim: 4096,
    layers: 36,
    heads: 32,
    ffnDim: 12_288,
    vocabulary: 131_072,
    longest: 1_048_576,
    other: latent({ heads: 32, queryRank: 1024, valueRank: 256, plainDim: 64, turnedDim: 64, valueDim: 128 }),
    mixture: v3Experts({ experts: 128, active: 4, dim: 2048 }),
    sparse: firstDense(0),
  },
  axk1: {
    modelDim: 7168,
    layers: 61,
    heads: 64,
    ffnDim: 18_432,
    vocabulary: 163_840,
    longest: 32_768,
    other: latent({ ...v32, heads: 64 }),
    mixture: v3Experts({ experts: 192, active: 8, dim: 2048, groups: 8, open: 4 }),
    sparse: firstDense(1),
    block: normBehindExperts,
  },
  minicpm3: {
    modelDim: 2560,
    layers: 62,
    heads: 40,
    ffnDim: 6400,
    vocabulary: 73_448,
    longest: 32_768,
    tied: true,
    mlp: mlpBiasBy("mlp_bias"),
    other: latent({ heads: 40, queryRank: 768, valueRank: 256, plainDim: 64, turnedDim: 32, valueDim: 64 }),
    ignored: ["scale_emb", "scale_depth", "dim_model_base"],
  },
  youtu: {
    modelDim: 2048,
    layers: 32,
    heads: 16,
    ffnDim: 6144,
    vocabulary: 128_256,
    longest: 131_072,
    tied: true,
    mlp: mlpBiasBy("mlp_bias"),
    other: latent({
      heads: 16,
      queryRank: 1536,
      valueRank: 512,
      plainDim: 128,
      turnedDim: 64,
      valueDim: 128,
    }),
    ignored: ["embedding_initializer_range"],
  },
};

/** Families by model type. */
export const latentFamilies: Readonly<Record<string, Family>> = rowFamilies(rows);
