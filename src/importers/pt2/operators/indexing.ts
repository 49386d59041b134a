// Operators that look values up by indices, put them there, or find places; and tables that tokens look up.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";
import { savedBy } from "./saves.js";

type Row = readonly [names: string, forward: string, saves: string];

/** Moved by indices: the indices are kept. */
const rows: readonly Row[] = [
  ["index _unsafe_index index_select", "", "indices for self, index for self"],
  ["gather take take_along_dim", "", "self for self, index for self, indices for self"],
  ["scatter put", "", "index"],
  ["index_copy", "", "index, source for source"],
  ["index_put _unsafe_index_put _index_put_impl", "", "indices"],
  ["index_fill", "", "index"],
  ["scatter_add", "add", "index"],
  ["index_add", "add", "index, source for source"],
  ["scatter_reduce index_reduce", "compare", "index, self, src, source, result"],
  ["masked_select", "compare", "self, mask"],
  ["masked_scatter", "", "mask"],
  ["masked_fill_scatter", "", "mask"],
];

const undifferentiable =
  "nonzero nonzero_static argwhere bucketize searchsorted unique _unique _unique2 unique_dim unique_consecutive one_hot histogram histogramdd bitwise_count floor_divide_int sym_constrain_range is_nonzero _local_scalar_dense item is_same_size triton_select nonzero_numpy";

/** Rules of the operators that index. */
export const indexingRules: Rules = {
  ...Object.fromEntries(
    rows.flatMap(([names, forward, saves]) =>
      names.split(" ").map((name): readonly [string, Rule] => [name, (call) => moved(call, forward, saves)]),
    ),
  ),
  ...Object.fromEntries(undifferentiable.split(" ").map((name): readonly [string, Rule] => [name, places])),
  embedding,
  embedding_bag: bag,
  _embedding_bag: bag,
  _embedding_bag_forward_only: bag,
};

function moved(call: Call, forward: string, saves: string): readonly Value[] {
  const inputs = call.all();
  const output = call.form(0);
  const overwrites = call.inPlace && inputs[0]?.tensor !== undefined;
  const source = call.optional("src") ?? call.optional("source");
  const count = elements(source?.shape ?? output.shape);
  return [
    call.emit({
      kind: "copy",
      settings: call.operator,
      inputs,
      output,
      forward: work(forward, count),
      gradients: inputs.map(() => []),
      saved: savedBy(call, saves),
      view: overwrites,
      ...rowsRead(call, elements(output.shape)),
    }),
  ];
}

/** Of a parameter that is looked up only as many values are read as come out. */
function rowsRead(call: Call, count: number): { readonly read?: number } {
  const [self] = call.all();
  const looksUp = /^(_unsafe_)?index$|select|gather|take/.test(call.operator);
  return looksUp && self?.tensor === undefined && (self?.held.length ?? 0) > 0 ? { read: count } : {};
}

function places(call: Call): readonly Value[] {
  const inputs = call.all();
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: call.operator,
      inputs,
      output: call.form(i),
      differentiable: false,
      ...(i === 0 ? {} : { part: `${i + 1}` }),
    }),
  );
}

/** Rows of a table by number: keeps the numbers. */
function embedding(call: Call): readonly Value[] {
  const [weight, indices] = [call.tensor("weight"), call.tensor("indices")];
  const output = call.form(0);
  const count = elements(output.shape);
  return [
    call.emit({
      kind: "embedding",
      settings: `${weight.shape.join(" × ")}`,
      inputs: [weight, indices],
      output,
      gradients: [work("add", count), []],
      saved: [indices],
      ...(weight.tensor === undefined ? { read: count } : {}),
    }),
  ];
}

/** Rows of a table summed, averaged or compared for each bag: keeps the numbers and where each bag begins. */
function bag(call: Call): readonly Value[] {
  const [weight, indices] = [call.tensor("weight"), call.tensor("indices")];
  const offsets = call.tensor("offsets");
  const weights = call.optional("per_sample_weights");
  const width = weight.shape[1] ?? 1;
  const count = elements(indices.shape) * width;
  const others = Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: "bags",
      inputs: [indices, offsets],
      output: call.form(i + 1),
      differentiable: false,
      part: `${i + 2}`,
    }),
  );
  // The place of every row is found in one value more than there are rows.
  const [placed, ...sizes] = others;
  const extra: readonly Saving[] =
    placed === undefined || placed.tensor === undefined
      ? []
      : [placed, { label: "end of the places", elements: 1, bytesPerElement: 8 }];
  const result = call.emit({
    kind: "embedding",
    settings: `${weight.shape.join(" × ")}, bags`,
    inputs: [weight, indices, offsets, weights, ...others],
    output: call.form(0),
    forward: work("add", count),
    gradients: [work("add", count), [], [], work("multiply + add", count)],
    saved: [indices, offsets, ...extra, ...sizes, ...(weights === undefined ? [] : [weights])],
    ...(weight.tensor === undefined ? { read: count } : {}),
  });
  return [result, ...others];
}
