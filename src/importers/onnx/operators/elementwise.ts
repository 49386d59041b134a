// Element-wise operators: one value of each input makes one value of the output, after broadcasting.
import { elementwiseOperation, perElement, type Saved } from "../../../layers/index.js";
import type { Quantity } from "../../../numbers/quantity.js";
import type { Call, Rule, Rules } from "../call.js";
import { booleanType } from "../element-type.js";
import { broadcast } from "../shape-rules.js";
import { type KnownValue, shown } from "../value.js";

interface Kind {
  readonly name: string;
  readonly forward: Quantity;
  /** For the gradient of each input; undefined: it passes unchanged or there is none. */
  readonly backward: Quantity | undefined;
  readonly keeps: "nothing" | "inputs" | "output" | "other inputs";
  readonly type?: number;
}

/** `forward` and `backward` are operations in words; without `backward` the gradient passes as it is, or there is none. */
const kind = (name: string, keeps: Kind["keeps"], forward: string, backward?: string): Kind => ({
  name,
  forward: perElement(forward),
  backward: backward === undefined ? undefined : perElement(backward),
  keeps,
});
const test = (name: string): Kind => ({ ...kind(name, "nothing", "compare"), type: booleanType });
const bits = (name: string): Kind => kind(name, "nothing", "bit operation");
const masked = "multiply (gradient by mask)";
const choiceForward = perElement("compare (condition)");
const choiceBackward = perElement(masked);

const kinds: Readonly<Record<string, Kind>> = {
  Abs: kind("absolute value", "inputs", "absolute value", "multiply (gradient by sign)"),
  Neg: kind("negation", "nothing", "negate", "negate"),
  Exp: kind("exponential", "output", "exponential", "multiply"),
  Log: kind("logarithm", "inputs", "logarithm", "divide"),
  Sqrt: kind("square root", "output", "square root", "multiply + divide (g / (2 y))"),
  Reciprocal: kind("reciprocal", "output", "divide", "negate + 2 multiply (-g y y)"),
  Floor: kind("floor", "nothing", "round"),
  Ceil: kind("ceiling", "nothing", "round"),
  Round: kind("rounding", "nothing", "round"),
  Sign: kind("sign", "nothing", "sign"),
  Erf: kind(
    "error function",
    "inputs",
    "error function",
    "square + exponential + 2 multiply (2 / sqrt(pi) exp(-x x) g)",
  ),
  Not: test("not"),
  BitwiseNot: bits("bitwise not"),
  IsNaN: test("is not a number"),
  IsInf: test("is infinite"),
  Add: kind("sum", "nothing", "add"),
  Sub: kind("difference", "nothing", "subtract"),
  Mul: kind("product", "other inputs", "multiply", "multiply"),
  Div: kind("quotient", "other inputs", "divide", "multiply + divide"),
  Pow: kind("power", "inputs", "power", "power + 2 multiply (g p x^(p - 1))"),
  Mod: kind("remainder", "nothing", "remainder"),
  Max: kind("larger", "inputs", "compare", masked),
  Min: kind("smaller", "inputs", "compare", masked),
  Mean: kind("mean", "nothing", "add", "divide"),
  Sum: kind("sum", "nothing", "add"),
  Equal: test("equal"),
  Greater: test("greater"),
  GreaterOrEqual: test("greater or equal"),
  Less: test("less"),
  LessOrEqual: test("less or equal"),
  And: test("and"),
  Or: test("or"),
  Xor: test("exclusive or"),
  BitShift: bits("bit shift"),
  BitwiseAnd: bits("bitwise and"),
  BitwiseOr: bits("bitwise or"),
  BitwiseXor: bits("bitwise exclusive or"),
};

const parametricRelu = kind("parametric relu", "inputs", "compare + multiply", "compare + multiply");

const trigonometric = "Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh".split(" ");

/** Rules of the element-wise operators. */
export const elementwiseRules: Rules = {
  ...Object.fromEntries(Object.entries(kinds).map(([name, record]) => [name, ruleFor(record)])),
  ...Object.fromEntries(
    trigonometric.map((name) => [
      name,
      ruleFor(
        kind(
          name.toLowerCase(),
          "inputs",
          "trigonometric function",
          "trigonometric function + multiply (by the derivative)",
        ),
      ),
    ]),
  ),
  // The slope is a weight, be it one number for all channels.
  PRelu: (call) => {
    const values = [call.known(0), call.known(1)];
    const emit: Call["emit"] = (layer, from, options) =>
      call.emit(layer, from, { ...options, weights: values.slice(1) });
    return [elementwiseLayer({ ...call, emit }, parametricRelu, values)];
  },
  Where: (call) => {
    const [condition, first, second] = [call.known(0), call.known(1), call.known(2)];
    const values = [condition, first, second];
    const shape = shapeOfAll(call, values);
    const layer = elementwiseOperation({
      name: "choice",
      inputs: values.map((value) => shown(value.shape)),
      output: shown(shape),
      forward: choiceForward,
      backward: [undefined, choiceBackward, choiceBackward],
      saved: [{ kind: "input", index: 0 }],
    });
    return [call.emit(layer, values, { shape, type: first.type })];
  },
};

/** One layer for all inputs of a node. */
export function elementwiseLayer(call: Call, kind: Kind, values: readonly KnownValue[]): KnownValue {
  const shape = shapeOfAll(call, values);
  const layer = elementwiseOperation({
    name: kind.name,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: kind.forward,
    backward: values.map(() => kind.backward),
    saved: keptOf(kind, values),
  });
  return call.emit(layer, values, { shape, ...(kind.type === undefined ? {} : { type: kind.type }) });
}

function ruleFor(kind: Kind): Rule {
  return (call) => [
    elementwiseLayer(
      call,
      kind,
      call.inputs.map((_, i) => call.known(i)),
    ),
  ];
}

/** A factor is kept for the gradient of the other one; a constant without weights has no gradient. */
function keptOf({ keeps }: Kind, values: readonly KnownValue[]): readonly Saved[] {
  if (keeps === "nothing") return [];
  if (keeps === "output") return [{ kind: "output" }];
  const changes = (value: KnownValue) => value.kind === "data" || value.weights.length > 0;
  return values.flatMap((_, index): readonly Saved[] => {
    const needed = keeps === "inputs" || values.some((other, i) => i !== index && changes(other));
    return needed ? [{ kind: "input", index }] : [];
  });
}

function shapeOfAll(call: Call, values: readonly KnownValue[]) {
  return broadcast(
    call,
    values.map(({ shape }) => shape),
  );
}
