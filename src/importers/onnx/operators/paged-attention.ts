// Attention over a cache in pages, for sequences of any length in one batch: com.microsoft's PagedAttention.
import type { Call, Rule } from "../call.js";
import type { KnownValue } from "../value.js";
import { attended } from "./attended.js";
import { viewOf } from "./view.js";

/** The rule for PagedAttention: how much of the pages is filled depends on data unless the file says it. */
export const pagedRule: Rule = (call) => {
  const query = call.known(0);
  const [key, value] = [call.optional(1), call.optional(2)];
  const [pages, valuePages] = [call.known(3), call.optional(4)];
  const heads = call.integer("num_heads", 1);
  const keyHeads = call.integer("kv_num_heads", heads);
  const [tokens = 1, width = 1] = query.shape;
  const headDim = width / (key === undefined ? heads + 2 * keyHeads : heads);
  const batch = Math.max(1, (call.known(5).shape[0] ?? 2) - 1);
  const keys = keysOf(call, tokens / batch, pages);
  const valueDim = call.integer("v_head_size", 0) || headDim;
  const norms = [call.optional(12), call.optional(13)];
  const output = attended(call, {
    ...{ batch, heads, keyHeads, queries: tokens / batch, keys, headDim, valueDim },
    past: Math.max(0, keys - tokens / batch),
    shape: [tokens, heads * valueDim],
    values: [query, key, value, pages, valuePages].filter((one) => one !== undefined),
    weights: [call.optional(11), ...norms],
    before: [
      ...(norms[0] === undefined ? [] : ["square + add + divide + multiply (normalised by head)"]),
      ...(call.integer("do_rotary", 0) === 1 ? ["2 multiply + add (rotation)"] : []),
    ],
  });
  const caches = [pages, valuePages].flatMap((cache, i) =>
    cache === undefined || call.node.outputs.length < i + 2
      ? []
      : [viewOf(call, cache, cache.shape, "pages", { part: `cache ${i + 1}` })],
  );
  return [output, ...caches];
};

/** Keys of one sequence: the past where the file fixes it, else as many as its pages hold. */
function keysOf(call: Call, queries: number, pages: KnownValue): number {
  const past = call.inputs[6];
  const lengths = past?.kind === "constant" ? past.numbers : undefined;
  if (lengths !== undefined && lengths.length > 0)
    return queries + lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const [, most = 1] = call.known(7).shape;
  const [, size = 1] = pages.shape;
  call.leaveOut(
    `how far its pages are filled depends on data; counted with all ${most} pages of a sequence full`,
  );
  return most * size;
}
