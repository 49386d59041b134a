// Encoders that differ from BERT in tables, arrangement and heads alone.
import type { ConfigKeys } from "../config-keys.js";
import type { EncoderKind, Pooling, TokenHead } from "./kind.js";
import { xlm } from "./xlm.js";

/** RoBERTa: positions from behind the padding token, a classifier with a layer of its own, GELU before the logits. */
const firstTanh: Pooling = { activation: "tanh", dropsBefore: true };
const geluTokens: TokenHead = { transform: "model", activation: "gelu", bias: "two" };
const roberta: EncoderKind = {
  sizes: { vocabulary: 50_265 },
  positions: "padded",
  sequence: firstTanh,
  tokens: geluTokens,
};
const roberta30k: EncoderKind = { ...roberta, sizes: {} };

/** Normalised before each sublayer and once after the last. */
const preNorm = { arrangement: "before", finalNorm: "layer" } as const;

const firstRelu: Pooling = { activation: "relu" };
const distilbert: EncoderKind = {
  sizes: { layers: 6 },
  names: {
    modelDim: ["dim", "hidden_size"],
    layers: ["n_layers", "num_hidden_layers"],
    heads: ["n_heads", "num_attention_heads"],
    inner: "hidden_dim",
    activation: "activation",
    dropout: "dropout",
    attentionDropout: "attention_dropout",
    classifierDropout: "seq_classif_dropout",
  },
  types: false,
  pooler: "none",
  sequence: firstRelu,
  choice: firstRelu,
  tokens: { transform: "model", bias: "one" },
  // Sinusoidal positions stand in a table as learned ones do.
  ignored: ["sinusoidal_pos_embds", "qa_dropout"],
};

const projectedAfter = { place: "after", bias: true, always: false } as const;

function electra(keys: ConfigKeys): EncoderKind {
  const summary = keys.text("summary_activation", "gelu");
  const projects = keys.flag("summary_use_proj", true);
  const first: Pooling = { activation: "gelu", dropsBefore: true };
  return {
    sizes: { modelDim: 256, heads: 4, inner: 1024 },
    table: { key: "embedding_size", fallback: 128 },
    projection: projectedAfter,
    pooler: "none",
    sequence: first,
    choice: projects ? { activation: summary === "gelu" ? "gelu" : "tanh" } : "none",
    tokens: { transform: "table", activation: "gelu", bias: "one" },
    preTraining: ({ activation }) => [
      {
        reads: "each",
        steps: [{ name: "output.transform", scope: "output", activation }],
        gives: { kind: "classes", labels: 1 },
      },
    ],
  };
}

function ernie(keys: ConfigKeys): EncoderKind {
  const tasks = keys.whole("task_type_vocab_size", 3);
  if (!keys.flag("use_task_id", false)) return {};
  return { moreTables: () => [{ name: "tasks", rows: tasks, numbers: "each" }] };
}

/** Four tables for the box that a token stands in: its edges share one across and one down. */
function layoutlm(keys: ConfigKeys): EncoderKind {
  const rows = keys.whole("max_2d_position_embeddings", 1024);
  const boxes = ["left", "upper", "height", "width"].map(
    (name) => ({ name, rows, numbers: "each" }) as const,
  );
  return { moreTables: () => boxes, alwaysPools: true, fused: false };
}

function rembert(keys: ConfigKeys): EncoderKind {
  const outputDim = keys.whole("output_embedding_size", 1664);
  return {
    sizes: { vocabulary: 250_300, modelDim: 1152, layers: 32, heads: 18, inner: 4608 },
    fused: false,
    names: { classifierDropout: "classifier_dropout_prob" },
    dropout: 0,
    attentionDropout: 0,
    table: { key: "input_embedding_size", fallback: 256 },
    projection: { ...projectedAfter, always: true },
    tied: false,
    tokens: { transform: outputDim, bias: "one" },
  };
}

/** Kinds by model type: values, or what gives them from a config. */
export const bertKin: Readonly<Record<string, EncoderKind | ((keys: ConfigKeys) => EncoderKind)>> = {
  bert: {},
  roberta,
  "xlm-roberta": roberta30k,
  camembert: roberta30k,
  "data2vec-text": roberta30k,
  ibert: { ...roberta30k, fused: false, ignored: ["force_dequant"] },
  "xlm-roberta-xl": {
    ...roberta,
    ...preNorm,
    sizes: {
      vocabulary: 250_880,
      modelDim: 2560,
      layers: 36,
      heads: 32,
      inner: 10_240,
      positions: 514,
      types: 1,
    },
    embeddingNorm: "none",
  },
  "roberta-prelayernorm": { ...roberta, ...preNorm },
  "megatron-bert": {
    fused: false,
    ...preNorm,
    sizes: { vocabulary: 29_056, modelDim: 1024, layers: 24, heads: 16, inner: 4096 },
    embeddingNorm: "none",
  },
  ernie,
  "bert-generation": {
    sizes: { vocabulary: 50_358, modelDim: 1024, layers: 24, heads: 16, inner: 4096 },
    types: false,
    pooler: "none",
    tokens: { transform: "none", bias: "two" },
    named: { BertGenerationDecoder: "language" },
  },
  distilbert,
  electra,
  layoutlm,
  rembert,
  xlm: (keys) => xlm(keys, 1),
  flaubert: (keys) => xlm(keys, 1),
  splinter: { fused: false, pooler: "none", counted: ["none"], ignored: ["question_token_id"] },
};
