// Types whose network is that of a family that we have: they compute the same and differ in name and default sizes.

/** A type that computes what another does. */
export interface SameComputation {
  /** The `model_type` whose reader counts it. */
  readonly as: string;
  /** Values of keys that a config of this type may leave out, where they are not those of the family. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

const largeQwen2 = {
  vocab_size: 152_064,
  hidden_size: 8192,
  intermediate_size: 29_568,
  num_hidden_layers: 80,
  num_attention_heads: 64,
  num_key_value_heads: 8,
};

export const sameComputation: Readonly<Record<string, SameComputation>> = {
  kimi_k2: { as: "deepseek_v3" },
  codegen: { as: "gptj" },
  "gpt-sw3": { as: "gpt2" },
  olmo3: {
    as: "olmo2",
    defaults: { sliding_window: 4096, sliding_window_pattern: 4 },
  },
  cwm: {
    as: "mistral",
    defaults: {
      hidden_size: 6144,
      intermediate_size: 21_504,
      num_hidden_layers: 64,
      num_attention_heads: 48,
      head_dim: 128,
      vocab_size: 128_256,
      sliding_window: 8192,
    },
  },
  ministral: { as: "mistral" },
  ministral3: {
    as: "mistral",
    defaults: {
      vocab_size: 131_072,
      num_hidden_layers: 34,
      head_dim: 128,
      max_position_embeddings: 262_144,
      sliding_window: null,
    },
  },
  qwen2_vl_text: {
    as: "qwen2",
    defaults: largeQwen2,
  },
  qwen2_5_vl_text: { as: "qwen2", defaults: largeQwen2 },
  qwen3_vl_moe_text: {
    as: "qwen3_moe",
    defaults: {
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      num_key_value_heads: 16,
      head_dim: 128,
      moe_intermediate_size: 1408,
      num_experts_per_tok: 4,
      num_local_experts: 60,
      norm_topk_prob: true,
      max_position_embeddings: 128_000,
    },
  },
  qwen3_vl_text: { as: "qwen3", defaults: { max_position_embeddings: 128_000 } },
};
