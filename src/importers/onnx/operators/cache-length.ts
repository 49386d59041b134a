// How many tokens a cache of keys and values holds: those of its shape, or of a buffer that past and present share.
import type { Call } from "../call.js";
import { constant } from "../value.js";
import type { Attended } from "./attended.js";

/** Keys that queries look at: the total where the file fixes it, else those of the cache and the new ones. */
export function groupedKeys(
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
export function pastLength(
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

/** Length of the buffer that the presents have: that of the past where both share it. */
export function bufferLength(call: Call, kept: number | undefined, keys: number): number {
  return kept !== undefined &&
    kept >= keys &&
    (sharesBuffer(call, kept) || call.integer("past_present_share_buffer", 0) === 1)
    ? kept
    : keys;
}

/** The scores, where the node also puts them out. */
export function scoresOutput(
  call: Call,
  { batch, heads, queries, keys }: Pick<Attended, "batch" | "heads" | "queries" | "keys">,
) {
  return call.node.outputs.length < 4 ? [] : [constant([batch, heads, queries, keys], call.known(0).type)];
}
