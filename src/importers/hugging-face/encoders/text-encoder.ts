// The graph of an encoder of text from its config and what its kind says.
import { FlopbookError } from "../../../ground/errors.js";
import type { CountedGraph } from "../../../layers/index.js";
import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import { encoder, plainEncoder, type Step } from "../../../models/text/encoder.js";
import { type AddedTable, tokenTables } from "../../../models/text/encoder-entrance.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import { perHead, rotary } from "../decoder-parts.js";
import { type Asked, runOf } from "../family.js";
import { headAttention, repeated } from "../gpt-blocks.js";
import { askedHead } from "../network-head.js";
import { sparseBlocks } from "../sparse-blocks.js";
import { encoderHeads, textHeads } from "./heads.js";
import type { EncoderKind, EncoderSizes, KeyNames } from "./kind.js";

const bertNames: KeyNames = {
  modelDim: "hidden_size",
  layers: "num_hidden_layers",
  heads: "num_attention_heads",
  inner: "intermediate_size",
  activation: "hidden_act",
  dropout: "hidden_dropout_prob",
  attentionDropout: "attention_probs_dropout_prob",
  classifierDropout: "classifier_dropout",
};

/** The graph of a config of this kind. */
export function textEncoder(asked: Asked, kind: EncoderKind): CountedGraph {
  const { keys } = asked;
  const sizes = encoderSizes(keys, kind);
  const head = askedHead(keys, "language", kind.counted ?? encoderHeads, kind.named);
  const longest = kind.positions === "padded" ? sizes.positions - 2 : sizes.positions;
  const run = runOf(asked, longest);
  if (kind.positions !== "none" && run.sequence > longest)
    throw new FlopbookError(
      `${keys.subject}: sequence must be at most ${longest} for its table of positions, got ${run.sequence}; shorten it`,
    );
  if (run.kernel === "fused" && kind.fused === false)
    throw new FlopbookError(
      `${keys.subject}: this model_type runs its attention step by step only, got attention "fused"; leave it out`,
    );
  const vocabulary = keys.whole("vocab_size", kind.sizes?.vocabulary ?? 30_522);
  const tableDim = tableWidth(keys, kind, sizes);
  const tied = keys.flag("tie_word_embeddings", kind.tied ?? true) || kind.alwaysTied === true;
  const rate = classifierRate(keys, kind, sizes);
  keys.ignore([...(kind.ignored ?? []), "summary_last_dropout", "position_embedding_type"]);
  const block = plainBlock(kind, sizes);
  const layers = kind.layers?.(keys, sizes, block) ?? { list: repeated(block, sizes.layers) };
  const spec = {
    ...plainEncoder,
    name: asked.name,
    origin: asked.origin,
    entrance: entrance(keys, kind, sizes, { vocabulary, tableDim }),
    shared: kind.shared?.(keys, sizes),
    layers: layers.list,
    weightsOf: layers.weightsOf,
    finalNorm: kind.finalNorm,
    heads: textHeads(kind, head, { sizes, vocabulary, tableDim, tied, rate }),
    notCounted: [
      ...head.notCounted,
      ...choiceNote(head.kind),
      ...(kind.sparseBlocks === true ? sparseBlocks(keys, run.sequence) : []),
    ],
  };
  return encoder(spec, run);
}

function encoderSizes(keys: ConfigKeys, kind: EncoderKind): EncoderSizes {
  const names = { ...bertNames, ...kind.names };
  const { sizes = {} } = kind;
  const modelDim = keys.whole(names.modelDim, sizes.modelDim ?? 768);
  const heads = keys.whole(names.heads, sizes.heads ?? 12);
  const ownHeadDim = kind.rotary === true ? keys.optionalWhole("head_dim") : undefined;
  const activation = keys.text(first(names.activation), kind.activation ?? "gelu");
  return {
    modelDim,
    heads,
    headDim: ownHeadDim ?? perHead(keys, first(names.modelDim), modelDim, heads),
    inner: keys.whole(names.inner, sizes.inner ?? 3072),
    layers: keys.count(names.layers, sizes.layers ?? 12),
    activation: activationNamed(keys.subject, first(names.activation), activation),
    dropout: keys.rate(names.dropout, kind.dropout ?? 0.1),
    attentionDropout: keys.rate(names.attentionDropout, kind.attentionDropout ?? 0.1),
    positions: keys.whole("max_position_embeddings", sizes.positions ?? 512),
  };
}

const first = (key: Key): string => (typeof key === "string" ? key : (key[0] ?? ""));

function tableWidth(keys: ConfigKeys, { table }: EncoderKind, { modelDim }: EncoderSizes): number {
  if (table === undefined) return modelDim;
  const fallback = table.fallback === "model" ? modelDim : table.fallback;
  return keys.optionalWhole(table.key) ?? fallback;
}

function classifierRate(keys: ConfigKeys, { names }: EncoderKind, { dropout }: EncoderSizes): number {
  const name = names?.classifierDropout ?? bertNames.classifierDropout;
  return keys.isNull(first(name)) ? dropout : keys.rate(name, dropout);
}

/** A block whose feed-forward has two matrices, or three with a gate. */
function plainBlock(kind: EncoderKind, sizes: EncoderSizes): BlockSpec {
  return {
    arrangement: kind.arrangement ?? "after-sum",
    norm: kind.norm ?? "layer",
    attention: headAttention({
      heads: sizes.heads,
      headDim: sizes.headDim,
      dropout: sizes.attentionDropout,
      softmax: "native",
      ...(kind.rotary === true ? { rotary: rotary(sizes.headDim) } : {}),
      ...kind.attention,
    }),
    mlp: {
      kind: "dense",
      dim: sizes.inner,
      activation: sizes.activation,
      gate: "none",
      bias: true,
      dropout: 0,
      ...kind.mlp,
    },
    attentionDropout: sizes.dropout,
    mlpDropout: sizes.dropout,
  };
}

function entrance(
  keys: ConfigKeys,
  kind: EncoderKind,
  sizes: EncoderSizes,
  { vocabulary, tableDim }: { readonly vocabulary: number; readonly tableDim: number },
): Step {
  const padded = kind.positions === "padded";
  const more = kind.positions === "after-two" ? 2 : 0;
  const types = kind.types === false ? 0 : keys.whole("type_vocab_size", kind.sizes?.types ?? 2, 0);
  const added: readonly AddedTable[] = [
    ...(types === 0 ? [] : [{ name: "types", rows: types, numbers: padded ? "each" : "once" } as const]),
    ...(kind.positions === "none"
      ? []
      : [{ name: "positions", rows: sizes.positions + more, numbers: padded ? "each" : "none" } as const]),
    ...(kind.moreTables?.(keys) ?? []),
  ];
  const { embeddingNorm = "layer" } = kind;
  return tokenTables({
    vocabulary,
    tableDim,
    modelDim: sizes.modelDim,
    ...(kind.joined === undefined ? {} : { joined: kind.joined }),
    added,
    norm: embeddingNorm === "none" ? undefined : embeddingNorm,
    dropout: sizes.dropout,
    projection: kind.projection,
  });
}

/** A choice reads each of its endings as a sequence of its own. */
function choiceNote(kind: string) {
  if (kind !== "choice") return [];
  const why =
    "each sequence of the batch is counted as one choice: a question with n of them is a batch of n";
  return [{ name: "architectures", what: "choices of a question", why }];
}
