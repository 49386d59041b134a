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

const one = perElement(1, "one operation for each element: 1");
const two = perElement(2, "two operations for each element: 2");
const three = perElement(3, "three operations for each element: 3");

const unary = (name: string, keeps: Kind["keeps"], backward: Quantity | undefined, forward = one): Kind => ({
  name,
  forward,
  backward,
  keeps,
});
const test = (name: string): Kind => ({ ...unary(name, "nothing", undefined), type: booleanType });

const kinds: Readonly<Record<string, Kind>> = {
  Abs: unary("absolute value", "inputs", one),
  Neg: unary("negation", "nothing", one),
  Exp: unary("exponential", "output", one),
  Log: unary("logarithm", "inputs", one),
  Sqrt: unary("square root", "output", two),
  Reciprocal: unary("reciprocal", "output", three),
  Floor: unary("floor", "nothing", undefined),
  Ceil: unary("ceiling", "nothing", undefined),
  Round: unary("rounding", "nothing", undefined),
  Sign: unary("sign", "nothing", undefined),
  Erf: unary("error function", "inputs", perElement(4, "2 / sqrt(pi) exp(-x x) g: 4")),
  Not: test("not"),
  BitwiseNot: unary("bitwise not", "nothing", undefined),
  IsNaN: test("is not a number"),
  IsInf: test("is infinite"),
  Add: unary("sum", "nothing", undefined),
  Sub: unary("difference", "nothing", undefined),
  Mul: unary("product", "other inputs", one),
  Div: unary("quotient", "other inputs", two),
  Pow: unary("power", "inputs", three),
  Mod: unary("remainder", "nothing", undefined),
  Max: unary("larger", "inputs", one),
  Min: unary("smaller", "inputs", one),
  Mean: unary("mean", "nothing", one),
  Sum: unary("sum", "nothing", undefined),
  PRelu: unary("parametric relu", "inputs", two, two),
  Equal: test("equal"),
  Greater: test("greater"),
  GreaterOrEqual: test("greater or equal"),
  Less: test("less"),
  LessOrEqual: test("less or equal"),
  And: test("and"),
  Or: test("or"),
  Xor: test("exclusive or"),
  BitShift: unary("bit shift", "nothing", undefined),
  BitwiseAnd: unary("bitwise and", "nothing", undefined),
  BitwiseOr: unary("bitwise or", "nothing", undefined),
  BitwiseXor: unary("bitwise exclusive or", "nothing", undefined),
};

const trigonometric = "Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh".split(" ");

/** Rules of the element-wise operators. */
export const elementwiseRules: Rules = {
  ...Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, ruleFor(kind)])),
  ...Object.fromEntries(
    trigonometric.map((name) => [name, ruleFor(unary(name.toLowerCase(), "inputs", two))]),
  ),
  Where: (call) => {
    const [condition, first, second] = [call.known(0), call.known(1), call.known(2)];
    const values = [condition, first, second];
    const shape = shapeOfAll(call, values);
    const layer = elementwiseOperation({
      name: "choice",
      inputs: values.map((value) => shown(value.shape)),
      output: shown(shape),
      forward: one,
      backward: [undefined, one, one],
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
