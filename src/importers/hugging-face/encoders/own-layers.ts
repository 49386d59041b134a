// Encoders with layers or tables of their own: BigBird, RoFormer, ESM, RoCBERT, X-MOD, SqueezeBERT, ConvBERT and others.
import type { AttentionSpec, BlockSpec, MlpSpec } from "../../../models/language/blocks/specs.js";
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import {
  attentionWithConvolution,
  groupedLayer,
  layerAround,
  mixedAttention,
} from "../../../models/text/encoder-layers.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary } from "../decoder-parts.js";
import { headAttention, repeated } from "../gpt-blocks.js";
import type { AskedHead } from "../network-head.js";
import { tokenHead } from "./heads.js";
import type { EncoderKind, EncoderSizes, HeadPlace, Layers, Pooling } from "./kind.js";
import { xmod } from "./xmod.js";

const hiddenFirst: Pooling = { activation: "hidden", dropsBefore: true };
const firstTanh: Pooling = { activation: "tanh", dropsBefore: true };
const projectedAfter = { place: "after", bias: true, always: false } as const;

function bigBird(keys: ConfigKeys): EncoderKind {
  return {
    sizes: { vocabulary: 50_358, positions: 4096 },
    activation: "gelu_new",
    fused: false,
    attention: { queryBias: keys.flag("use_bias", true) },
    sequence: hiddenFirst,
    alwaysPools: true,
    heads: answers,
    sparseBlocks: true,
    ignored: ["rescale_embeddings", "norm_type"],
  };
}

/** Answers are read behind a feed-forward of their own, and without a pooled token. */
function answers({ kind, labels }: AskedHead, { sizes }: HeadPlace): readonly EncoderHead[] | undefined {
  const { inner, activation, modelDim } = sizes;
  const up = { name: "answers.up", dim: inner, activation } as const;
  const down = { name: "answers.down", dim: modelDim, norm: "layer", addsInput: true } as const;
  return kind === "span"
    ? [{ reads: "each", steps: [up, down], gives: { kind: "span", outputs: labels } }]
    : undefined;
}

/** Sinusoids of rotary positions stand in a table that counts as weights and is not trained. */
function roformer(keys: ConfigKeys): EncoderKind {
  keys.flag("rotary_value", false);
  return {
    sizes: { vocabulary: 50_000, positions: 1536 },
    fused: false,
    positions: "none",
    table: { key: "embedding_size", fallback: "model" },
    projection: projectedAfter,
    pooler: "none",
    sequence: hiddenFirst,
    choice: "none",
    tokens: { transform: "table", bias: "two" },
    shared:
      (_, { positions, headDim }) =>
      (here) =>
        here.parameter("rotary-table", [positions, headDim]),
    layers: (_, sizes, block) => ({
      list: repeated(
        {
          ...block,
          attention: { ...block.attention, rotary: rotary(sizes.headDim, { own: true }) } as AttentionSpec,
        },
        sizes.layers,
      ),
    }),
  };
}

function esm(keys: ConfigKeys): EncoderKind {
  const turns = keys.text("position_embedding_type", "absolute") === "rotary";
  keys.ignore(["token_dropout", "vocab_list", "esmfold_config", "is_folding_model"]);
  return {
    sizes: { positions: 1026 },
    arrangement: "before",
    finalNorm: "layer",
    types: false,
    positions: turns ? "none" : "table",
    embeddingNorm: keys.raw("emb_layer_norm_before") === true ? "layer" : "none",
    ...(turns ? { attention: { rotary: rotary(headWidth(keys)) } } : {}),
    activation: "gelu",
    sequence: firstTanh,
    tokens: { transform: "model", activation: "gelu", bias: "one" },
    // A regression on the attention weights of all layers, which predicts contacts and is not run.
    shared:
      (_, { layers, heads }) =>
      (here) =>
        here.parameter("contact-head", [1, layers * heads + 1]),
  };
}

const headWidth = (keys: ConfigKeys) =>
  keys.whole("hidden_size", 768) / keys.whole("num_attention_heads", 12);

/** Each character's sound and shape beside its table row. */
function rocBert(keys: ConfigKeys): EncoderKind {
  const sound = keys.whole("pronunciation_embed_dim", 768);
  const shape = keys.whole("shape_embed_dim", 512);
  const tables = [
    { name: "shapes", rows: keys.whole("shape_vocab_size", 24_858), dim: shape, on: "enable_shape" },
    {
      name: "sounds",
      rows: keys.whole("pronunciation_vocab_size", 910),
      dim: sound,
      on: "enable_pronunciation",
    },
  ].map(({ on, ...table }) => ({ ...table, read: keys.flag(on, true) }));
  if (!keys.flag("concat_input", true))
    throw keys.wrong(
      "concat_input",
      "must be true",
      "tables that are added cannot be counted by this config",
    );
  const tokens = { transform: "model", bias: "two" } as const;
  return {
    joined: tables,
    tokens,
    alwaysPools: false,
    heads: ({ kind }, place) => {
      const pooler = { name: "pooler", activation: "tanh" } as const;
      const alone = { reads: "first", steps: [pooler], gives: { kind: "features" } } as const;
      return kind === "pre-training" ? [alone, tokenHead(tokens, place)] : undefined;
    },
  };
}

function squeezebert(keys: ConfigKeys): EncoderKind {
  const count = (name: string, fallback: number) => keys.whole(`${name}_groups`, fallback);
  const groups = {
    query: count("q", 4),
    key: count("k", 4),
    value: count("v", 4),
    attended: count("post_attention", 1),
    up: count("intermediate", 4),
    down: count("output", 4),
  };
  keys.ignore(["embedding_size"]);
  return {
    fused: false,
    alwaysPools: true,
    layers: (_, sizes, block) => {
      const attention = block.attention as AttentionSpec;
      const { inner, activation, dropout } = sizes;
      return {
        list: repeated(groupedLayer({ attention, inner, activation, dropout, groups }), sizes.layers),
      };
    },
  };
}

function convbert(keys: ConfigKeys): EncoderKind {
  if (keys.whole("num_groups", 1) !== 1)
    throw keys.wrong("num_groups", "must be 1", "a feed-forward in groups cannot be counted by this config");
  return {
    fused: false,
    table: { key: "embedding_size", fallback: 768 },
    projection: projectedAfter,
    pooler: "none",
    sequence: hiddenFirst,
    choice: "none",
    tokens: { transform: "table", activation: "gelu", bias: "one" },
    layers: (_, sizes, block) => convbertLayers(keys, sizes, block),
  };
}

function convbertLayers(keys: ConfigKeys, sizes: EncoderSizes, block: BlockSpec): Layers {
  const heads = Math.max(1, Math.floor(sizes.heads / keys.whole("head_ratio", 2)));
  const headDim = Math.floor(sizes.modelDim / heads / 2);
  const attention = headAttention({ ...(block.attention as AttentionSpec), heads, kvHeads: heads, headDim });
  const mixed = mixedAttention({ attention, kernel: keys.whole("conv_kernel_size", 9) });
  const layer = layerAround(mixed, { mlp: block.mlp as MlpSpec, dropout: sizes.dropout });
  return { list: repeated(layer, sizes.layers) };
}

function nystromformer(keys: ConfigKeys): EncoderKind {
  const landmarks = keys.whole("num_landmarks", 64);
  if (keys.whole("segment_means_seq_len", 64) !== landmarks)
    throw keys.wrong(
      "num_landmarks",
      "must be segment_means_seq_len",
      "attention by landmarks is not counted",
    );
  const kernel = keys.isNull("conv_kernel_size") ? undefined : keys.whole("conv_kernel_size", 65);
  keys.ignore(["inv_coeff_init_option"]);
  return {
    sizes: { vocabulary: 30_000, positions: 510 },
    activation: "gelu_new",
    fused: false,
    positions: "after-two",
    pooler: "none",
    sequence: hiddenFirst,
    choice: { activation: "relu" },
    ...(kernel === undefined
      ? {}
      : {
          layers: (_, sizes, block) => {
            const attention = attentionWithConvolution(block.attention as AttentionSpec, kernel);
            const layer = layerAround(attention, { mlp: block.mlp as MlpSpec, dropout: sizes.dropout });
            return { list: repeated(layer, sizes.layers) };
          },
        }),
  };
}

/** Weights by the expected share of equal hashes: as many products as plain attention. */
function yoso(keys: ConfigKeys): EncoderKind {
  if (!keys.flag("use_expectation", true))
    throw keys.wrong("use_expectation", "must be true", "attention by hashes is not counted");
  if (!keys.isNull("conv_window") && keys.raw("conv_window") !== undefined)
    throw keys.wrong("conv_window", "must be null", "the convolution beside attention is not counted");
  return {
    sizes: { vocabulary: 50_265, positions: 4096, types: 1 },
    fused: false,
    positions: "after-two",
    pooler: "none",
    sequence: hiddenFirst,
    choice: { activation: "relu" },
    ignored: ["hash_code_len", "num_hash", "use_fast_hash", "lsh_backward"],
  };
}

/** Kinds by model type. */
export const furtherKinds: Readonly<Record<string, EncoderKind | ((keys: ConfigKeys) => EncoderKind)>> = {
  big_bird: bigBird,
  roformer,
  esm,
  roc_bert: rocBert,
  xmod,
  squeezebert,
  convbert,
  nystromformer,
  yoso,
};
