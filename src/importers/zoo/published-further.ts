// Published models by name, continued: Qwen, Gemma, mixtures of experts, T5, BERT.
import { sources } from "../../sources/bibliography.js";
import type { Citation } from "../../sources/source.js";
import type { PublishedModel } from "./published.js";

const released = (place: string): Citation => ({
  source: sources.transformersLibrary,
  place: `${place}, config.json`,
});

/** Width, layers, heads and heads of keys, then feed-forward width and vocabulary. */
const gated = (
  [hidden_size, num_hidden_layers, num_attention_heads, num_key_value_heads]: readonly [
    number,
    number,
    number,
    number,
  ],
  intermediate_size: number,
  vocab_size: number,
) => ({
  hidden_size,
  num_hidden_layers,
  num_attention_heads,
  num_key_value_heads,
  intermediate_size,
  vocab_size,
});

const tied = { tie_word_embeddings: true };
const qwen2 = { family: "Qwen 2.5", source: released("Qwen/Qwen2.5") };
const gemma = { family: "Gemma", source: released("google/gemma") };
const gemma2 = { family: "Gemma 2", source: released("google/gemma-2") };
const deepseek = { family: "DeepSeek", source: released("deepseek-ai") };
const t5 = { family: "T5", source: released("google-t5") };
const bert = { family: "BERT", source: released("google-bert") };

/** Models of this file. */
export const publishedFurther: readonly PublishedModel[] = [
  {
    id: "mixtral-8x7b",
    family: "Mixtral",
    source: released("mistralai/Mixtral-8x7B-v0.1"),
    config: { model_type: "mixtral", ...gated([4096, 32, 32, 8], 14_336, 32_000) },
  },
  {
    id: "mixtral-8x22b",
    family: "Mixtral",
    source: released("mistralai/Mixtral-8x22B-Instruct-v0.1"),
    config: { model_type: "mixtral", ...gated([6144, 56, 48, 8], 16_384, 32_768) },
  },
  { id: "qwen2.5-1.5b", ...qwen2, config: qwen([1536, 28, 12, 2], 8960, 151_936, tied) },
  { id: "qwen2.5-3b", ...qwen2, config: qwen([2048, 36, 16, 2], 11_008, 151_936, tied) },
  { id: "qwen2.5-7b", ...qwen2, config: qwen([3584, 28, 28, 4], 18_944, 152_064) },
  { id: "qwen2.5-14b", ...qwen2, config: qwen([5120, 48, 40, 8], 13_824, 152_064) },
  { id: "qwen2.5-72b", ...qwen2, config: qwen([8192, 80, 64, 8], 29_568, 152_064) },
  {
    id: "qwen3-8b",
    family: "Qwen 3",
    source: released("Qwen/Qwen3-8B"),
    config: { model_type: "qwen3", ...gated([4096, 36, 32, 8], 12_288, 151_936) },
  },
  {
    id: "qwen3-30b-a3b",
    aliases: ["qwen3-30b"],
    family: "Qwen 3",
    source: released("Qwen/Qwen3-30B-A3B"),
    config: {
      model_type: "qwen3_moe",
      ...gated([2048, 48, 32, 4], 6144, 151_936),
      head_dim: 128,
      norm_topk_prob: true,
    },
  },
  { id: "gemma-2b", ...gemma, config: { model_type: "gemma", ...gated([2048, 18, 8, 1], 16_384, 256_000) } },
  {
    id: "gemma-7b",
    ...gemma,
    config: { model_type: "gemma", ...gated([3072, 28, 16, 16], 24_576, 256_000) },
  },
  { id: "gemma2-2b", ...gemma2, config: { model_type: "gemma2", ...gated([2304, 26, 8, 4], 9216, 256_000) } },
  {
    id: "gemma2-9b",
    ...gemma2,
    config: { model_type: "gemma2", ...gated([3584, 42, 16, 8], 14_336, 256_000) },
  },
  {
    id: "gemma2-27b",
    ...gemma2,
    config: { model_type: "gemma2", ...gated([4608, 46, 32, 16], 36_864, 256_000), head_dim: 128 },
  },
  {
    id: "gpt-oss-20b",
    family: "GPT-OSS",
    source: released("openai/gpt-oss-20b"),
    config: { model_type: "gpt_oss", num_hidden_layers: 24, num_local_experts: 32 },
  },
  {
    id: "gpt-oss-120b",
    family: "GPT-OSS",
    source: released("openai/gpt-oss-120b"),
    config: { model_type: "gpt_oss" },
  },
  { id: "deepseek-v3", ...deepseek, aliases: ["deepseek-r1"], config: { model_type: "deepseek_v3" } },
  {
    id: "deepseek-v2",
    ...deepseek,
    config: {
      model_type: "deepseek_v2",
      hidden_size: 5120,
      num_hidden_layers: 60,
      num_attention_heads: 128,
      intermediate_size: 12_288,
      moe_intermediate_size: 1536,
      n_routed_experts: 160,
      num_experts_per_tok: 6,
      first_k_dense_replace: 1,
      topk_method: "group_limited_greedy",
      n_group: 8,
      topk_group: 3,
      vocab_size: 102_400,
    },
  },
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

function qwen(
  counts: readonly [number, number, number, number],
  ffnDim: number,
  vocabulary: number,
  more: Readonly<Record<string, unknown>> = {},
) {
  return { model_type: "qwen2", ...gated(counts, ffnDim, vocabulary), ...more };
}

function t5Config(d_model: number, num_layers: number, num_heads: number, d_kv: number, d_ff: number) {
  return { model_type: "t5", d_model, num_layers, num_heads, d_kv, d_ff };
}
