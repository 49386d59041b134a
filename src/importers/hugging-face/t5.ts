// Configs of the encoder-decoder T5 as networks of blocks.
import { t5 } from "../../models/language/t5.js";
import { activationNamed } from "./activation-names.js";
import { type Asked, runOf } from "./family.js";
import { askedHead } from "./network-head.js";

/** The graph of a T5 config. */
export function t5Family(asked: Asked) {
  const { keys } = asked;
  const layers = keys.count(["num_layers", "num_hidden_layers"], 6);
  const head = askedHead(keys, "language");
  const dropout = keys.rate("dropout_rate", 0.1);
  // "relu", or "gated-gelu" for a gate; the library takes the latter's GELU in steps.
  const stated = keys.text("feed_forward_proj", "relu");
  const gated = stated.startsWith("gated-");
  const name = stated === "gated-gelu" ? "gelu_new" : stated.replace("gated-", "");
  keys.ignore(["dense_act_fn", "is_gated_act", "classifier_dropout", "n_positions", "output_past"]);
  const spec = {
    name: asked.name,
    origin: asked.origin,
    vocabulary: keys.whole("vocab_size", 32_128),
    modelDim: keys.whole(["d_model", "hidden_size"], 512),
    heads: keys.whole(["num_heads", "num_attention_heads"], 8),
    headDim: keys.whole(["d_kv", "head_dim"], 64),
    encoderLayers: layers,
    decoderLayers: keys.count("num_decoder_layers", layers),
    buckets: keys.whole("relative_attention_num_buckets", 32),
    mlp: {
      kind: "dense",
      dim: keys.whole("d_ff", 2048),
      activation: activationNamed(keys.subject, "feed_forward_proj", name),
      gate: gated ? "separate" : "none",
      bias: false,
      dropout,
    },
    dropout,
    tied: keys.flag("tie_word_embeddings", true),
    decoder: head.className !== "T5EncoderModel",
    languageHead: head.kind === "language",
    notCounted: head.notCounted,
  } as const;
  return t5(spec, runOf(asked, 512));
}
