// Configs of the encoder-decoder T5 and its kin as networks of blocks.
import type { NotCounted } from "../../layers/index.js";
import type { EncoderHead } from "../../models/language/encoder-head.js";
import { t5 } from "../../models/language/t5.js";
import { activationNamed } from "./activation-names.js";
import type { ConfigKeys } from "./config-keys.js";
import { type Asked, type Family, runOf } from "./family.js";
import { type AskedHead, askedHead, type HeadKind } from "./network-head.js";

/** What tells one from another where a config is silent. */
interface T5Kind {
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  readonly inner: number;
  readonly feedForward: string;
  readonly positionsInEachLayer: boolean;
}

const first: T5Kind = {
  vocabulary: 32_128,
  layers: 6,
  heads: 8,
  inner: 2048,
  feedForward: "relu",
  positionsInEachLayer: false,
};

const many: T5Kind = {
  vocabulary: 250_112,
  layers: 8,
  heads: 6,
  inner: 1024,
  feedForward: "gated-gelu",
  positionsInEachLayer: false,
};

/** Families by model type. */
export const t5Families: Readonly<Record<string, Family>> = {
  t5: (asked) => t5Family(asked, first),
  mt5: (asked) => t5Family(asked, many),
  umt5: (asked) => t5Family(asked, { ...many, positionsInEachLayer: true }),
};

const counted: readonly HeadKind[] = ["none", "language", "classes", "token-classes", "span"];

/** The graph of a T5 config. */
function t5Family(asked: Asked, kind: T5Kind) {
  const { keys } = asked;
  const layers = keys.count(["num_layers", "num_hidden_layers"], kind.layers);
  const head = askedHead(keys, "language", counted);
  const dropout = keys.rate("dropout_rate", 0.1);
  keys.ignore(["dense_act_fn", "is_gated_act", "n_positions", "output_past", "scalable_attention"]);
  const tied = keys.flag("tie_word_embeddings", true);
  const spec = {
    name: asked.name,
    origin: asked.origin,
    vocabulary: keys.whole("vocab_size", kind.vocabulary),
    modelDim: keys.whole(["d_model", "hidden_size"], 512),
    heads: keys.whole(["num_heads", "num_attention_heads"], kind.heads),
    headDim: keys.whole(["d_kv", "head_dim"], 64),
    encoderLayers: layers,
    decoderLayers: keys.count("num_decoder_layers", layers),
    buckets: keys.whole("relative_attention_num_buckets", 32),
    positionsInEachLayer: kind.positionsInEachLayer,
    mlp: { ...feedForward(keys, kind), dropout },
    dropout,
    tied,
    decoder: head.className?.endsWith("EncoderModel") !== true && head.kind !== "token-classes",
    languageHead: head.kind === "language",
    otherHeads: otherHeads(keys, head),
    notCounted: [...head.notCounted, ...(tied || head.kind !== "language" ? [] : [untied])],
  } as const;
  return t5(spec, runOf(asked, 512));
}

/** The library's classes since its fifth version tie what checkpoints such as flan-t5 keep apart. */
const untied: NotCounted = {
  name: "tie_word_embeddings",
  what: "a matrix that transformers 5 does not build",
  why: "the output is counted with a matrix of its own, as the checkpoint stores it; the class of transformers 5 uses the table's weights whatever this key says",
};

/** "relu", or "gated-gelu" for a gate; the library takes the latter's GELU in steps. */
function feedForward(keys: ConfigKeys, kind: T5Kind) {
  const stated = keys.text("feed_forward_proj", kind.feedForward);
  const gated = stated.startsWith("gated-");
  const name = stated === "gated-gelu" ? "gelu_new" : stated.replace("gated-", "");
  return {
    kind: "dense",
    dim: keys.whole("d_ff", kind.inner),
    activation: activationNamed(keys.subject, "feed_forward_proj", name),
    gate: gated ? "separate" : "none",
    bias: false,
  } as const;
}

function otherHeads(keys: ConfigKeys, { kind, labels }: AskedHead): readonly EncoderHead[] {
  const rate = keys.rate("classifier_dropout", 0);
  if (kind === "span") return [{ reads: "each", steps: [], gives: { kind: "span", outputs: labels } }];
  if (kind === "token-classes")
    return [{ reads: "each", steps: [], gives: { kind: "classes", labels, dropout: rate } }];
  if (kind !== "classes") return [];
  // The token that ends the text stands for it.
  const dense = { name: "pooler", activation: "tanh", dropout: [rate, rate] } as const;
  return [{ reads: "first", steps: [dense], gives: { kind: "classes", labels } }];
}
