// What oneDNN's LSTM keeps on a CPU: the states, and a workspace of its own in whole pages.
import { elements } from "../../../layers/index.js";
import type { Call } from "../call.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { bytesOf } from "./saves.js";

export interface LstmSizes {
  readonly tokens: number;
  readonly batch: number;
  readonly features: number;
  readonly hidden: number;
}

const page = 4096;

/** Output, last states and workspace; the initial states of the operator are kept by each layer and counted once. */
export function fusedLstmSaved(call: Call, input: Value, sizes: LstmSizes): readonly Saving[] {
  const { tokens, batch, hidden } = sizes;
  const bytesPerElement = bytesOf(call, input.type);
  const initial = call.tensors("hx").filter((value) => value !== undefined && value.tensor !== undefined);
  const own = (label: string, count: number): Saving => ({ label, elements: count, bytesPerElement });
  return [
    ...initial.flatMap((value) =>
      value === undefined ? [] : [own("initial state", elements(value.shape.slice(1)))],
    ),
    own("last states", 2 * batch * hidden),
    "result",
    { label: "workspace of the kernel", elements: workspace(sizes, tokens), bytesPerElement: 1 },
  ];
}

/** Rows as oneDNN lays them: whole cache lines. */
function lines(width: number): number {
  const line = 16;
  return Math.ceil(width / line) * line;
}

/** The same with one line more where rows would all fall on the same places. */
function spread(width: number): number {
  const padded = lines(width);
  return padded % 256 === 0 ? padded + 16 : padded;
}

/** Gates, outputs, and states of the layer (with their gradients), the step and the cell: each part in whole pages. */
function workspace({ batch, features, hidden }: LstmSizes, tokens: number): number {
  const pages = (values: number) => Math.ceil((4 * values) / page) * page;
  const states = 2 * (tokens + 1) * batch;
  return (
    pages(tokens * batch * spread(4 * hidden)) +
    pages(tokens * batch * spread(hidden)) +
    3 * pages(states * spread(Math.max(features, hidden))) +
    2 * pages(states * lines(hidden))
  );
}
