// Reductions, running sums, the largest elements and their places.
import { type ReductionFunction, reduction, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { integerType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { type KnownValue, shown } from "../value.js";
import { axesOf, checkedSizes } from "./movement.js";
import { copyOf } from "./view.js";

const reductions: Readonly<Record<string, ReductionFunction>> = {
  ReduceMean: "mean",
  ReduceSum: "sum",
  ReduceMax: "maximum",
  ReduceMin: "minimum",
  ReduceProd: "product",
  ReduceL1: "norm",
  ReduceL2: "norm",
  ReduceSumSquare: "norm",
  ReduceLogSum: "norm",
  ReduceLogSumExp: "norm",
};

/** Rules of the reductions. */
export const reductionRules: Rules = {
  ...Object.fromEntries(Object.entries(reductions).map(([name, kind]) => [name, reduced(kind)])),
  ArgMax: placeOf,
  ArgMin: placeOf,
  CumSum: (call) => [along(call, call.known(0).shape, "sum")],
  CumProd: (call) => [along(call, call.known(0).shape, "product")],
  TopK: (call) => {
    const { shape } = call.known(0);
    const axis = axisOf(call, call.integer("axis", -1), shape.length);
    const wanted = call.inputs[1] === undefined ? call.integer("k", 1) : (call.numbers(1)[0] ?? 1);
    const size = Math.min(wanted, shape[axis] ?? 1);
    const result = checkedSizes(
      call,
      shape.map((old, i) => (i === axis ? size : old)),
    );
    const values = along(call, result, "sort");
    return [values, copyOf(call, [values], result, "places", { part: "places", type: integerType })];
  },
};

function along(call: Call, shape: Shape, name: ReductionFunction, type?: number): KnownValue {
  const input = call.known(0);
  const layer = reduction({ input: shown(input.shape), output: shown(shape), function: name });
  return call.emit(layer, [input], { shape, ...(type === undefined ? {} : { type }) });
}

function reduced(name: ReductionFunction): Rule {
  return (call) => {
    const { shape } = call.known(0);
    const given = axesOf(call)?.map((axis) => axisOf(call, axis, shape.length));
    const none = given === undefined || given.length === 0;
    if (none && call.integer("noop_with_empty_axes", 0) === 1) return [call.known(0)];
    const axes = new Set(none ? shape.map((_, i) => i) : given);
    return [along(call, without(shape, axes, call.integer("keepdims", 1) === 1), name)];
  };
}

function placeOf(call: Call): ReturnType<Rule> {
  const { shape } = call.known(0);
  const axes = new Set([axisOf(call, call.integer("axis", 0), shape.length)]);
  return [along(call, without(shape, axes, call.integer("keepdims", 1) === 1), "maximum", integerType)];
}

/** The shape without some axes, or with size 1 in their places. */
function without(shape: Shape, axes: ReadonlySet<number>, keeps: boolean): Shape {
  return keeps ? shape.map((size, i) => (axes.has(i) ? 1 : size)) : shape.filter((_, i) => !axes.has(i));
}
