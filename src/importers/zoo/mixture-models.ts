// Published mixtures of experts, which send each token to a few of their feed-forward parts.
import { gated, type PublishedModel, released } from "./published-model.js";

const deepseek = { family: "DeepSeek", source: released("deepseek-ai") };

/** Mixtures of experts. */
export const mixtureModels: readonly PublishedModel[] = [
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
];
