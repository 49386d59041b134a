// Configs of decoders before LLaMA with one matrix for each projection: the first GPT, CTRL, GPT-Neo, BioGPT, XGLM.
import type { BlockActivation, BlockSpec } from "../../models/language/blocks/specs.js";
import { activationNamed } from "./activation-names.js";
import type { Key } from "./config-keys.js";
import { perHead } from "./decoder-parts.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { headAttention, languageHead, repeated } from "./gpt-blocks.js";

/** What tells one from another. */
interface OldDecoder {
  readonly vocabulary: number;
  readonly modelDim: readonly [Key, number];
  readonly layers: readonly [Key, number];
  readonly heads: readonly [Key, number];
  /** Where the key is missing: four times the model's width, or a size. */
  readonly inner: readonly [Key, number | "4 × modelDim"] | "4 × modelDim";
  readonly activation: readonly [string, BlockActivation | string];
  readonly positions: readonly [Key, number];
  /** Rows beyond the longest text, or "constants" that are no weights. */
  readonly rows: number | "constants";
  readonly scaled: boolean;
  readonly finalNorm: boolean;
  readonly arrangement: "before" | "after-sum";
  readonly attention: {
    readonly joint?: boolean;
    readonly queryBias?: boolean;
    readonly floatScores?: boolean;
  };
  readonly fused: boolean;
  readonly headBias: boolean;
  /** Keys of probabilities and the library's values. */
  readonly dropout: readonly [Key, number];
  readonly attentionDropout: readonly [Key, number];
  readonly embeddingDropout: readonly [Key, number];
  readonly ignored: readonly string[];
}

const plain = {
  arrangement: "before",
  finalNorm: true,
  scaled: false,
  attention: {},
  fused: true,
  headBias: false,
  ignored: [],
} as const;

const gptKeys = {
  modelDim: ["n_embd", "hidden_size"],
  layers: ["n_layer", "num_hidden_layers"],
  heads: ["n_head", "num_attention_heads"],
  positions: ["n_positions", "max_position_embeddings"],
} as const;

const kinds: Readonly<Record<string, OldDecoder>> = {
  "openai-gpt": {
    ...plain,
    vocabulary: 40_478,
    modelDim: [gptKeys.modelDim, 768],
    layers: [gptKeys.layers, 12],
    heads: [gptKeys.heads, 12],
    inner: "4 × modelDim",
    // What this class calls "gelu" is the form that is computed in steps.
    activation: ["afn", "gelu_new"],
    positions: [gptKeys.positions, 512],
    rows: 0,
    finalNorm: false,
    arrangement: "after-sum",
    attention: { joint: true },
    fused: false,
    dropout: ["resid_pdrop", 0.1],
    attentionDropout: ["attn_pdrop", 0.1],
    embeddingDropout: ["embd_pdrop", 0.1],
    ignored: ["n_special", "predict_special_tokens"],
  },
  ctrl: {
    ...plain,
    vocabulary: 246_534,
    modelDim: [gptKeys.modelDim, 1280],
    layers: [gptKeys.layers, 48],
    heads: [gptKeys.heads, 16],
    inner: ["dff", 8192],
    activation: ["ctrl_activation", "relu"],
    positions: [gptKeys.positions, 256],
    rows: "constants",
    scaled: true,
    headBias: true,
    dropout: ["resid_pdrop", 0.1],
    attentionDropout: ["attn_pdrop", 0],
    embeddingDropout: ["embd_pdrop", 0.1],
    ignored: ["from_tf"],
  },
  gpt_neo: {
    ...plain,
    vocabulary: 50_257,
    modelDim: ["hidden_size", 2048],
    layers: [["num_layers", "num_hidden_layers"], 24],
    heads: [["num_heads", "num_attention_heads"], 16],
    inner: ["intermediate_size", "4 × modelDim"],
    activation: ["activation_function", "gelu_new"],
    positions: ["max_position_embeddings", 2048],
    rows: 0,
    attention: { queryBias: false, floatScores: true },
    fused: false,
    dropout: [["resid_dropout", "resid_pdrop"], 0],
    attentionDropout: ["attention_dropout", 0],
    embeddingDropout: ["embed_dropout", 0],
    // Local layers hide scores outside their window and compute all of them.
    ignored: ["attention_types", "attention_layers", "window_size"],
  },
  biogpt: {
    ...plain,
    vocabulary: 42_384,
    modelDim: ["hidden_size", 1024],
    layers: ["num_hidden_layers", 24],
    heads: ["num_attention_heads", 16],
    inner: ["intermediate_size", 4096],
    activation: ["hidden_act", "gelu"],
    positions: ["max_position_embeddings", 1024],
    rows: 2,
    scaled: true,
    dropout: ["hidden_dropout_prob", 0.1],
    attentionDropout: ["attention_probs_dropout_prob", 0.1],
    embeddingDropout: ["hidden_dropout_prob", 0.1],
  },
  xglm: {
    ...plain,
    vocabulary: 256_008,
    modelDim: [["d_model", "hidden_size"], 1024],
    layers: [["num_layers", "num_hidden_layers"], 24],
    heads: [["attention_heads", "num_attention_heads"], 16],
    inner: ["ffn_dim", 4096],
    activation: ["activation_function", "gelu"],
    positions: ["max_position_embeddings", 2048],
    rows: "constants",
    scaled: true,
    fused: false,
    dropout: ["dropout", 0.1],
    attentionDropout: ["attention_dropout", 0.1],
    embeddingDropout: ["dropout", 0.1],
  },
};

/** Families by model type. */
export const oldDecoderFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kinds).map(([type, kind]): [string, Family] => [type, (asked) => graph(asked, kind)]),
);

function graph(asked: Asked, kind: OldDecoder) {
  const { keys } = asked;
  const modelDim = keys.whole(...kind.modelDim);
  const longest = keys.whole(...kind.positions);
  keys.ignore([...kind.ignored, "summary_first_dropout"]);
  const scaled = kind.rows === "constants" || kind.rows === 2 ? keys.flag("scale_embedding", true) : false;
  const language = languageHead(keys, { vocabulary: kind.vocabulary, tied: true, bias: kind.headBias });
  const parts = {
    modelDim,
    scaled: kind.scaled && scaled,
    positions: {
      rows: kind.rows === "constants" ? kind.rows : longest + kind.rows,
      perSequence: false,
    },
    embeddingDropout: keys.rate(...kind.embeddingDropout),
    blocks: repeated(blockOf(asked, kind, modelDim), keys.count(...kind.layers)),
    finalNorm: kind.finalNorm ? "layer" : undefined,
    ...language,
  } as const;
  return decoderGraph(asked, parts, longest);
}

function blockOf({ keys }: Asked, kind: OldDecoder, modelDim: number): BlockSpec {
  const heads = keys.whole(...kind.heads);
  const residual = keys.rate(...kind.dropout);
  const [key, fallback] = kind.activation;
  const stated = keys.text(key, fallback);
  const name = key === "afn" && stated === "gelu" ? "gelu_new" : stated;
  const [innerKey, size] = kind.inner === "4 × modelDim" ? ["n_inner", kind.inner] : kind.inner;
  const dim = keys.optionalWhole(innerKey) ?? (typeof size === "number" ? size : 4 * modelDim);
  return {
    arrangement: kind.arrangement,
    norm: "layer",
    attention: headAttention({
      heads,
      headDim: perHead(keys, "hidden_size", modelDim, heads),
      softmax: "native",
      dropout: keys.rate(...kind.attentionDropout),
      fused: kind.fused ? "grouped" : "none",
      ...kind.attention,
    }),
    mlp: {
      kind: "dense",
      dim,
      activation: activationNamed(keys.subject, key, name),
      gate: "none",
      bias: true,
      dropout: keys.rate("activation_dropout", 0),
    },
    attentionDropout: residual,
    mlpDropout: residual,
  };
}
