// Configs of GPT-2, GPT-NeoX and GPT-J.
import type { BlockSpec } from "../../models/language/blocks/specs.js";
import { perHead, rotary, turnedFeatures } from "./decoder-parts.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { headAttention, languageHead, plainMlp, repeated } from "./gpt-blocks.js";

/** Families by model type. */
export const gptFamilies: Readonly<Record<string, Family>> = { gpt2, gpt_neox: gptNeox, gptj };

function gpt2(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole(["n_embd", "hidden_size"], 768);
  const heads = keys.whole(["n_head", "num_attention_heads"], 12);
  const rows = keys.whole(["n_positions", "max_position_embeddings", "n_ctx"], 1024);
  const residual = keys.rate("resid_pdrop", 0.1);
  const headDim = perHead(keys, "n_embd", modelDim, heads);
  const block: BlockSpec = {
    arrangement: "before",
    norm: "layer",
    attention: headAttention({
      heads,
      headDim,
      // GPT-BigCode shares one head of keys and values among all queries
      kvHeads: keys.flag("multi_query", false) ? 1 : heads,
      joint: true,
      softmax: "native",
      dropout: keys.rate("attn_pdrop", 0.1),
    }),
    mlp: plainMlp(
      keys,
      { key: "n_inner", fallback: 4 * modelDim },
      { key: "activation_function", fallback: "gelu_new" },
    ),
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const language = languageHead(keys, { vocabulary: 50_257, tied: true });
  const parts = {
    modelDim,
    positions: { rows, perSequence: false },
    embeddingDropout: keys.rate("embd_pdrop", 0.1),
    blocks: repeated(block, keys.count(["n_layer", "num_hidden_layers"], 12)),
    finalNorm: "layer",
    ...language,
  } as const;
  return decoderGraph(asked, parts, rows);
}

function gptNeox(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 6144);
  const heads = keys.whole("num_attention_heads", 64);
  const headDim = perHead(keys, "hidden_size", modelDim, heads);
  const bias = keys.flag("attention_bias", true);
  const residual = keys.rate("hidden_dropout", 0);
  const dims = turnedFeatures(keys, headDim, ["partial_rotary_factor", "rotary_pct"], 0.25);
  const block: BlockSpec = {
    arrangement: keys.flag("use_parallel_residual", true) ? "parallel-two" : "before",
    norm: "layer",
    attention: headAttention({
      heads,
      headDim,
      joint: true,
      queryBias: bias,
      outputBias: bias,
      rotary: rotary(dims, { joined: true }),
      dropout: keys.rate("attention_dropout", 0),
      copiedContext: true,
    }),
    mlp: plainMlp(
      keys,
      { key: "intermediate_size", fallback: 24_576 },
      { key: "hidden_act", fallback: "gelu" },
    ),
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const parts = {
    modelDim,
    embeddingDropout: residual,
    blocks: repeated(block, keys.count("num_hidden_layers", 44)),
    finalNorm: "layer",
    ...languageHead(keys, { vocabulary: 50_432, tied: false }),
  } as const;
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", 2048));
}

function gptj(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole(["n_embd", "hidden_size"], 4096);
  const heads = keys.whole(["n_head", "num_attention_heads"], 16);
  const headDim = perHead(keys, "n_embd", modelDim, heads);
  const dims = keys.isNull("rotary_dim") ? headDim : keys.whole("rotary_dim", 64);
  if (dims > headDim)
    throw keys.wrong("rotary_dim", `must be at most the ${headDim} features of a head`, "lower it");
  const residual = keys.rate("resid_pdrop", 0);
  const block: BlockSpec = {
    arrangement: "parallel",
    norm: "layer",
    attention: headAttention({
      heads,
      headDim,
      queryBias: false,
      outputBias: false,
      rotary: rotary(dims, { own: true, joined: true }),
      dropout: keys.rate("attn_pdrop", 0),
      floatScores: true,
      fused: "none",
    }),
    mlp: plainMlp(
      keys,
      { key: "n_inner", fallback: 4 * modelDim },
      { key: "activation_function", fallback: "gelu_new" },
    ),
    attentionDropout: residual,
    mlpDropout: residual,
  };
  const parts = {
    modelDim,
    embeddingDropout: keys.rate("embd_pdrop", 0),
    blocks: repeated(block, keys.count(["n_layer", "num_hidden_layers"], 28)),
    finalNorm: "layer",
    ...languageHead(keys, { vocabulary: 50_400, tied: false, bias: true }),
  } as const;
  return decoderGraph(asked, parts, keys.whole(["n_positions", "max_position_embeddings"], 2048));
}
