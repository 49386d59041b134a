// Zamba and Zamba2: state-space layers, some of them behind a transformer whose weights they share.

import type { AttentionSpec, BlockSpec, MlpSpec, OwnSpec } from "../../../models/language/blocks/specs.js";
import { mamba } from "../../../models/state-space/mamba.js";
import { mamba2 } from "../../../models/state-space/mamba2.js";
import {
  behindSharedTransformer,
  type SharedTransformer,
} from "../../../models/state-space/shared-transformer.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary } from "../decoder-parts.js";
import type { Row, Sizes } from "./row.js";
import { kindsOfLayers } from "./row-parts.js";
import { linear, steady } from "./state-space-keys.js";

const hybrid = "hybrid";

/** Whether each layer runs a shared transformer. The library builds as many layers as the list names. */
function hybrids(keys: ConfigKeys, layers: number, rule: (layer: number) => boolean): readonly boolean[] {
  const key = ["layers_block_type", "layer_types"];
  const listed = keys.texts(key)?.length ?? layers;
  if (listed !== layers)
    throw keys.wrong("layers_block_type", `must name all ${layers} layers and no more`, "give one for each");
  const kinds = kindsOfLayers(keys, key, layers, [linear, hybrid, "mamba"], (i) =>
    rule(i) ? hybrid : linear,
  );
  return kinds.map((kind) => kind === hybrid);
}

interface Shared {
  readonly hybrid: readonly boolean[];
  /** Transformers of which the layers run one in turn. */
  readonly transformers: number;
  /** Whether they share weights; the library ties none of a model whose embeddings are not tied. */
  readonly tied: boolean;
}

/** Layers, of which the hybrid ones run transformers in turn: the first layers that run them own the weights. */
function layersOf(
  layer: OwnSpec,
  transformer: SharedTransformer,
  { hybrid: kinds, transformers, tied }: Shared,
): (layer: number) => OwnSpec {
  const running = kinds.flatMap((one, i) => (one ? [i] : []));
  return (i) => {
    const place = running.indexOf(i);
    if (place < 0) return layer;
    const turn = place % transformers;
    if (!tied) {
      const kin = running.filter((_, other) => other % transformers === turn);
      const idleAdapters = transformer.adapters === undefined ? 0 : kin.length - 1;
      return behindSharedTransformer(layer, transformer, { owner: undefined, idleAdapters });
    }
    const owner = place < transformers ? undefined : `layers.${running[turn]}.attention`;
    return behindSharedTransformer(layer, transformer, { owner });
  };
}

const tiedBy = (keys: ConfigKeys) => keys.flag("tie_word_embeddings", true);

/** Attention over twice the model's width. */
function wideAttention(
  keys: ConfigKeys,
  { modelDim }: Sizes,
  counts: AttentionSpec,
  headDim: number,
): AttentionSpec {
  const width = keys.optionalWhole("attention_hidden_size") ?? 2 * modelDim;
  if (width !== 2 * modelDim)
    throw keys.wrong(
      "attention_hidden_size",
      `must be twice hidden_size (${2 * modelDim})`,
      "attention reads a layer's input beside the embedded tokens",
    );
  return { ...counts, headDim, rotary: undefined };
}

function feedForward(keys: ConfigKeys, dim: number, parts: Pick<MlpSpec, "gate" | "bias">): MlpSpec {
  const activation = activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "gelu"));
  return { kind: "dense", dim, activation, dropout: 0, ...parts };
}

/** A layer without a feed-forward; one behind a transformer normalises its input itself. */
const bareWhere =
  (kinds: readonly boolean[]) =>
  (block: BlockSpec, layer: number): BlockSpec => ({
    ...block,
    mlp: { kind: "none" },
    ...(kinds[layer] === true ? { bareAttention: true } : {}),
  });

const zambaKinds = (keys: ConfigKeys, { layers }: Sizes) => {
  const period = keys.whole("attn_layer_period", 6);
  const offset = keys.whole("attn_layer_offset", 4, 0);
  return hybrids(keys, layers, (i) => i === 2 || (i > 2 && (i - 3) % period === offset));
};

export const zamba: Row = {
  modelDim: 3712,
  layers: 76,
  heads: 16,
  kvHeads: 16,
  ffnDim: 14_848,
  vocabulary: 32_000,
  longest: 4096,
  tied: true,
  activation: "gelu",
  other: (keys, sizes, counts) => {
    const { modelDim } = sizes;
    const rank = keys.raw("mamba_dt_rank");
    const innerDim = keys.whole("mamba_expand", 2) * modelDim;
    const heads = keys.whole("n_mamba_heads", 2);
    if (innerDim % heads !== 0)
      throw keys.wrong("n_mamba_heads", `must divide the ${innerDim} features`, "choose a divisor");
    const layer = mamba({
      heads,
      innerDim,
      stateDim: keys.whole("mamba_d_state", 16),
      rank: typeof rank === "number" ? rank : Math.ceil(modelDim / 16),
      kernel: keys.whole("mamba_d_conv", 4),
      bias: keys.flag("mamba_proj_bias", false),
      convolutionBias: keys.flag("mamba_conv_bias", true),
      norm: undefined,
    });
    const stated = keys.optionalWhole(["attention_head_dim", "head_dim"]);
    const headDim = stated ?? Math.floor((2 * modelDim) / counts.heads);
    const dim = keys.whole("intermediate_size", 14_848);
    const transformer = {
      attention: wideAttention(keys, sizes, counts, headDim),
      mlp: feedForward(keys, dim, { gate: "separate", bias: false }),
    };
    return layersOf(layer, transformer, {
      hybrid: zambaKinds(keys, sizes),
      transformers: 1,
      tied: tiedBy(keys),
    });
  },
  block: (keys, sizes) => bareWhere(zambaKinds(keys, sizes)),
  ignored: [...steady, "hidden_mamba_act"],
};

/** Where the library has transformers among its 54 layers when no list says it. */
const zamba2Rule = (layer: number) =>
  (layer > 0 && layer < 43 && layer % 6 === 0) || layer === 47 || layer === 51;

const zamba2Kinds = (keys: ConfigKeys, { layers }: Sizes) => {
  if (layers !== 54 && keys.texts(["layers_block_type", "layer_types"]) === undefined)
    throw keys.wrong(
      "num_hidden_layers",
      "must be 54 where no list names the kinds of layers",
      "add layers_block_type",
    );
  return hybrids(keys, layers, zamba2Rule);
};

/** The turning of queries and keys, where there is one. */
const zamba2Rotary = (keys: ConfigKeys, headDim: number) =>
  keys.flag("use_mem_rope", false) ? rotary(headDim) : undefined;

const zamba2HeadDim = (keys: ConfigKeys, modelDim: number) =>
  Math.floor((2 * modelDim) / keys.whole("num_attention_heads", 32));

function zamba2Layer(keys: ConfigKeys, { modelDim }: Sizes): OwnSpec {
  const innerDim = keys.whole("mamba_expand", 2) * modelDim;
  const heads = keys.whole("n_mamba_heads", 8);
  return mamba2({
    heads,
    headDim: Math.floor(innerDim / heads),
    stateDim: keys.whole("mamba_d_state", 64),
    groups: keys.whole("mamba_ngroups", 1),
    kernel: keys.whole("mamba_d_conv", 4),
    chunk: keys.whole("chunk_size", 256),
    bias: keys.flag("add_bias_linear", false),
    convolutionBias: true,
    norm: "rms",
    innerDim,
  });
}

export const zamba2: Row = {
  modelDim: 2560,
  layers: 54,
  heads: 32,
  ffnDim: 10_240,
  vocabulary: 32_000,
  longest: 4096,
  tied: true,
  activation: "gelu",
  other: (keys, sizes, counts) => {
    const { modelDim } = sizes;
    const headDim = zamba2HeadDim(keys, modelDim);
    const dim = keys.optionalWhole("intermediate_size") ?? 4 * modelDim;
    const transformer: SharedTransformer = {
      attention: { ...wideAttention(keys, sizes, counts, headDim), rotary: zamba2Rotary(keys, headDim) },
      mlp: feedForward(keys, dim, { gate: "joint", bias: keys.flag("add_bias_linear", false) }),
      adapters: {
        rank: keys.whole("adapter_rank", 128),
        attention: keys.flag("use_shared_attention_adapter", false),
      },
    };
    if (transformer.adapters?.attention === true && counts.kvHeads !== counts.heads)
      throw keys.wrong(
        "num_key_value_heads",
        `must be the ${counts.heads} heads where use_shared_attention_adapter is true`,
        "adapters of keys and values are as wide as those of queries",
      );
    const transformers = keys.whole("num_mem_blocks", 1);
    return layersOf(zamba2Layer(keys, sizes), transformer, {
      hybrid: zamba2Kinds(keys, sizes),
      transformers,
      tied: tiedBy(keys),
    });
  },
  block: (keys, sizes) => {
    const bare = bareWhere(zamba2Kinds(keys, sizes));
    const turned = zamba2Rotary(keys, zamba2HeadDim(keys, sizes.modelDim));
    return (block, layer) => ({ ...bare(block, layer), ...(turned === undefined ? {} : { rotary: turned }) });
  },
  ignored: [
    ...steady,
    "attention_head_dim",
    "head_dim",
    "hybrid_layer_ids",
    "kv_channels",
    "mamba_headdim",
    "num_query_groups",
    "use_conv_bias",
    "use_long_context",
    "use_mem_eff_path",
  ],
};
