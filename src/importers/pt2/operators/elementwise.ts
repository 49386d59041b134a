// Element-wise operators: one value of each input makes one of the output. What each keeps is PyTorch's own rule.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";
import { savedBy } from "./saves.js";

interface Kind {
  readonly forward: string;
  readonly backward: string;
  readonly saves: string;
  /** What it keeps when it works in place, where that is another tensor. */
  readonly savesInPlace: string;
  readonly activation: boolean;
}

type Row = readonly [names: string, forward: string, backward: string, saves?: string, savesInPlace?: string];

const slope = "multiply (gradient by slope)";
const mask = "multiply (gradient by mask)";

/** Activation functions. */
const activations: readonly Row[] = [
  ["relu", "compare", mask, "result"],
  ["relu6 hardtanh", "2 compare", mask, "self"],
  ["leaky_relu", "compare + multiply", slope, "self", "result"],
  ["rrelu_with_noise", "compare + multiply", slope, "self"],
  ["sigmoid special_expit", "sigmoid", "2 multiply + subtract (g y (1 - y))", "result"],
  ["tanh", "tanh", "2 multiply + subtract (g (1 - y y))", "result"],
  ["silu", "sigmoid + multiply", "sigmoid + subtract + add + 3 multiply", "self"],
  [
    "gelu",
    "divide + error function + add + 2 multiply",
    "2 divide + error function + exponential + 6 multiply + 2 add",
    "self",
  ],
  ["hardswish", "add + 2 compare + multiply + divide", "2 compare + add + divide + multiply", "self"],
  ["hardsigmoid", "add + 2 compare + divide", "2 multiply (mask, slope)", "self"],
  [
    "elu celu selu",
    "compare + exponential + subtract + multiply",
    "compare + exponential + 2 multiply",
    "self",
    "result",
  ],
  ["softplus", "softplus", "exponential + add + divide + multiply", "self"],
  [
    "mish",
    "softplus + tanh + multiply",
    "softplus + tanh + sigmoid + square + subtract + 4 multiply + add",
    "self",
  ],
  ["threshold", "compare", mask, "self"],
  ["hardshrink softshrink", "compare + subtract", mask, "self"],
];

/** Functions of one value. */
const functions: readonly Row[] = [
  ["abs absolute", "absolute value", "multiply (gradient by sign)", "self"],
  ["neg negative", "negate", "negate"],
  ["exp exp2 special_exp2", "exponential", "multiply", "result"],
  ["expm1 special_expm1", "exponential + subtract", "add + multiply", "result"],
  ["log log2 log10 log1p special_log1p", "logarithm", "divide", "self"],
  ["sqrt", "square root", "multiply + divide (g / (2 y))", "result"],
  ["rsqrt", "square root + divide", "3 multiply (-g y y y / 2)", "result"],
  ["reciprocal", "divide", "negate + 2 multiply (-g y y)", "result"],
  ["square", "square", "2 multiply", "self"],
  [
    "sin cos sinh cosh asin acos atan asinh acosh atanh arcsin arccos arctan arcsinh arccosh arctanh sinc special_sinc",
    "trigonometric function",
    "trigonometric function + multiply",
    "self",
  ],
  ["tan", "trigonometric function", "2 multiply + add", "result"],
  ["erf erfc special_erf special_erfc", "error function", "square + exponential + 2 multiply", "self"],
  ["erfinv special_erfinv", "error function", "square + exponential + 2 multiply", "result"],
  ["logit special_logit", "divide + logarithm + subtract", "2 multiply + subtract", "self"],
  [
    "lgamma digamma polygamma i0 special_i0 special_i0e special_i1 special_i1e special_ndtr special_log_ndtr special_entr mvlgamma special_xlog1py special_zeta",
    "exponential + logarithm",
    "exponential + multiply",
    "self",
  ],
  ["clamp clamp_min clamp_max clip", "2 compare", mask, "self, min for self, max for self"],
  ["nan_to_num", "3 compare", mask, "self"],
  ["sgn", "divide", "multiply", "self, result"],
  ["angle", "trigonometric function", "multiply + divide", "self"],
  ["floor ceil round trunc fix sign", "round", ""],
  ["frac deg2rad rad2deg conj_physical _conj_physical", "multiply", "multiply"],
  ["logical_not bitwise_not isnan isinf isfinite isneginf isposinf signbit isreal", "compare", ""],
];

/** Functions of several values. */
const joined: readonly Row[] = [
  ["add __add__ __iadd__ __radd__", "add", ""],
  ["sub subtract rsub __sub__ __isub__", "subtract", "negate"],
  ["mul multiply __mul__ __imul__", "multiply", "multiply", "other for self, self for other"],
  [
    "div divide true_divide __truediv__",
    "divide",
    "multiply + divide",
    "other for self, other for other, self for other",
  ],
  [
    "floor_divide bitwise_and bitwise_or bitwise_xor __and__ __or__ __xor__ __iand__ __ior__ __ixor__ __lshift__ __rshift__ bitwise_left_shift bitwise_right_shift gcd lcm heaviside nextafter",
    "bit operation",
    "",
  ],
  [
    "eq ne lt le gt ge equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor isclose isin",
    "compare",
    "",
  ],
  [
    "pow float_power __pow__",
    "power",
    "power + 2 multiply (g p x^(p - 1))",
    "self, exponent for self, exponent for exponent, result for exponent",
  ],
  ["maximum minimum fmax fmin", "compare", mask, "self, other"],
  ["fmod remainder", "remainder", "multiply", "self for other, other for other"],
  ["atan2 arctan2", "trigonometric function", "square + add + divide + multiply", "self, other"],
  ["hypot", "square + add + square root", "divide + multiply", "self, other, result"],
  ["xlogy special_xlogy", "logarithm + multiply", "divide + multiply", "self, other"],
  ["logaddexp logaddexp2", "2 exponential + add + logarithm", "exponential + multiply", "self, other"],
  ["copysign", "multiply", "multiply", "self, result for self"],
  ["lerp", "subtract + multiply + add", "multiply + subtract", "weight, self for weight, end for weight"],
  ["addcmul", "2 multiply + add", "multiply", "tensor2 for tensor1, tensor1 for tensor2"],
  [
    "addcdiv",
    "multiply + divide + add",
    "multiply + divide",
    "tensor2 for tensor1, tensor2 for tensor2, tensor1 for tensor2",
  ],
  ["where", "compare (condition)", mask, "condition"],
  ["masked_fill", "compare (mask)", mask, "mask"],
  ["complex", "", "", "real, imag"],
  ["kron", "multiply", "multiply", "other for self, self for other"],
  ["polar", "2 trigonometric function + 2 multiply", "2 multiply", "result"],
  ["dist", "subtract + absolute value + add", "multiply + divide", "self, other, result"],
  ["cross linalg_cross", "2 multiply + subtract", "2 multiply + subtract", "self for other, other for self"],
];

function kindsOf(rows: readonly Row[], activation: boolean): readonly (readonly [string, Kind])[] {
  return rows.flatMap(([names, forward, backward, saves = "", savesInPlace = saves]) =>
    names.split(" ").map((name) => [name, { forward, backward, saves, savesInPlace, activation }] as const),
  );
}

const kinds: readonly (readonly [string, Kind])[] = [
  ...kindsOf(activations, true),
  ...kindsOf(functions, false),
  ...kindsOf(joined, false),
];

/** Rules of the element-wise operators. */
export const elementwiseRules: Rules = {
  ...Object.fromEntries(kinds.map(([name, kind]): readonly [string, Rule] => [name, ruleFor(kind)])),
  log_sigmoid: (call) => [withBuffer(call, "softplus + negate")],
  log_sigmoid_forward: (call) => [withBuffer(call, "softplus + negate")],
  rrelu: (call) => [withBuffer(call, "compare + multiply")],
  prelu,
  _prelu_kernel: prelu,
  glu: (call) => [
    elementwiseLayer(call, {
      forward: "sigmoid + multiply",
      backward: "sigmoid + subtract + 3 multiply",
      saves: "self",
      savesInPlace: "self",
      activation: true,
    }),
  ],
};

function ruleFor(kind: Kind): Rule {
  return (call) => [elementwiseLayer(call, kind)];
}

/** One layer over all tensors of the node. In place the result is the first tensor's memory. */
export function elementwiseLayer(call: Call, kind: Kind): Value {
  const inputs = call.all();
  const output = call.form(0);
  const count = elements(output.shape);
  const classOf = kind.activation ? "activation" : "elementwise";
  const gradient = work(kind.backward, count, classOf);
  const overwrites = call.inPlace && inputs[0]?.tensor !== undefined;
  return call.emit({
    kind: kind.activation ? "activation" : "elementwise",
    settings: call.operator,
    inputs,
    output,
    forward: work(kind.forward, count, classOf),
    gradients: inputs.map(() => gradient),
    saved: savedBy(call, call.inPlace ? kind.savesInPlace : kind.saves),
    view: overwrites,
  });
}

/** Keeps its input and a buffer of its size: exponentials, or random slopes. */
function withBuffer(call: Call, words: string): Value {
  const self = call.tensor("self");
  const output = call.form(0);
  const count = elements(output.shape);
  return call.emit({
    kind: "activation",
    settings: call.operator.replace(/_/g, " "),
    inputs: [self],
    output,
    forward: work(words, count, "activation"),
    gradients: [work("sigmoid + multiply", count, "activation")],
    saved: [self, { label: "buffer", elements: count, bytesPerElement: call.ledger.width }],
  });
}

function prelu(call: Call): readonly Value[] {
  const [self, weight] = [call.tensor("self"), call.tensor("weight")];
  const output = call.form(0);
  const count = elements(output.shape);
  const gradient = work("compare + multiply", count, "activation");
  return [
    call.emit({
      kind: "activation",
      settings: "parametric relu",
      inputs: [self, weight],
      output,
      forward: work("compare + multiply", count, "activation"),
      gradients: [gradient, gradient],
      saved: [self, weight],
    }),
  ];
}
