// Activation functions, element by element: what one costs forward and backward, and what autograd keeps.

import { FlopbookError, suggestion } from "../../errors.js";
import type { Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

/** What an activation function costs for each element. */
export interface ActivationRecord {
  readonly forward: Quantity;
  readonly backward: Quantity;
  /** The tensor that PyTorch keeps. */
  readonly keeps: "input" | "output";
}

const relu = { source: sources.seed000, place: "table of layer types, row ReLU" };

/** Operations per element; add, multiply, divide, compare, exp, tanh's exp and erf count 1 each. */
const records = {
  relu: {
    forward: perElement(1, relu),
    backward: perElement(1, "gradient times mask: 1"),
    keeps: "output",
  },
  relu6: {
    forward: perElement(2, "two comparisons: 2"),
    backward: perElement(1, "gradient times mask: 1"),
    keeps: "input",
  },
  "leaky-relu": {
    forward: perElement(2, "compare, multiply: 2"),
    backward: perElement(1, "gradient times slope: 1"),
    keeps: "input",
  },
  sigmoid: {
    forward: perElement(4, "negate, exp, add, divide: 4"),
    backward: perElement(3, "g y (1 - y): 3"),
    keeps: "output",
  },
  tanh: {
    forward: perElement(5, "(exp(2x) - 1) / (exp(2x) + 1): 5"),
    backward: perElement(3, "g (1 - y y): 3"),
    keeps: "output",
  },
  silu: {
    forward: perElement(5, "sigmoid and a product: 5"),
    backward: perElement(9, "sigmoid, then g s (1 + x (1 - s)): 9"),
    keeps: "input",
  },
  gelu: {
    forward: perElement(5, "0.5 x (1 + erf(x / sqrt 2)): 5"),
    backward: perElement(11, "g (cdf + x pdf): cdf 4, pdf 4 and 3: 11"),
    keeps: "input",
  },
  "gelu-tanh": {
    forward: perElement(12, "0.5 x (1 + tanh(c (x + 0.044715 x^3))): 12"),
    backward: perElement(22, "inner polynomial 4, tanh 5, product rule 13: 22"),
    keeps: "input",
  },
  "hard-swish": {
    forward: perElement(5, "add, two comparisons, multiply, divide: 5"),
    backward: perElement(5, "two comparisons, add, divide, multiply: 5"),
    keeps: "input",
  },
  "hard-sigmoid": {
    forward: perElement(4, "add, two comparisons, divide: 4"),
    backward: perElement(2, "mask and slope: 2"),
    keeps: "input",
  },
  "hard-tanh": {
    forward: perElement(2, "two comparisons: 2"),
    backward: perElement(1, "gradient times mask: 1"),
    keeps: "input",
  },
  elu: {
    forward: perElement(4, "compare, exp, subtract, multiply: 4"),
    backward: perElement(4, "compare, exp, two products: 4"),
    keeps: "input",
  },
  selu: {
    forward: perElement(5, "compare, exp, subtract, two products: 5"),
    backward: perElement(4, "compare, exp, two products: 4"),
    keeps: "input",
  },
  softplus: {
    forward: perElement(3, "exp, add, log: 3"),
    backward: perElement(4, "exp, add, divide, multiply: 4"),
    keeps: "input",
  },
  mish: {
    forward: perElement(9, "softplus 3, tanh 5, product 1: 9"),
    backward: perElement(19, "softplus 3, tanh 5, sigmoid 4, product rule 7: 19"),
    keeps: "input",
  },
} as const satisfies Readonly<Record<string, ActivationRecord>>;

export type ActivationFunction = keyof typeof records;

/** Names of the activation functions. */
export const activationFunctions = Object.keys(records) as readonly ActivationFunction[];

export interface ActivationSpec {
  readonly input: Shape;
  /** Default "relu". */
  readonly function?: ActivationFunction;
}

/** What the function of this name costs. Errors on an unknown name, with the nearest. */
export function activationRecord(subject: string, name: ActivationFunction): ActivationRecord {
  if (Object.hasOwn(records, name)) return records[name];
  throw new FlopbookError(
    `${subject}: unknown function, got "${String(name)}"${suggestion(String(name), activationFunctions)}; known are ${activationFunctions.join(", ")}`,
  );
}

/** An activation function over a tensor of any shape. Keeps its output or its input, as PyTorch does. */
export function activation(spec: ActivationSpec): Layer {
  const input = anyShape("layers/activation", "input", spec.input);
  const name = spec.function ?? "relu";
  const record = activationRecord("layers/activation", name);
  return layerOf({
    kind: "activation",
    settings: name,
    inputs: [input],
    output: input,
    forward: elementwise("activation", record.forward, elements(input)),
    inputGradient: [elementwise("activation", record.backward, elements(input))],
    saved: [record.keeps === "output" ? { kind: "output" } : { kind: "input", index: 0 }],
  });
}
