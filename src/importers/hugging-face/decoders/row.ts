// A decoder as a row of small differences: sizes, norms, gates, experts, and which layers have what.
import type { NormStyle } from "../../../layers/index.js";
import type {
  Arrangement,
  AttentionSpec,
  BlockSpec,
  ExpertsSpec,
  LatentAttentionSpec,
  MlpSpec,
  OwnSpec,
} from "../../../models/language/blocks/specs.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import { heads, rotary, scores, turnedFeatures } from "../decoder-parts.js";
import { type Asked, type DecoderParts, decoderGraph, type Family } from "../family.js";
import { askedHead, decoderHead } from "../network-head.js";

/** Sizes of the model that its layers need. */
export interface Sizes {
  readonly modelDim: number;
  readonly layers: number;
}

/** Spellings of keys where they are not the common ones. */
export interface Spellings {
  readonly modelDim?: Key;
  readonly layers?: Key;
  readonly heads?: Key;
  readonly ffnDim?: Key;
  readonly longest?: Key;
  readonly activation?: Key;
}

export interface Row {
  readonly modelDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads?: number;
  readonly headDim?: number;
  /** Whether heads that do not divide the width are as wide as the whole part of it; default: that is an error. */
  readonly floorHeadDim?: boolean;
  readonly ffnDim: number;
  readonly vocabulary: number;
  readonly longest: number;
  readonly spelled?: Spellings;
  readonly tied?: boolean;
  /** Bias of the output projection. */
  readonly headBias?: (keys: ConfigKeys) => boolean;
  readonly activation?: string;
  readonly norm?: NormStyle;
  readonly arrangement?: Arrangement | ((keys: ConfigKeys) => Arrangement);
  /** Share of a head's features that is turned where no key says it. */
  readonly turnedShare?: number;
  readonly turnedKey?: Key;
  /** What differs of the attention over heads, from the keys. */
  readonly attention?: (keys: ConfigKeys, counts: AttentionSpec) => Partial<AttentionSpec>;
  /** Attention of another kind in all layers or some; undefined: over heads. */
  readonly other?: (
    keys: ConfigKeys,
    sizes: Sizes,
    counts: AttentionSpec,
  ) => (layer: number) => LatentAttentionSpec | OwnSpec | AttentionSpec | BlockSpec["attention"];
  /** What differs of the feed-forward. */
  readonly mlp?: (keys: ConfigKeys) => Partial<MlpSpec>;
  /** Experts, for the layers that have them. */
  readonly mixture?: (keys: ConfigKeys, dense: MlpSpec, sizes: Sizes) => ExpertsSpec;
  /** Which layers have experts; default all. */
  readonly sparse?: (keys: ConfigKeys, sizes: Sizes) => (layer: number) => boolean;
  /** The window of each layer; default none. */
  readonly windows?: (keys: ConfigKeys, sizes: Sizes) => (layer: number) => number | undefined;
  /** Whether a layer turns queries and keys; default all do. */
  readonly turns?: (keys: ConfigKeys, sizes: Sizes) => (layer: number) => boolean;
  /** What becomes of a block at last. */
  readonly block?: (keys: ConfigKeys, sizes: Sizes) => (block: BlockSpec, layer: number) => BlockSpec;
  /** What differs of the model as a whole. */
  readonly whole?: (keys: ConfigKeys, sizes: Sizes) => Partial<DecoderParts>;
  readonly softcap?: (keys: ConfigKeys) => boolean;
  /** Keys that change no count here. */
  readonly ignored?: readonly string[];
}

/** The families of a table of rows. */
export function rowFamilies(rows: Readonly<Record<string, Row>>): Readonly<Record<string, Family>> {
  const entries = Object.entries(rows).map(([type, row]) => [type, (asked: Asked) => rowGraph(asked, row)]);
  return Object.fromEntries(entries);
}

/** The graph of a row. */
export function rowGraph(asked: Asked, row: Row) {
  const { keys } = asked;
  keys.ignore(row.ignored ?? []);
  const { spelled = {} } = row;
  const sizes: Sizes = {
    modelDim: keys.whole(spelled.modelDim ?? "hidden_size", row.modelDim),
    layers: keys.count(spelled.layers ?? "num_hidden_layers", row.layers),
  };
  const vocabulary = keys.whole("vocab_size", row.vocabulary);
  const head = askedHead(keys, "language");
  const norm = row.norm ?? "rms";
  const tied = keys.flag("tie_word_embeddings", row.tied ?? false);
  const bias = row.headBias?.(keys) ?? false;
  const softcap = row.softcap?.(keys) ?? false;
  const { notCounted = [], ...whole } = row.whole?.(keys, sizes) ?? {};
  const parts: DecoderParts = {
    vocabulary,
    modelDim: sizes.modelDim,
    blocks: blocks(keys, row, sizes),
    finalNorm: norm,
    head: decoderHead(head, { vocabulary, tied, bias, softcap }),
    ...whole,
    notCounted: [...head.notCounted, ...notCounted],
  };
  return decoderGraph(asked, parts, keys.whole(spelled.longest ?? "max_position_embeddings", row.longest));
}

function blocks(keys: ConfigKeys, row: Row, sizes: Sizes): readonly BlockSpec[] {
  const attention = overHeads(keys, row, sizes);
  const other = row.other?.(keys, sizes, attention);
  const window = row.windows?.(keys, sizes);
  const turns = row.turns?.(keys, sizes);
  const dense = denseMlp(keys, row);
  const mixture = row.mixture?.(keys, dense, sizes);
  const sparse = row.sparse?.(keys, sizes);
  const made = row.block?.(keys, sizes) ?? ((block: BlockSpec) => block);
  const arrangement =
    typeof row.arrangement === "function" ? row.arrangement(keys) : (row.arrangement ?? "before");
  return Array.from({ length: sizes.layers }, (_, i) => {
    const here = other?.(i) ?? attention;
    const seen = here.kind === "heads" && window !== undefined ? { ...here, window: window(i) } : here;
    const still = seen.kind === "heads" && turns?.(i) === false ? { ...seen, rotary: undefined } : seen;
    const mlp = mixture !== undefined && (sparse?.(i) ?? true) ? mixture : dense;
    const block = { arrangement, norm: row.norm ?? "rms", attention: still, mlp } as const;
    return made({ ...block, attentionDropout: 0, mlpDropout: 0 }, i);
  });
}

function overHeads(keys: ConfigKeys, row: Row, { modelDim }: Sizes): AttentionSpec {
  const spelled = row.spelled?.heads ?? "num_attention_heads";
  const floor = Math.floor(modelDim / keys.whole(spelled, row.heads));
  const given = row.headDim ?? (row.floorHeadDim === true ? floor : undefined);
  const { headDim: _, ...sizes } = row;
  const counts = heads(keys, modelDim, given === undefined ? sizes : { ...sizes, headDim: given }, spelled);
  const dims = turnedFeatures(
    keys,
    counts.headDim,
    row.turnedKey ?? "partial_rotary_factor",
    row.turnedShare ?? 1,
  );
  const plain: AttentionSpec = {
    kind: "heads",
    ...counts,
    joint: false,
    copiedParts: false,
    queryBias: false,
    outputBias: false,
    rotary: rotary(dims),
    queryKeyNorm: undefined,
    ...scores({ dropout: keys.rate("attention_dropout", 0) }),
  };
  return { ...plain, ...row.attention?.(keys, plain) };
}

function denseMlp(keys: ConfigKeys, row: Row): MlpSpec {
  const key = row.spelled?.activation ?? ["hidden_act", "hidden_activation"];
  const name = keys.text(key, row.activation ?? "silu");
  const mlp: MlpSpec = {
    kind: "dense",
    dim: keys.whole(row.spelled?.ffnDim ?? "intermediate_size", row.ffnDim),
    activation: activationNamed(keys.subject, typeof key === "string" ? key : (key[0] ?? ""), name),
    gate: "separate",
    bias: false,
    dropout: 0,
  };
  return { ...mlp, ...row.mlp?.(keys) };
}
