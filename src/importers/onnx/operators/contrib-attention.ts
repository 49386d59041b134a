// Attention operators of com.microsoft: projections within, packed queries, keys and values, grouped heads, caches.
import { elements, linear, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { KnownValue } from "../value.js";
import { attended, presents } from "./attended.js";
import { scoreBias } from "./attention.js";
import { bufferLength, pastLength, scoresOutput } from "./cache-length.js";
import { grouped } from "./grouped-attention.js";
import { pagedRule } from "./paged-attention.js";
import { copyOf } from "./view.js";

const rotation = "2 multiply + add (rotation)";

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
