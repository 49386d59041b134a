// Operators that make fewer values of many, running sums, orders, and softmax with its kin.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { elementwiseRules } from "./elementwise.js";
import { work } from "./parts.js";
import { savedBy } from "./saves.js";

type Row = readonly [names: string, forward: string, backward: string, saves: string];

const spread = "multiply (gradient of the result by the share of each element)";

const rows: readonly Row[] = [
  ["sum sum_to_size trace cumsum diff linalg_trace", "add", "", ""],
  ["mean", "add", "multiply", ""],
  ["nansum nanmean", "add + compare", spread, "self"],
  ["var var_mean", "subtract + square + add", "2 multiply", "self"],
  ["std std_mean", "subtract + square + add", "2 multiply", "self, result"],
  [
    "norm linalg_vector_norm linalg_norm linalg_matrix_norm frobenius_norm nuclear_norm",
    "square + add",
    "divide + multiply",
    "self, result",
  ],
  ["prod", "multiply", "divide + multiply", "self, result"],
  ["cumprod", "multiply", "divide + multiply", "self, result"],
  ["amax amin", "compare", spread, "self, result"],
  ["logsumexp special_logsumexp logcumsumexp", "exponential + add", "exponential + multiply", "self, result"],
  ["argmax argmin all any count_nonzero argsort", "compare", "", ""],
];

const chosen = "median nanmedian mode kthvalue cummax cummin sort topk msort";

/** Rules of the reductions. */
export const reductionRules: Rules = {
  ...Object.fromEntries(
    rows.flatMap(([names, forward, backward, saves]) =>
      names
        .split(" ")
        .map((name): readonly [string, Rule] => [name, (call) => reduced(call, forward, backward, saves)]),
    ),
  ),
  ...Object.fromEntries(chosen.split(" ").map((name): readonly [string, Rule] => [name, extreme])),
  max: extremeOrLarger("maximum"),
  min: extremeOrLarger("minimum"),
  aminmax: (call) => reduced(call, "2 compare", spread, "self, result"),
  softmax: normalisedExponentials,
  _softmax: normalisedExponentials,
  special_softmax: normalisedExponentials,
  _safe_softmax: normalisedExponentials,
  log_softmax: normalisedExponentials,
  _log_softmax: normalisedExponentials,
  special_log_softmax: normalisedExponentials,
  softmin: normalisedExponentials,
};

/** A reduction; further outputs come out of the same pass. */
function reduced(call: Call, forward: string, backward: string, saves: string): readonly Value[] {
  const inputs = call.all();
  const count = Math.max(...inputs.map(({ shape }) => elements(shape)), 0);
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit({
      kind: "reduction",
      settings: call.operator,
      inputs,
      output: call.form(i),
      forward: i === 0 ? work(forward, count) : [],
      gradients: inputs.map(() => (i === 0 ? work(backward, count) : [])),
      saved: i === 0 || call.operator === "aminmax" ? savedBy(call, saves) : [],
      ...(i === 0 ? {} : { part: `${i + 1}` }),
    }),
  );
}

/** Values that were chosen keep where they stood; the indices come out beside them. */
function extreme(call: Call): readonly Value[] {
  const self = call.tensor("self");
  const count = elements(self.shape);
  const output = call.form(0);
  if (call.outputs < 2) return reduced(call, "compare", spread, "self, result");
  const indices = call.emit({
    kind: "reduction",
    settings: `${call.operator}, places`,
    inputs: [self],
    output: call.form(1),
    differentiable: false,
    part: "indices",
  });
  const values = call.emit({
    kind: "reduction",
    settings: call.operator,
    inputs: [self, indices],
    output,
    forward: work("compare", count),
    gradients: [work(spread, count), []],
    saved: /^cum/.test(call.operator) ? [self, indices] : [indices],
  });
  return [values, indices];
}

/** With a second tensor, the larger of two; with a dimension, values and places. */
function extremeOrLarger(other: string): Rule {
  return (call) => {
    const rule = elementwiseRules[other];
    return call.optional("other") !== undefined && rule !== undefined ? rule(call) : extreme(call);
  };
}

/** Softmax and its kin keep their output; in another element type than their input a copy is made first. */
function normalisedExponentials(call: Call): readonly Value[] {
  const [self] = call.all();
  if (self === undefined) throw call.problem("must have a tensor, got none; the file is damaged");
  const output = call.form(0);
  const count = elements(output.shape);
  return [
    call.emit({
      kind: "softmax",
      settings: call.operator.replace(/^_/, ""),
      inputs: [self],
      output,
      forward: work("compare + subtract + exponential + add + divide", count, "softmax"),
      gradients: [work("2 multiply + add + subtract", count, "softmax")],
      saved: ["result"],
    }),
  ];
}
