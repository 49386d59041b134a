// XLM and FlauBERT: encoders with a table of languages.
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import type { ConfigKeys } from "../config-keys.js";
import type { AskedHead } from "../network-head.js";
import type { EncoderKind } from "./kind.js";

const names = {
  modelDim: ["emb_dim", "hidden_size"],
  layers: ["n_layers", "num_hidden_layers"],
  heads: ["n_heads", "num_attention_heads"],
  inner: "ffn_dim",
  activation: "activation",
  dropout: "dropout",
  attentionDropout: "attention_dropout",
  classifierDropout: "summary_first_dropout",
};

/** XLM and FlauBERT: a table of languages where there are several, one matrix before the classes. */
export function xlm(keys: ConfigKeys, many: number): EncoderKind {
  const languages = keys.whole("n_langs", many);
  const before = keys.flag("pre_norm", false);
  const named = keys.flag("use_lang_emb", true);
  const modelDim = keys.whole(["emb_dim", "hidden_size"], 2048);
  const bias = keys.flag("asm", false);
  if (bias) throw keys.wrong("asm", "must be false", "an adaptive softmax cannot be counted by this config");
  return {
    sizes: { vocabulary: 30_145, modelDim: 2048, heads: 16, inner: 4 * modelDim },
    names,
    activation: keys.flag("gelu_activation", true) ? "gelu" : "relu",
    fused: false,
    types: false,
    arrangement: before ? "before" : "after-sum",
    pooler: "none",
    sequence: "none",
    heads: choice,
    tokens: { transform: "none", bias: "one" },
    // Answers found by beams have matrices of their own.
    counted: ["none", "language", "classes", "token-classes", "choice", "span"],
    named: {
      XLMForQuestionAnswering: "pre-training",
      FlaubertForQuestionAnswering: "pre-training",
    },
    moreTables: () =>
      languages > 1 && named ? [{ name: "languages", rows: languages, numbers: "each" }] : [],
    ignored: xlmWords,
  };
}

/** The summary of a choice has one class for each label, and a matrix makes one score of them. */
function choice({ kind, labels }: AskedHead): readonly EncoderHead[] | undefined {
  const summary = { name: "pooler", dim: labels } as const;
  const gives = { kind: "classes", labels: 1 } as const;
  return kind === "choice" ? [{ reads: "first", steps: [summary], gives }] : undefined;
}

/** Keys of XLM that change no count. */
const xlmWords = [
  "bos_index",
  "causal",
  "embed_init_std",
  "end_n_top",
  "eos_index",
  "is_encoder",
  "lang2id",
  "id2lang",
  "lang_id",
  "mask_index",
  "n_words",
  "pad_index",
  "same_enc_dec",
  "share_inputs_output_embeddings",
  "sinusoidal_embeddings",
  "start_n_top",
  "unk_index",
];
