// Encoders with rotary positions: ModernBERT, NomicBERT, GTE, Jina's, EuroBERT, ESM C.
import type { BlockActivation, BlockSpec } from "../../../models/language/blocks/specs.js";
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary } from "../decoder-parts.js";
import { repeated } from "../gpt-blocks.js";
import type { AskedHead } from "../network-head.js";
import type { EncoderKind, EncoderSizes, HeadPlace, Layers } from "./kind.js";

/** Post-normalised as BERT, without a table of positions. */
const turned: EncoderKind = { positions: "none", rotary: true };

const nomic: EncoderKind = {
  ...turned,
  sizes: { vocabulary: 30_528, positions: 2048 },
  activation: "silu",
  dropout: 0,
  attentionDropout: 0,
  attention: { queryBias: false, outputBias: false },
  mlp: { gate: "separate", bias: false },
  pooler: "none",
};

const jina: EncoderKind = {
  ...turned,
  sizes: {
    vocabulary: 250_002,
    modelDim: 1024,
    layers: 24,
    heads: 16,
    inner: 4096,
    positions: 8194,
    types: 1,
  },
  sequence: { activation: "tanh", dropsBefore: true },
  tokens: { transform: "model", activation: "gelu", bias: "two" },
};

const gte: EncoderKind = {
  ...turned,
  sizes: { vocabulary: 250_048, positions: 8192, types: 1 },
  attentionDropout: 0,
  mlp: { gate: "separate", bias: false, outputBias: true, dropout: 0.1 },
  pooler: "none",
  tokens: { transform: "model", activation: "gelu", bias: "one" },
};

/** LLaMA's layers that see both ways. */
function eurobert(keys: ConfigKeys): EncoderKind {
  const attentionBias = keys.flag("attention_bias", false);
  const bias = keys.flag("mlp_bias", false);
  const heads = keys.whole("num_attention_heads", 12);
  const pooling = keys.text("classifier_pooling", "late");
  return {
    ...turned,
    sizes: { vocabulary: 128_256, positions: 8192 },
    activation: "silu",
    names: llamaNames,
    dropout: 0,
    attentionDropout: 0,
    types: false,
    embeddingNorm: "none",
    arrangement: "before",
    norm: "rms",
    finalNorm: "rms",
    attention: {
      kvHeads: keys.optionalWhole("num_key_value_heads") ?? heads,
      queryBias: attentionBias,
      outputBias: attentionBias,
    },
    mlp: { gate: "separate", bias },
    pooler: "none",
    tied: false,
    tokens: { transform: "none", bias: bias ? "one" : "none" },
    heads: ({ kind, labels }) => {
      const dense = { name: "pooler", activation: "gelu" } as const;
      const gives = { kind: "classes", labels } as const;
      if (kind !== "classes") return undefined;
      if (pooling === "late") return [{ reads: "each", steps: [dense], gives: { ...gives, of: "mean" } }];
      return [{ reads: pooling === "mean" ? "mean" : "first", steps: [dense], gives }];
    },
  };
}

const llamaNames = { dropout: "hidden_dropout", attentionDropout: "attention_dropout" };

function esmc(keys: ConfigKeys): EncoderKind {
  const attentionBias = keys.flag("attention_bias", false);
  const heads = keys.whole("num_attention_heads", 40);
  const kvHeads = keys.optionalWhole("num_key_value_heads") ?? heads;
  if (kvHeads !== heads)
    throw keys.wrong(
      "num_key_value_heads",
      `must be num_attention_heads (${heads})`,
      "the library's class needs it",
    );
  return {
    ...turned,
    sizes: { vocabulary: 64, modelDim: 2560, layers: 80, heads: 40, inner: 6912, positions: 2048 },
    names: llamaNames,
    activation: "silu",
    dropout: 0,
    attentionDropout: 0,
    types: false,
    embeddingNorm: "none",
    arrangement: "before",
    finalNorm: "layer-scale",
    attention: {
      queryBias: attentionBias,
      outputBias: attentionBias,
      queryKeyNorm: { style: "layer-scale", over: "all" },
    },
    mlp: { gate: "separate", bias: keys.flag("mlp_bias", false) },
    pooler: "none",
    tied: false,
    sequence: { activation: "tanh", dropsBefore: true },
    tokens: { transform: "model", activation: "gelu", bias: "one" },
  };
}

function modernbert(keys: ConfigKeys): EncoderKind {
  const attentionBias = keys.flag("attention_bias", false);
  const norm = keys.flag("norm_bias", false) ? "layer" : "layer-scale";
  keys.ignore(["local_attention", "sliding_window", "deterministic_flash_attn", "sparse_prediction"]);
  keys.ignore(["global_rope_theta", "local_rope_theta", "reference_compile", "repad_logits_with_grad"]);
  keys.ignore(["sparse_pred_ignore_index", "norm_eps", "position_embedding_type"]);
  return {
    sizes: { vocabulary: 50_368, layers: 22, inner: 1152, positions: 8192 },
    names: {
      activation: ["hidden_activation", "hidden_act"],
      dropout: "embedding_dropout",
      attentionDropout: "attention_dropout",
    },
    dropout: 0,
    attentionDropout: 0,
    positions: "none",
    types: false,
    embeddingNorm: norm,
    arrangement: "before",
    norm,
    finalNorm: norm,
    attention: { joint: true, queryBias: attentionBias, outputBias: attentionBias },
    mlp: { gate: "joint", bias: keys.flag("mlp_bias", false), dropout: keys.rate("mlp_dropout", 0) },
    pooler: "none",
    layers: modernLayers,
    heads: modernHeads(keys, norm),
  };
}

/** Every third layer sees the whole text, the others a window: each kind has cosines and sines of its own. */
function modernLayers(keys: ConfigKeys, sizes: EncoderSizes, block: BlockSpec): Layers {
  const every = keys.whole("global_attn_every_n_layers", 3);
  const types = keys.texts("layer_types");
  const window = keys.whole("local_attention", 128);
  const kinds = { whole: rotary(sizes.headDim), part: rotary(sizes.headDim, { table: "local" }) };
  const list = repeated(block, sizes.layers).map((one, i): BlockSpec => {
    const slides = types === undefined ? i % every !== 0 : types[i] === "sliding_attention";
    const turns = { rotary: slides ? kinds.part : kinds.whole, window: slides ? window : undefined };
    const attention = { ...one.attention, ...turns } as BlockSpec["attention"];
    return {
      ...one,
      attention,
      bareAttention: i === 0,
      attentionDropout: sizes.attentionDropout,
      mlpDropout: 0,
    };
  });
  return { list };
}

/** A layer with activation and normalisation stands before every output. */
function modernHeads(keys: ConfigKeys, norm: "layer" | "layer-scale") {
  const name = keys.text("classifier_activation", "gelu");
  const activation: BlockActivation = activationNamed(keys.subject, "classifier_activation", name);
  const bias = keys.flag("classifier_bias", false);
  const decoderBias = keys.flag("decoder_bias", true);
  const pooled = keys.text("classifier_pooling", "cls") === "mean" ? "mean" : "first";
  const drop = keys.rate("classifier_dropout", 0);
  return (asked: AskedHead, place: HeadPlace): readonly EncoderHead[] | undefined => {
    const { kind, labels } = asked;
    const dense = { name: "output.transform", scope: "output", activation, bias, norm } as const;
    const steps = [dense];
    const tiedTo = place.tied ? "embedding.table" : undefined;
    const vocabulary = { kind: "vocabulary", vocabulary: place.vocabulary, tiedTo } as const;
    if (kind === "language")
      return [{ reads: "each", steps, gives: { ...vocabulary, bias: decoderBias ? "one" : "none" } }];
    const gives = { kind: "classes", labels: kind === "choice" ? 1 : labels, dropout: drop } as const;
    if (kind === "classes" || kind === "choice") return [{ reads: pooled, steps, gives }];
    if (kind === "token-classes") return [{ reads: "each", steps, gives }];
    return kind === "span" ? [{ reads: "each", steps, gives: { kind: "span", outputs: labels } }] : undefined;
  };
}

/** Kinds by model type. */
export const modernKinds: Readonly<Record<string, EncoderKind | ((keys: ConfigKeys) => EncoderKind)>> = {
  modernbert,
  nomic_bert: nomic,
  jina_embeddings_v3: jina,
  gte,
  eurobert,
  esmc,
};
