// Element-wise operators of com.microsoft: activations with a bias, gates, masks, rotary positions.
import { elementwiseOperation, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { booleanType } from "../element-type.js";
import { broadcast } from "../shape-rules.js";
import { constant, type KnownValue, shown } from "../value.js";
import { activationRules } from "./activations.js";
import { rotated } from "./attention.js";
import { elementwiseRules } from "./elementwise.js";
import { like, rearranged } from "./like.js";
import { viewOf } from "./view.js";

const gelu = like(activationRules, "Gelu");

/** Rules of the element-wise operators of com.microsoft. */
export const contribElementwiseRules: Rules = {
  Gelu: gelu,
  FastGelu: biased(gelu),
  BiasGelu: biased(gelu),
  QuickGelu: like(activationRules, "Swish"),
  BiasSoftmax: biased(like(activationRules, "Softmax")),
  BiasAdd: summed,
  BiasSplitGelu: (call) => {
    const added = sumOf(call);
    const shape = added.shape.map((size, i) => (i === added.shape.length - 1 ? size / 2 : size));
    return [
      gated(
        call,
        [added],
        shape,
        "add + divide + error function + add + 3 multiply (a times the activation of b)",
      ),
    ];
  },
  BiasDropout: (call) => {
    const parts = call.optional(2) === undefined ? [0, 1] : [0, 1, 2];
    const added = sumOf(call, parts, "");
    return [added, constant(added.shape, booleanType)];
  },
  BitmaskDropout: (call) => [viewOf(call, call.known(0), call.known(0).shape, "dropout at inference")],
  BitmaskBiasDropout: (call) => [sumOf(call, call.optional(2) === undefined ? [0, 1] : [0, 1, 2], "")],
  GatedAdd: (call) => {
    const values = [call.known(0), call.known(1), call.known(2)];
    return [gated(call, values, call.known(0).shape, "multiply + add (a plus b by its gate)")];
  },
  LinearAttentionGate: (call) => {
    const [gates, rates] = [call.known(0), call.optional(3)];
    const words = "add + exponential + add + logarithm + multiply (scale by softplus)";
    const decay = gated(call, [gates], gates.shape, words, [call.optional(1), call.optional(2)]);
    if (rates === undefined) return [decay];
    const emit: Call["emit"] = (layer, from, options) => call.emit(layer, from, { ...options, part: "rate" });
    return [decay, ...like(activationRules, "Sigmoid")({ ...call, known: () => rates, emit })];
  },
  ComplexMul: (call) => [
    gated(call, [call.known(0), call.known(1)], call.known(0).shape, "2 multiply + add"),
  ],
  ComplexMulConj: (call) => [
    gated(call, [call.known(0), call.known(1)], call.known(0).shape, "2 multiply + add"),
  ],
  RotaryEmbedding: (call) => [rotated(call)],
  MRotaryEmbedding: (call) => [rotated(call)],
  GemmaRotaryEmbedding: (call) => {
    const queries = rotated(rearranged(call, [1], { part: "queries" }));
    return [queries, rotated(rearranged(call, [3], { part: "keys" }))];
  },
};

/** A bias added before the function that follows. */
function biased(rule: Rule): Rule {
  return (call) =>
    call.optional(1) === undefined ? rule(call) : rule({ ...call, known: () => sumOf(call) });
}

/** All inputs added up. */
function summed(call: Call): readonly KnownValue[] {
  return [
    sumOf(
      call,
      call.inputs.flatMap((value, i) => (value === undefined ? [] : [i])),
      "",
    ),
  ];
}

/** The sum of some inputs; an empty `part` adds it under the node's own name. */
export function sumOf(call: Call, parts: readonly number[] = [0, 1], part = "sum"): KnownValue {
  const inputs = parts.map((place) => call.known(place));
  const emit: Call["emit"] = (layer, from, options) =>
    call.emit(layer, from, { ...options, ...(part === "" ? {} : { part }) });
  const own: Call = { ...call, inputs, known: (i) => inputs[i] ?? call.known(i), emit };
  const [value] = like(elementwiseRules, "Add")(own);
  if (value === undefined || value.kind === "unknown")
    throw call.problem("its sum must be known, got nothing");
  return value;
}

/** A function of some values in one kernel, whose operations are those of the words. */
export function gated(
  call: Call,
  values: readonly KnownValue[],
  shape: Shape,
  words: string,
  weights: readonly (KnownValue | undefined)[] = [],
): KnownValue {
  if (values.length > 1)
    broadcast(
      call,
      values.map((value) => value.shape),
    );
  const layer = elementwiseOperation({
    name: call.node.operator,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: words,
    backward: values.map(() => words),
    saved: values.map((_, index) => ({ kind: "input", index }) as const),
  });
  return call.emit(layer, values, { shape, weights });
}
