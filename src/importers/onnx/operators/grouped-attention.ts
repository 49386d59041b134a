// Attention whose keys and values have fewer heads than its queries, with a cache: com.microsoft's grouped operators.
import { elements } from "../../../layers/index.js";
import type { Call } from "../call.js";
import type { KnownValue } from "../value.js";
import { attended, presents } from "./attended.js";
import { scoreBias } from "./attention.js";
import { bufferLength, groupedKeys, scoresOutput } from "./cache-length.js";

const rotation = "2 multiply + add (rotation)";
const normalisation = "square + add + divide + multiply (normalised by head)";

interface GroupedPlaces {
  readonly total: number;
  readonly cos: number;
  readonly scores: number;
  readonly sink: number;
  readonly norms: number;
}

/** Grouped heads with a cache: queries, keys and values in three inputs or packed into the first. */
export function grouped(call: Call, places: GroupedPlaces): readonly KnownValue[] {
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
    before: wordsBefore(call, norms[0]),
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

function wordsBefore(call: Call, norm: KnownValue | undefined): readonly string[] {
  return [
    ...(norm === undefined ? [] : [normalisation]),
    ...(call.integer("do_rotary", 0) === 1 ? [rotation] : []),
  ];
}
