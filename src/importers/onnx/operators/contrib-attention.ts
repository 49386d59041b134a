// Attention operators of com.microsoft: projections within, packed queries, keys and values, grouped heads, caches.
import { elements, linear, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { constant, type KnownValue } from "../value.js";
import { type Attended, attended, presents } from "./attended.js";
import { scoreBias } from "./attention.js";
import { pagedRule } from "./paged-attention.js";
import { copyOf } from "./view.js";

const rotation = "2 multiply + add (rotation)";
const normalisation = "square + add + divide + multiply (normalised by head)";

/** Rules of com.microsoft's attention operators. */
export const contribAttentionRules: Rules = {
  Attention: projected({ past: 4, bias: 5, pastLength: 6 }),
  QAttention: projected({ past: 8, bias: 99, pastLength: 99, quantized: true }),
  DecoderMaskedSelfAttention: projected({ past: 4, bias: 5, pastLength: 6 }),
  MultiHeadAttention: (call) => separate(call, { bias: 3, scores: 5, past: 6, pastLength: 8 }),
  DecoderMaskedMultiHeadAttention: (call) => separate(call, { bias: 10, scores: 4, past: 5, pastLength: 7 }),
  GroupQueryAttention: (call) => grouped(call, { total: 6, cos: 7, scores: 10, sink: 11, norms: 14 }),
  SparseAttention: (call) => {
    call.leaveOut("its blocks of zeros are counted as if they were computed: an upper bound of its products");
    return grouped(call, { total: 7, cos: 9, scores: 99, sink: 99, norms: 99 });
  },
  PackedAttention: (call) => {
    const [, tokens] = packedTokens(call, 3);
    return projectedFrom(call, { past: 99, bias: 5, pastLength: 99, packed: tokens });
  },
  PackedMultiHeadAttention: (call) => packedHeads(call),
  PagedAttention: pagedRule,
};

interface ProjectedPlaces {
  readonly past: number;
  readonly bias: number;
  readonly pastLength: number;
  readonly quantized?: boolean;
  /** Batch and tokens of a sequence, where the input has the tokens of all sequences in one dimension. */
  readonly packed?: readonly [number, number];
}

function projected(places: ProjectedPlaces): Rule {
  return (call) => projectedFrom(call, places);
}

/** Attention that begins with the projections of its input. */
function projectedFrom(call: Call, places: ProjectedPlaces): readonly KnownValue[] {
  const [input, weight, bias] = [call.known(0), call.known(1), call.optional(2)];
  const [outputs = 1] = weight.shape.slice(-1);
  const rows = elements(input.shape.slice(0, -1));
  const [batch, queries] = places.packed ?? [input.shape[0] ?? 1, input.shape[1] ?? 1];
  const [width = outputs / 3, , valueWidth = width] = call.integers("qkv_hidden_sizes") ?? [];
  const heads = call.integer("num_heads", 1);
  const joined = call.emit(
    linear({ input: [rows, input.shape.at(-1) ?? 1], outputFeatures: outputs, bias: bias !== undefined }),
    [{ ...input }],
    {
      shape: [...input.shape.slice(0, -1), outputs],
      weights: [weight, bias],
      reading: places.quantized === true ? "quantized weight" : "value",
      type: places.quantized === true ? call.known(3).type : input.type,
      part: "projection",
    },
  );
  const cache = call.optional(places.past);
  const past = pastLength(call, { cache: cache?.shape[3], length: places.pastLength });
  const sizes = { batch, heads, keyHeads: heads, queries, past, keys: queries + past };
  const dims = { headDim: width / heads, valueDim: valueWidth / heads };
  const output = attended(call, {
    ...sizes,
    ...dims,
    shape: [...input.shape.slice(0, -1), valueWidth],
    values: cache === undefined ? [joined] : [joined, cache],
    weights: [scoreBias(call, places.bias)],
    before: call.integer("do_rotary", 0) === 1 ? [rotation] : [],
  });
  if (call.node.outputs.length < 2) return [output];
  const shape = [2, batch, heads, bufferLength(call, cache?.shape[3], sizes.keys), dims.headDim];
  return [output, copyOf(call, [joined], shape, "cache", { part: "cache" })];
}

interface SeparatePlaces {
  readonly bias: number;
  readonly scores: number;
  readonly past: number;
  readonly pastLength: number;
}

/** Queries, keys and values as inputs of their own, or packed: MultiHeadAttention and its kin. */
function separate(call: Call, places: SeparatePlaces): readonly KnownValue[] {
  const heads = call.integer("num_heads", 1);
  const query = call.known(0);
  const [key, value] = [call.optional(1), call.optional(2)];
  const [batch = 1, queries = 1] = query.shape;
  const bias = call.optional(places.bias);
  const { headDim, valueDim, length } = separateSizes(call, { query, key, value, heads });
  // Keys of four dimensions are those of a cache already: cross attention.
  const crossed = key?.shape.length === 4;
  const cache = [call.optional(places.past), call.optional(places.past + 1)].filter(
    (one) => one !== undefined,
  );
  const kept = crossed ? undefined : cache[0]?.shape[2];
  const past = pastLength(call, { cache: kept, length: places.pastLength });
  const keys = length + past;
  const sizes = { batch, heads, keyHeads: heads, queries, keys, past, headDim, valueDim };
  const own = [query, key, value].filter((one) => one !== undefined);
  const output = attended(call, {
    ...sizes,
    shape: [batch, queries, heads * valueDim],
    values: [...own, ...cache],
    weights: [bias, scoreBias(call, places.scores)],
    before: bias === undefined ? [] : ["add (bias)"],
  });
  const buffer = bufferLength(call, kept, keys);
  const made = [key ?? query, value ?? query, ...cache];
  return [
    output,
    ...presents(call, made, [
      [batch, heads, buffer, headDim],
      [batch, heads, buffer, valueDim],
    ]),
    ...scoresOutput(call, sizes),
  ];
}

interface Factors {
  readonly query: KnownValue;
  readonly key: KnownValue | undefined;
  readonly value: KnownValue | undefined;
  readonly heads: number;
}

/** Sizes of a head and number of new keys by the layouts that MultiHeadAttention takes. */
function separateSizes(call: Call, { query, key, value, heads }: Factors) {
  const [batch = 1, queries = 1, width = 1] = query.shape;
  if (query.shape.length === 5) {
    const [headDim = 1] = query.shape.slice(-1);
    return { headDim, valueDim: headDim, length: queries };
  }
  if (key === undefined) {
    const headDim = width / heads / 3;
    return { headDim, valueDim: headDim, length: queries };
  }
  const headDim = width / heads;
  const length = key.shape[key.shape.length === 4 ? 2 : 1] ?? queries;
  if (key.shape.length === 5) return { headDim, valueDim: key.shape[4] ?? headDim, length };
  if (value === undefined)
    throw call.problem("must have values beside its keys, got none; the file is damaged");
  return { headDim, valueDim: elements(value.shape) / Math.max(1, batch * length * heads), length };
}

interface GroupedPlaces {
  readonly total: number;
  readonly cos: number;
  readonly scores: number;
  readonly sink: number;
  readonly norms: number;
}

/** Grouped heads with a cache: queries, keys and values in three inputs or packed into the first. */
function grouped(call: Call, places: GroupedPlaces): readonly KnownValue[] {
  const query = call.known(0);
  const [key, value] = [call.optional(1), call.optional(2)];
  const heads = call.integer("num_heads", 1);
  const keyHeads = call.integer("kv_num_heads", heads);
  const [batch = 1, queries = 1, width = 1] = query.shape;
  const headDim = width / (key === undefined ? heads + 2 * keyHeads : heads);
  const length = key === undefined ? queries : (key.shape[key.shape.length === 4 ? 2 : 1] ?? queries);
  const valueDim =
    value === undefined ? headDim : elements(value.shape) / Math.max(1, batch * length * keyHeads);
  const cache = [call.optional(3), call.optional(4)].filter((one) => one !== undefined);
  const kept = cache[0]?.shape[2];
  const keys = groupedKeys(call, { kept, length, total: places.total });
  const past = Math.max(0, keys - length);
  const sizes = { batch, heads, keyHeads, queries, keys, past, headDim, valueDim };
  const norms = [call.optional(places.norms), call.optional(places.norms + 1)];
  const output = attended(call, {
    ...sizes,
    shape: [batch, queries, heads * valueDim],
    values: [query, ...[key, value].filter((one) => one !== undefined), ...cache],
    weights: [scoreBias(call, places.scores), call.optional(places.sink), ...norms],
    before: [
      ...(norms[0] === undefined ? [] : [normalisation]),
      ...(call.integer("do_rotary", 0) === 1 ? [rotation] : []),
    ],
  });
  const buffer = bufferLength(call, kept, keys);
  // A cache of small integers has its own width: two values of 4 bits in a byte.
  const packed = call.integer("kv_cache_bit_width", 0) === 4 ? 2 : 1;
  return [
    output,
    ...presents(
      call,
      [key ?? query, value ?? query, ...cache],
      [
        [batch, keyHeads, buffer, headDim / packed],
        [batch, keyHeads, buffer, valueDim / packed],
      ],
    ),
    ...scoresOutput(call, sizes),
  ];
}

/** Keys that queries look at: the total where the file fixes it, else those of the cache and the new ones. */
function groupedKeys(
  call: Call,
  {
    kept,
    length,
    total,
  }: { readonly kept: number | undefined; readonly length: number; readonly total: number },
): number {
  const given = call.inputs[total];
  const stated = given?.kind === "constant" ? given.numbers?.[0] : undefined;
  if (stated !== undefined && stated >= length) return stated;
  const window = call.integer("sliding_window_cache", 0) === 1;
  if (kept !== undefined && (window || sharesBuffer(call, kept))) return sharedKeys(call, kept);
  return (kept ?? 0) + length;
}

/** Tokens before those of the call, where keys and values of the past are inputs. */
function pastLength(
  call: Call,
  { cache, length }: { readonly cache: number | undefined; readonly length: number },
): number {
  if (cache === undefined) return 0;
  const given = call.inputs[length];
  const stated = given?.kind === "constant" ? given.numbers?.[0] : undefined;
  if (stated !== undefined && stated >= 0) return stated;
  if (given === undefined && call.integer("past_present_share_buffer", 0) === 0 && !sharesBuffer(call, cache))
    return cache;
  const [, queries = 1] = call.known(0).shape;
  return Math.max(0, sharedKeys(call, cache) - queries);
}

/** Whether past and present are one buffer: the file gives both the same length. */
function sharesBuffer(call: Call, kept: number): boolean {
  return kept > 0 && call.declared(1)?.at(-2) === kept;
}

function sharedKeys(call: Call, kept: number): number {
  call.leaveOut(
    `past and present share a buffer of ${kept} tokens, and how many it holds depends on data; counted as full`,
  );
  return kept;
}

function bufferLength(call: Call, kept: number | undefined, keys: number): number {
  return kept !== undefined &&
    kept >= keys &&
    (sharesBuffer(call, kept) || call.integer("past_present_share_buffer", 0) === 1)
    ? kept
    : keys;
}

/** The scores, where the node also puts them out. */
function scoresOutput(
  call: Call,
  { batch, heads, queries, keys }: Pick<Attended, "batch" | "heads" | "queries" | "keys">,
) {
  return call.node.outputs.length < 4 ? [] : [constant([batch, heads, queries, keys], call.known(0).type)];
}

/** Shape of the padded tokens, and batch and length of sequences as if all were of one length. */
function packedTokens(call: Call, place: number): readonly [Shape, readonly [number, number]] {
  const { shape } = call.known(place);
  const [batch = 1] = shape;
  const tokens = (call.known(0).shape[0] ?? 1) / batch;
  call.leaveOut(`how the tokens divide into sequences depends on data; counted as ${batch} of one length`);
  return [shape, [batch, tokens]];
}

/** Queries, keys and values of the tokens of all sequences, without padding. */
function packedHeads(call: Call): readonly KnownValue[] {
  const heads = call.integer("num_heads", 1);
  const query = call.known(0);
  const [key, value, bias] = [call.optional(1), call.optional(2), call.optional(3)];
  const [, [batch, queries]] = packedTokens(call, 4);
  const [tokens = 1] = query.shape;
  const headDim = query.shape.length === 4 ? (query.shape[3] ?? 1) : (query.shape[1] ?? 1) / heads;
  const valueDim = value === undefined ? headDim : (value.shape[1] ?? 1) / heads;
  return [
    attended(call, {
      ...{ batch, heads, keyHeads: heads, queries, keys: queries, past: 0, headDim, valueDim },
      shape: [tokens, heads * valueDim],
      values: [query, key, value].filter((one) => one !== undefined),
      weights: [bias, scoreBias(call, 6)],
      before: bias === undefined ? [] : ["add (bias)"],
    }),
  ];
}
