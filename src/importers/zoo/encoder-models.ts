// Published models with an encoder: T5, BERT, RoBERTa.
import { type PublishedModel, released } from "./published-model.js";

const t5 = { family: "T5", source: released("google-t5") };
const bert = { family: "BERT", source: released("google-bert") };

/** Models with an encoder. */
export const encoderModels: readonly PublishedModel[] = [
  { id: "t5-small", ...t5, config: { model_type: "t5" } },
  { id: "t5-base", ...t5, config: t5Config(768, 12, 12, 64, 3072) },
  { id: "t5-large", ...t5, config: t5Config(1024, 24, 16, 64, 4096) },
  { id: "t5-3b", ...t5, config: t5Config(1024, 24, 32, 128, 16_384) },
  { id: "t5-11b", ...t5, config: t5Config(1024, 24, 128, 128, 65_536) },
  {
    id: "bert-base-uncased",
    aliases: ["bert-base"],
    ...bert,
    config: { model_type: "bert", architectures: ["BertModel"] },
  },
  {
    id: "bert-large-uncased",
    aliases: ["bert-large"],
    ...bert,
    config: {
      model_type: "bert",
      architectures: ["BertModel"],
      hidden_size: 1024,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      intermediate_size: 4096,
    },
  },
  {
    id: "roberta-base",
    family: "RoBERTa",
    source: released("FacebookAI/roberta-base"),
    config: { model_type: "roberta", max_position_embeddings: 514, type_vocab_size: 1 },
  },
];

function t5Config(d_model: number, num_layers: number, num_heads: number, d_kv: number, d_ff: number) {
  return { model_type: "t5", d_model, num_layers, num_heads, d_kv, d_ff };
}
