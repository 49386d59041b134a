// The architectures of GGUF files that are known, each as the keys of the Hugging Face config it was converted from.
import type { GgufKeys } from "./gguf-keys.js";

/** Keys of a config.json. */
export type Config = Readonly<Record<string, unknown>>;

/** What most architectures say alike. */
function sizes(keys: GgufKeys): Config {
  const heads = keys.whole("attention.head_count");
  return {
    hidden_size: keys.whole("embedding_length"),
    num_hidden_layers: keys.whole("block_count"),
    num_attention_heads: heads,
    num_key_value_heads: keys.optional("attention.head_count_kv") ?? heads,
    intermediate_size: keys.optional("feed_forward_length") ?? keys.optional("expert_feed_forward_length"),
    vocab_size: vocabulary(keys),
    max_position_embeddings: keys.optional("context_length"),
    tie_word_embeddings: !keys.has("output.weight"),
  };
}

/** Rows of the table: what is computed with, where the key may name fewer tokens. */
function vocabulary(keys: GgufKeys): number {
  return keys.size("token_embd.weight", 0) ?? keys.whole("vocab_size");
}

const headDim = (keys: GgufKeys): Config => ({ head_dim: keys.optional("attention.key_length") });
const window = (keys: GgufKeys): Config => ({ sliding_window: keys.optional("attention.sliding_window") });
const tied: Config = { tie_word_embeddings: true };
const experts = (keys: GgufKeys): Config => ({
  num_experts: keys.whole("expert_count"),
  num_experts_per_tok: keys.whole("expert_used_count"),
  moe_intermediate_size:
    keys.optional("expert_feed_forward_length") ?? keys.size("blk.0.ffn_up_exps.weight", 1),
});

/** Share of a head's dimensions that turns. */
function rotaryShare(keys: GgufKeys): number | undefined {
  const turned = keys.optional("rope.dimension_count");
  const headSize = keys.whole("embedding_length") / keys.whole("attention.head_count");
  return turned === undefined ? undefined : turned / headSize;
}

function llama(keys: GgufKeys): Config {
  const shared = { ...sizes(keys), ...headDim(keys) };
  const count = keys.optional("expert_count") ?? 0;
  if (count > 0)
    return {
      ...shared,
      model_type: "mixtral",
      num_local_experts: count,
      num_experts_per_tok: keys.whole("expert_used_count"),
    };
  return {
    ...shared,
    model_type: "llama",
    attention_bias: keys.has("blk.0.attn_output.bias"),
    mlp_bias: keys.has("blk.0.ffn_up.bias"),
  };
}

/** DeepSeek V2 and V3: newer files keep keys and values as one compressed head and name the true sizes apart. */
function deepseek(keys: GgufKeys): Config {
  const rope = keys.whole("rope.dimension_count");
  const keyLength = keys.optional("attention.key_length_mla") ?? keys.whole("attention.key_length");
  const third = keys.has(`blk.${keys.whole("block_count") - 1}.exp_probs_b.bias`);
  return {
    ...sizes(keys),
    model_type: third ? "deepseek_v3" : "deepseek_v2",
    num_key_value_heads: keys.whole("attention.head_count"),
    q_lora_rank: keys.optional("attention.q_lora_rank") ?? null,
    kv_lora_rank: keys.whole("attention.kv_lora_rank"),
    qk_rope_head_dim: rope,
    qk_nope_head_dim: keyLength - rope,
    v_head_dim: keys.optional("attention.value_length_mla") ?? keys.whole("attention.value_length"),
    n_routed_experts: keys.whole("expert_count"),
    n_shared_experts: keys.optional("expert_shared_count"),
    num_experts_per_tok: keys.whole("expert_used_count"),
    moe_intermediate_size: keys.whole("expert_feed_forward_length"),
    first_k_dense_replace: keys.optional("leading_dense_block_count") ?? 0,
    moe_layer_freq: 1,
  };
}

function falcon(keys: GgufKeys): Config {
  const kvHeads = keys.optional("attention.head_count_kv") ?? 1;
  const { intermediate_size: ffn, num_key_value_heads: _, ...rest } = sizes(keys);
  return {
    ...rest,
    ...tied,
    model_type: "falcon",
    ffn_hidden_size: ffn,
    num_kv_heads: kvHeads,
    multi_query: kvHeads === 1,
    new_decoder_architecture: kvHeads > 1,
    num_ln_in_parallel_attn: keys.has("blk.0.attn_norm_2.weight") ? 2 : 1,
    parallel_attn: true,
    alibi: false,
    bias: keys.has("blk.0.attn_output.bias"),
  };
}

function mpt(keys: GgufKeys): Config {
  const modelDim = keys.whole("embedding_length");
  return {
    ...tied,
    model_type: "mpt",
    d_model: modelDim,
    n_layers: keys.whole("block_count"),
    n_heads: keys.whole("attention.head_count"),
    expansion_ratio: keys.whole("feed_forward_length") / modelDim,
    vocab_size: vocabulary(keys),
    max_seq_len: keys.optional("context_length"),
    no_bias: !keys.has("blk.0.attn_output.bias"),
  };
}

function gptneox(keys: GgufKeys): Config {
  const { num_key_value_heads: _, ...rest } = sizes(keys);
  return {
    ...rest,
    model_type: "gpt_neox",
    rotary_pct: rotaryShare(keys),
    use_parallel_residual: keys.flag("use_parallel_residual", true),
  };
}

function gpt2(keys: GgufKeys): Config {
  return {
    ...tied,
    model_type: "gpt2",
    n_embd: keys.whole("embedding_length"),
    n_layer: keys.whole("block_count"),
    n_head: keys.whole("attention.head_count"),
    n_inner: keys.whole("feed_forward_length"),
    n_positions: keys.size("position_embd.weight", 0) ?? keys.whole("context_length"),
    vocab_size: vocabulary(keys),
  };
}

function bloom(keys: GgufKeys): Config {
  return {
    ...tied,
    model_type: "bloom",
    hidden_size: keys.whole("embedding_length"),
    n_layer: keys.whole("block_count"),
    n_head: keys.whole("attention.head_count"),
    vocab_size: vocabulary(keys),
  };
}

const sharedExpert = (keys: GgufKeys): Config => ({
  shared_expert_intermediate_size:
    keys.optional("expert_shared_feed_forward_length") ?? keys.size("blk.0.ffn_up_shexp.weight", 0),
});

/**
 * A config for each architecture of GGUF. GPT-2, BLOOM, Falcon, MPT and Gemma tie their output to the table, also
 * where a converter wrote it twice; for the others a missing "output.weight" means tied. Source: the keys that the
 * gguf package (0.19) defines and the converters of llama.cpp write (read 2026-11).
 */
export const architectures: Readonly<Record<string, (keys: GgufKeys) => Config>> = {
  bloom,
  deepseek2: deepseek,
  falcon,
  gemma: (keys) => ({ ...sizes(keys), ...headDim(keys), ...tied, model_type: "gemma" }),
  gemma2: (keys) => ({ ...sizes(keys), ...headDim(keys), ...window(keys), ...tied, model_type: "gemma2" }),
  "gpt-oss": (keys) => ({
    ...sizes(keys),
    ...headDim(keys),
    ...window(keys),
    model_type: "gpt_oss",
    num_local_experts: keys.whole("expert_count"),
    num_experts_per_tok: keys.whole("expert_used_count"),
    intermediate_size: keys.whole("expert_feed_forward_length"),
  }),
  gpt2,
  gptneox,
  llama,
  mpt,
  olmo: (keys) => ({ ...sizes(keys), model_type: "olmo" }),
  olmo2: (keys) => ({ ...sizes(keys), model_type: "olmo2" }),
  phi2: (keys) => ({ ...sizes(keys), model_type: "phi", partial_rotary_factor: rotaryShare(keys) }),
  phi3: (keys) => ({ ...sizes(keys), ...window(keys), model_type: "phi3" }),
  qwen2: (keys) => ({ ...sizes(keys), model_type: "qwen2" }),
  qwen2moe: (keys) => ({ ...sizes(keys), ...experts(keys), ...sharedExpert(keys), model_type: "qwen2_moe" }),
  qwen3: (keys) => ({ ...sizes(keys), ...headDim(keys), model_type: "qwen3" }),
  qwen3moe: (keys) => ({ ...sizes(keys), ...headDim(keys), ...experts(keys), model_type: "qwen3_moe" }),
};
