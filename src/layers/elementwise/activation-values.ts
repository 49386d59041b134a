// The value of each activation function and gated unit, with what it costs for each element beside it.

import type { Formula } from "../../formula/index.js";
import { sources } from "../../sources/bibliography.js";
import type { Origin } from "../../sources/source.js";
import { formula } from "../vocabulary.js";
import { type ActivationFunction, activationRecord } from "./activation.js";

/** Name, expression and where it is defined; forms that overflow nowhere. */
const definitions: Readonly<
  Record<ActivationFunction, readonly [name: string, expression: string, source: Origin]>
> = {
  relu: ["ReLU", "max(preActivation, 0)", "definition: zero below zero"],
  relu6: ["ReLU6", "min(max(preActivation, 0), 6)", "definition: ReLU that ends at 6"],
  "leaky-relu": [
    "Leaky ReLU",
    "max(preActivation, 0) + negativeSlope * min(preActivation, 0)",
    "definition: a small slope below zero",
  ],
  sigmoid: ["Sigmoid", "1 / (1 + exp(-preActivation))", "definition: the logistic function"],
  tanh: ["Tanh, hyperbolic tangent", "1 - 2 / (exp(2 * preActivation) + 1)", "definition, divided out"],
  silu: ["SiLU or Swish", "preActivation / (1 + exp(-preActivation))", "definition: x times its sigmoid"],
  gelu: [
    "GELU, exact",
    "preActivation * (1 + erf(preActivation / sqrt(2))) / 2",
    "definition: x times the normal distribution function of x",
  ],
  "gelu-tanh": [
    "GELU by tanh, as in GPT-2",
    "preActivation * (1 - 1 / (exp(2 * sqrt(2 / pi) * (preActivation + 0.044715 * preActivation^3)) + 1))",
    "definition: x (1 + tanh u) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3), tanh divided out",
  ],
  "hard-swish": [
    "Hard Swish",
    "preActivation * min(max(preActivation + 3, 0), 6) / 6",
    "definition: x times its hard sigmoid",
  ],
  "hard-sigmoid": [
    "Hard sigmoid",
    "min(max(preActivation + 3, 0), 6) / 6",
    "definition: a line cut at 0 and 1",
  ],
  "hard-tanh": ["Hard tanh", "max(-1, min(1, preActivation))", "definition: a line cut at -1 and 1"],
  elu: [
    "ELU with alpha 1",
    "max(preActivation, 0) + exp(min(preActivation, 0)) - 1",
    "definition: exponential below zero",
  ],
  selu: [
    "SELU",
    "1.0507009873554805 * (max(preActivation, 0) + 1.6732632423543772 * (exp(min(preActivation, 0)) - 1))",
    "definition: ELU scaled so that mean 0 and variance 1 stay",
  ],
  softplus: [
    "Softplus",
    "max(preActivation, 0) + log(1 + exp(-abs(preActivation)))",
    "definition: ln(1 + exp(x)), the larger term taken out",
  ],
  mish: [
    "Mish",
    "preActivation * (1 - 2 / ((1 + exp(preActivation))^2 + 1))",
    "definition: x tanh(softplus x), divided out",
  ],
};

/** The value of every activation function; the meaning names its operations for each element. */
export const activationValues: readonly Formula[] = Object.entries(definitions).map(
  ([id, [name, expression, source]]) => {
    const { forward, backward, keeps } = activationRecord("layers/activation", id as ActivationFunction);
    return formula({
      id: `layers.activation.${id}`,
      meaning: `${name}: ${forward.value} operations for each element forward, ${backward.value} backward; keeps its ${keeps}`,
      expression,
      result: "activated",
      inputs: id === "leaky-relu" ? ["preActivation", "negativeSlope"] : ["preActivation"],
      source,
    });
  },
);

/** The value of gated linear units: one projection times the activated other. */
export const gatedUnitValues: readonly Formula[] = (
  [
    ["glu", "GLU, gated linear unit with a sigmoid", "preActivation / (1 + exp(-gateValue))"],
    ["swiglu", "SwiGLU, gated linear unit with SiLU", "preActivation * (gateValue / (1 + exp(-gateValue)))"],
    [
      "geglu",
      "GEGLU, gated linear unit with GELU",
      "preActivation * (gateValue * (1 + erf(gateValue / sqrt(2))) / 2)",
    ],
    ["reglu", "ReGLU, gated linear unit with ReLU", "preActivation * max(gateValue, 0)"],
  ] as const
).map(([id, meaning, expression]) =>
  formula({
    id: `layers.gated-linear-unit.${id}`,
    meaning,
    expression,
    result: "activated",
    inputs: ["preActivation", "gateValue"],
    source: { source: sources.shazeer2020, place: "section 2" },
  }),
);
