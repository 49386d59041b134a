// Configs of T5Gemma: Gemma 2's blocks as an encoder and as a decoder that reads it, each with a config of its own.
import type { NotCounted } from "../../../layers/index.js";
import type { AttentionSpec, BlockSpec, RotarySpec } from "../../../models/language/blocks/specs.js";
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import { plainEncoder, type Stack, type Step } from "../../../models/text/encoder.js";
import { tokenTables } from "../../../models/text/encoder-entrance.js";
import { seq2seq } from "../../../models/text/seq2seq.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { heads, rotary, windows } from "../decoder-parts.js";
import { type Asked, runOf } from "../family.js";
import { headAttention } from "../gpt-blocks.js";
import { leftOut } from "../left-out.js";
import { type AskedHead, askedHead, type HeadKind } from "../network-head.js";

const counted: readonly HeadKind[] = ["none", "language", "classes", "token-classes"];

/** What both sides take from the config around them. */
interface Rates {
  readonly dropout: number;
  readonly attention: number;
}

/** The graph of a T5Gemma config. */
export function t5gemma(asked: Asked) {
  const { keys } = asked;
  const head = askedHead(keys, "language", counted);
  const [source, target] = [keys.within("encoder"), keys.within("decoder")];
  const rates = { dropout: keys.rate("dropout_rate", 0), attention: keys.rate("attention_dropout", 0) };
  const alone = head.className?.endsWith("EncoderModel") === true || !keys.flag("is_encoder_decoder", true);
  const tied = keys.flag("tie_word_embeddings", true);
  const vocabulary = target.whole("vocab_size", 256_000);
  const softcap = !target.isNull("final_logit_softcapping");
  keys.ignore(["vocab_size", "cross_attention_hidden_size"]);
  const spec = {
    name: asked.name,
    origin: asked.origin,
    encoder: stack(source, "encoder", rates),
    decoder: alone ? undefined : stack(target, "decoder", rates),
    heads: headsOf(keys, head, { vocabulary, tied, softcap }),
    unread: [],
    notCounted: [...head.notCounted, ...within(source), ...(alone ? unread(target) : within(target))],
  };
  return seq2seq(spec, runOf(asked, target.whole("max_position_embeddings", 8192)));
}

/** What the counts leave out of a config within. */
function within(keys: ConfigKeys): readonly NotCounted[] {
  keys.ignore(["dropout_rate", "attention_dropout", "tie_word_embeddings", "final_logit_softcapping"]);
  keys.ignore(["cross_attention_hidden_size", "vocab_size", "query_pre_attn_scalar", "is_decoder"]);
  const rows = leftOut(keys);
  keys.size();
  return rows;
}

/** A decoder that an encoder alone has no use for. */
function unread(keys: ConfigKeys): readonly NotCounted[] {
  keys.size();
  return [];
}

function stack(keys: ConfigKeys, side: "encoder" | "decoder", rates: Rates): Stack {
  const modelDim = keys.whole("hidden_size", 2304);
  const entrance: Step = tokenTables({
    vocabulary: keys.whole("vocab_size", 256_000),
    scaled: true,
    tableDim: modelDim,
    modelDim,
    added: [],
    norm: undefined,
    dropout: rates.dropout,
    projection: undefined,
  });
  const layers = keys.count("num_hidden_layers", 26);
  const window = keys.isNull("sliding_window") ? undefined : keys.whole("sliding_window", 4096);
  const block = blockOf(keys, side, modelDim, rates);
  const list = windows(keys, layers, window, (layer) => layer % 2 === 0).map((slides): BlockSpec => {
    const attention = { ...block.attention, window: slides } as AttentionSpec;
    return { ...block, attention };
  });
  return { ...plainEncoder, entrance, layers: list, finalNorm: "rms-plus-one" };
}

function blockOf(keys: ConfigKeys, side: string, modelDim: number, rates: Rates): BlockSpec {
  const counts = heads(keys, modelDim, { heads: 8, kvHeads: 4, headDim: 256 });
  const bias = keys.flag("attention_bias", false);
  const name = keys.text(["hidden_activation", "hidden_act"], "gelu_pytorch_tanh");
  keys.number("attn_logit_softcapping");
  const attention = headAttention({
    ...counts,
    queryBias: bias,
    outputBias: bias,
    softcap: !keys.isNull("attn_logit_softcapping"),
    dropout: rates.attention,
  });
  const turns: RotarySpec = rotary(counts.headDim);
  return {
    arrangement: "around",
    norm: "rms-plus-one",
    attention: { ...attention, rotary: turns },
    ...(side === "decoder" ? { cross: attention } : {}),
    mlp: {
      kind: "dense",
      dim: keys.whole("intermediate_size", 9216),
      activation: activationNamed(keys.subject, "hidden_activation", name),
      gate: "separate",
      bias: false,
      dropout: rates.dropout,
    },
    attentionDropout: rates.dropout,
    mlpDropout: rates.dropout,
  };
}

function headsOf(
  keys: ConfigKeys,
  { kind, labels }: AskedHead,
  logits: { readonly vocabulary: number; readonly tied: boolean; readonly softcap: boolean },
): readonly EncoderHead[] {
  const { vocabulary, tied, softcap } = logits;
  const dropout = keys.rate("classifier_dropout_rate", 0);
  const tiedTo = tied ? "decoder.table" : undefined;
  if (kind === "language")
    return [
      { reads: "each", steps: [], gives: { kind: "vocabulary", vocabulary, tiedTo, bias: "none", softcap } },
    ];
  const gives = { kind: "classes", labels, dropout } as const;
  if (kind === "token-classes") return [{ reads: "each", steps: [], gives }];
  // Classes of every token, of which the last one's are taken.
  return kind === "classes" ? [{ reads: "each", steps: [], gives: { ...gives, of: "one token" } }] : [];
}
