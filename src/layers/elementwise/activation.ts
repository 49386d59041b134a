// Activation functions, element by element: what one costs forward and backward, and what autograd keeps.

import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwisePart, perElement } from "./work.js";

/** What an activation function costs for each element. */
export interface ActivationCosts {
  readonly forward: Quantity;
  readonly backward: Quantity;
  /** The tensor that PyTorch keeps. */
  readonly keeps: "input" | "output";
}

const relu = { source: sources.goodfellow2016, place: "section 6.3.1: one comparison, counted here" };

/** Operations per element, in the words of `elementaryOperations`, each of which counts 1. */
const costs = {
  relu: {
    forward: perElement("compare", relu),
    backward: perElement("multiply (gradient by mask)"),
    keeps: "output",
  },
  relu6: {
    forward: perElement("2 compare"),
    backward: perElement("multiply (gradient by mask)"),
    keeps: "input",
  },
  "leaky-relu": {
    forward: perElement("compare + multiply"),
    backward: perElement("multiply (gradient by slope)"),
    keeps: "input",
  },
  sigmoid: {
    forward: perElement("sigmoid"),
    backward: perElement("2 multiply + subtract (g y (1 - y))"),
    keeps: "output",
  },
  tanh: {
    forward: perElement("tanh"),
    backward: perElement("2 multiply + subtract (g (1 - y y))"),
    keeps: "output",
  },
  silu: {
    forward: perElement("sigmoid + multiply"),
    backward: perElement("sigmoid + subtract + add + 3 multiply (g s (1 + x (1 - s)))"),
    keeps: "input",
  },
  gelu: {
    forward: perElement("divide + error function + add + 2 multiply (0.5 x (1 + erf(x / sqrt 2)))"),
    backward: perElement(
      "divide + error function + add + multiply (cdf) + square + 2 multiply + exponential (pdf) + 2 multiply + add (g (cdf + x pdf))",
    ),
    keeps: "input",
  },
  "gelu-tanh": {
    forward: perElement(
      "power + 2 multiply + add (c (x + 0.044715 x^3)) + tanh + add + 2 multiply (0.5 x (1 + tanh))",
    ),
    backward: perElement(
      "power + 2 multiply + add (inner polynomial) + tanh + 2 square + 7 multiply + subtract + 3 add (product rule)",
    ),
    keeps: "input",
  },
  "hard-swish": {
    forward: perElement("add + 2 compare + multiply + divide"),
    backward: perElement("2 compare + add + divide + multiply"),
    keeps: "input",
  },
  "hard-sigmoid": {
    forward: perElement("add + 2 compare + divide"),
    backward: perElement("2 multiply (mask, slope)"),
    keeps: "input",
  },
  "hard-tanh": {
    forward: perElement("2 compare"),
    backward: perElement("multiply (gradient by mask)"),
    keeps: "input",
  },
  elu: {
    forward: perElement("compare + exponential + subtract + multiply"),
    backward: perElement("compare + exponential + 2 multiply"),
    keeps: "input",
  },
  selu: {
    forward: perElement("compare + exponential + subtract + 2 multiply"),
    backward: perElement("compare + exponential + 2 multiply"),
    keeps: "input",
  },
  softplus: {
    forward: perElement("softplus"),
    backward: perElement("exponential + add + divide + multiply"),
    keeps: "input",
  },
  mish: {
    forward: perElement("softplus + tanh + multiply"),
    backward: perElement(
      "softplus + tanh + sigmoid + square + subtract + 4 multiply + add (g t + g x (1 - t t) s)",
    ),
    keeps: "input",
  },
} as const satisfies Readonly<Record<string, ActivationCosts>>;

export type ActivationFunction = keyof typeof costs;

/**
 * Names of the activation functions.
 *
 * @example activationFunctions.includes("gelu") // true
 */
export const activationFunctions = Object.keys(costs) as readonly ActivationFunction[];

export interface ActivationSpec {
  readonly input: Shape;
  /** Default "relu". */
  readonly function?: ActivationFunction;
}

/** What the function of this name costs. Errors on an unknown name, with the nearest. */
export function activationCosts(subject: string, name: ActivationFunction): ActivationCosts {
  if (Object.hasOwn(costs, name)) return costs[name];
  throw new FlopbookError(
    `${subject}: unknown function, got "${String(name)}"${suggestion(String(name), activationFunctions)}; known are ${activationFunctions.join(", ")}`,
  );
}

const otherNames: Readonly<Partial<Record<ActivationFunction, string>>> = { silu: "swish", gelu: "erf" };

/** A record for each function. */
export const activationRecords = Object.fromEntries(
  activationFunctions.map((name) => [name, recordOf(name)]),
) as Readonly<Record<ActivationFunction, ReturnType<typeof recordOf>>>;

function recordOf(name: ActivationFunction) {
  const { forward, backward, keeps } = costs[name];
  return layerRecord({
    id: name,
    kind: "activation",
    meaning: `Activation function ${name}, element by element`,
    words: `nonlinearity ${otherNames[name] ?? ""}`,
    dimensions: ["elements"],
    inputs: [["elements"]],
    output: ["elements"],
    forward: { activation: elementwisePart(forward, "elements") },
    inputGradient: [{ activation: elementwisePart(backward, "elements") }],
    kept: [keeps === "output" ? { kind: "output" } : { kind: "input", index: 0 }],
  });
}

/**
 * An activation function over a tensor of any shape. Keeps its output or its input, as PyTorch does. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example activation({ input: [8, 64], function: "relu" }).output // [8, 64]
 */
export function activation(spec: ActivationSpec): Layer {
  const input = anyShape("layers/activation", "input", spec.input);
  const name = spec.function ?? "relu";
  activationCosts("layers/activation", name);
  return activationRecords[name].bind(
    { elements: elements(input) },
    { settings: name, inputs: [input], output: input },
  );
}
