// Configs of OPT, BLOOM, Phi, MPT and Falcon.
import type { BlockSpec } from "../../models/language/blocks/specs.js";
import { perHead, rotary, turnedFeatures } from "./decoder-parts.js";
import { falcon } from "./falcon.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { headAttention, languageHead, plainMlp, repeated } from "./gpt-blocks.js";

/** Families by model type. */
export const plainFamilies: Readonly<Record<string, Family>> = { opt, bloom, phi, mpt, falcon };

function opt(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 768);
  const heads = keys.whole("num_attention_heads", 12);
  const before = keys.flag("do_layer_norm_before", true);
  const bias = keys.flag("enable_bias", true);
  const norm = keys.flag("layer_norm_elementwise_affine", true) ? "layer" : "layer-bare";
  const residual = keys.rate("dropout", 0.1);
  const longest = keys.whole("max_position_embeddings", 2048);
  const block: BlockSpec = {
    arrangement: before ? "before" : "after-sum",
    norm,
    attention: headAttention({
      heads,
      headDim: perHead(keys, "hidden_size", modelDim, heads),
      queryBias: bias,
      outputBias: bias,
      dropout: keys.rate("attention_dropout", 0),
    }),
    mlp: plainMlp(
      keys,
      { key: "ffn_dim", fallback: 3072 },
      { key: "activation_function", fallback: "relu" },
      bias,
    ),
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const parts = {
    modelDim,
    tableDim: keys.whole("word_embed_proj_dim", modelDim),
    // OPT's table begins with two rows for padding.
    positions: { rows: longest + 2, perSequence: true },
    blocks: repeated(block, keys.count("num_hidden_layers", 12)),
    finalNorm: before && !keys.flag("_remove_final_layer_norm", false) ? norm : undefined,
    ...languageHead(keys, { vocabulary: 50_272, tied: true }),
  } as const;
  return decoderGraph(asked, parts, longest);
}

function bloom(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole(["hidden_size", "n_embed"], 64);
  const heads = keys.whole(["n_head", "num_attention_heads"], 8);
  keys.ignore(["apply_residual_connection_post_layernorm", "offset_alibi", "seq_length", "n_inner"]);
  keys.ignore(["attention_softmax_in_fp32", "bias_dropout_fusion", "masked_softmax_fusion", "skip_bias_add"]);
  keys.ignore(["skip_bias_add_qkv", "unk_token_id", "use_pipeline", "attention_dropout_prob"]);
  const residual = keys.rate("hidden_dropout", 0);
  const block: BlockSpec = {
    arrangement: "before",
    norm: "layer",
    attention: headAttention({
      heads,
      headDim: perHead(keys, "hidden_size", modelDim, heads),
      joint: true,
      dropout: keys.rate("attention_dropout", 0),
      fused: "none",
    }),
    mlp: {
      ...plainMlp(keys, { key: "ffn_dim", fallback: 4 * modelDim }, { key: "hidden_act", fallback: "gelu" }),
      activation: "gelu-tanh",
    },
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const parts = {
    modelDim,
    embeddingNorm: "layer",
    blocks: repeated(block, keys.count(["n_layer", "num_hidden_layers"], 2)),
    finalNorm: "layer",
    ...languageHead(keys, { vocabulary: 250_880, tied: true }),
  } as const;
  return decoderGraph(asked, parts, 2048);
}

function phi(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 2048);
  const heads = keys.whole("num_attention_heads", 32);
  const headDim = perHead(keys, "hidden_size", modelDim, heads);
  const kvHeads = keys.whole("num_key_value_heads", heads);
  if (heads % kvHeads !== 0)
    throw keys.wrong("num_key_value_heads", `must divide num_attention_heads (${heads})`, "choose a divisor");
  const dims = turnedFeatures(keys, headDim, "partial_rotary_factor", 0.5);
  const residual = keys.rate("resid_pdrop", 0);
  const block: BlockSpec = {
    arrangement: "parallel",
    norm: "layer",
    attention: headAttention({
      heads,
      kvHeads,
      headDim,
      rotary: rotary(dims, { joined: true }),
      queryKeyNorm: keys.flag("qk_layernorm", false) ? { style: "layer", over: "head" } : undefined,
      dropout: keys.rate("attention_dropout", 0),
      copiedContext: true,
    }),
    mlp: plainMlp(
      keys,
      { key: "intermediate_size", fallback: 8192 },
      { key: "hidden_act", fallback: "gelu_new" },
    ),
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const parts = {
    modelDim,
    embeddingDropout: keys.rate("embd_pdrop", 0),
    blocks: repeated(block, keys.count("num_hidden_layers", 24)),
    finalNorm: "layer",
    ...languageHead(keys, { vocabulary: 51_200, tied: false, bias: true }),
  } as const;
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", 2048));
}

/** Keys of MPT that the library's class does not look at. */
const mptWords = [
  "attn_impl",
  "emb_pdrop",
  "embedding_fraction",
  "expansion_ratio",
  "fc_type",
  "ffn_config",
  "init_config",
  "no_bias",
  "resid_pdrop",
  "tokenizer_name",
  "use_pad_tok_in_ffn",
  "verbose",
];

function mpt(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole(["d_model", "hidden_size"], 2048);
  const heads = keys.whole(["n_heads", "num_attention_heads"], 16);
  const inner = keys.within("attn_config");
  const dropout = inner.rate("attn_pdrop", 0);
  inner.size();
  keys.ignore(mptWords);
  const layer = headAttention({
    heads,
    headDim: perHead(keys, "d_model", modelDim, heads),
    joint: true,
    queryBias: false,
    outputBias: false,
    dropout,
    fused: "none",
  });
  const block: BlockSpec = {
    arrangement: "before",
    norm: "layer-scale",
    attention: layer,
    // The library's class always widens fourfold and drops as its attention does.
    mlp: { kind: "dense", dim: 4 * modelDim, activation: "gelu", gate: "none", bias: false, dropout: 0 },
    attentionDropout: dropout,
    mlpDropout: dropout,
  };
  const layers = keys.count(["n_layers", "num_hidden_layers"], 24);
  const first = { ...block, attention: { ...layer, keptMask: true } };
  const parts = {
    modelDim,
    blocks: [first, ...repeated(block, layers - 1)],
    finalNorm: "layer-scale",
    ...languageHead(keys, { vocabulary: 50_368, tied: true }),
  } as const;
  return decoderGraph(asked, parts, keys.whole("max_seq_len", 2048));
}
