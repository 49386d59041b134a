// Configs of Falcon: three layouts of queries, keys and values, side by side or one after the other.
import type { AttentionSpec, BlockSpec } from "../../models/language/blocks/specs.js";
import type { ConfigKeys } from "./config-keys.js";
import { perHead, rotary } from "./decoder-parts.js";
import { type Asked, decoderGraph } from "./family.js";
import { headAttention, languageHead, plainMlp, repeated } from "./gpt-blocks.js";

/** The graph of a Falcon config. */
export function falcon(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 4544);
  const bias = keys.flag("bias", false);
  const attention = attentionOf(keys, modelDim, bias);
  keys.number("num_ln_in_parallel_attn");
  const block: BlockSpec = {
    arrangement: arrangementOf(keys),
    norm: "layer",
    attention,
    mlp: plainMlp(
      keys,
      { key: "ffn_hidden_size", fallback: 4 * modelDim },
      { key: "activation", fallback: "gelu" },
      bias,
    ),
    attentionDropout: 0,
    mlpDropout: keys.rate("hidden_dropout", 0),
  };
  const sequential = block.arrangement === "before" ? attention.dropout : 0;
  const parts = {
    modelDim,
    blocks: repeated(
      { ...block, attentionDropout: sequential, attention: { ...attention, dropout: 0 } },
      layersOf(keys),
    ),
    finalNorm: "layer",
    ...languageHead(keys, { vocabulary: 65_024, tied: true }),
  } as const;
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", 2048));
}

function layersOf(keys: ConfigKeys): number {
  return keys.count(["num_hidden_layers", "n_layer"], 32);
}

function arrangementOf(keys: ConfigKeys): BlockSpec["arrangement"] {
  const modern = keys.flag("new_decoder_architecture", false);
  const parallel = keys.flag("parallel_attn", true);
  if (modern) return (keys.number("num_ln_in_parallel_attn") ?? 2) === 2 ? "parallel-two" : "parallel";
  return parallel ? "parallel" : "before";
}

function attentionOf(keys: ConfigKeys, modelDim: number, bias: boolean): AttentionSpec {
  const heads = keys.whole(["num_attention_heads", "n_head"], 71);
  const modern = keys.flag("new_decoder_architecture", false);
  const single = keys.flag("multi_query", true);
  const stated = keys.whole(["num_kv_heads", "n_head_kv"], heads);
  const kvHeads = modern ? stated : single ? 1 : heads;
  if (heads % kvHeads !== 0)
    throw keys.wrong("num_kv_heads", `must divide num_attention_heads (${heads})`, "choose a divisor");
  const headDim = perHead(keys, "hidden_size", modelDim, heads);
  return headAttention({
    heads,
    kvHeads,
    headDim,
    joint: true,
    copiedParts: modern || single,
    queryBias: bias,
    outputBias: bias,
    rotary: keys.flag("alibi", false) ? undefined : rotary(headDim),
    softmax: "native",
    dropout: keys.rate("attention_dropout", 0),
    fused: kvHeads === 1 && heads > 1 ? "steps" : "masked",
  });
}
