// The value of each activation function and gated unit, with what it costs for each element beside it.

import type { Formula } from "../../formula/index.js";
import type { Origin } from "../../ground/source.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";
import { type ActivationFunction, activationCosts } from "./activation.js";

/** Name, expression and where it is defined; forms that overflow nowhere. */
const definitions: Readonly<
  Record<ActivationFunction, readonly [name: string, expression: string, source: Origin]>
> = {
  relu: ["ReLU", "max(preActivation, 0)", { source: sources.goodfellow2016, place: "section 6.3.1" }],
  relu6: ["ReLU6", "min(max(preActivation, 0), 6)", { source: sources.pytorch, place: "torch.nn.ReLU6" }],
  "leaky-relu": [
    "Leaky ReLU",
    "max(preActivation, 0) + negativeSlope * min(preActivation, 0)",
    { source: sources.maas2013, place: "section 2" },
  ],
  sigmoid: [
    "Sigmoid",
    "1 / (1 + exp(-preActivation))",
    { source: sources.goodfellow2016, place: "section 3.10" },
  ],
  tanh: [
    "Tanh, hyperbolic tangent",
    "1 - 2 / (exp(2 * preActivation) + 1)",
    { source: sources.goodfellow2016, place: "section 6.3.2, tanh; divided out here" },
  ],
  silu: [
    "SiLU or Swish",
    "preActivation / (1 + exp(-preActivation))",
    { source: sources.elfwing2018, place: "section 2, sigmoid-weighted linear unit" },
  ],
  gelu: [
    "GELU, exact",
    "preActivation * (1 + erf(preActivation / sqrt(2))) / 2",
    { source: sources.hendrycks2016, place: "section 2" },
  ],
  "gelu-tanh": [
    "GELU by tanh, as in GPT-2",
    "preActivation * (1 - 1 / (exp(2 * sqrt(2 / pi) * (preActivation + 0.044715 * preActivation^3)) + 1))",
    { source: sources.hendrycks2016, place: "section 2, the approximation by tanh, divided out here" },
  ],
  "hard-swish": [
    "Hard Swish",
    "preActivation * min(max(preActivation + 3, 0), 6) / 6",
    { source: sources.howard2019, place: "section 5.2" },
  ],
  "hard-sigmoid": [
    "Hard sigmoid",
    "min(max(preActivation + 3, 0), 6) / 6",
    { source: sources.howard2019, place: "section 5.2, ReLU6(x + 3) / 6" },
  ],
  "hard-tanh": [
    "Hard tanh",
    "max(-1, min(1, preActivation))",
    { source: sources.goodfellow2016, place: "section 6.3.3" },
  ],
  elu: [
    "ELU with alpha 1",
    "max(preActivation, 0) + exp(min(preActivation, 0)) - 1",
    { source: sources.clevert2016, place: "section 3" },
  ],
  selu: [
    "SELU",
    "1.0507009873554805 * (max(preActivation, 0) + 1.6732632423543772 * (exp(min(preActivation, 0)) - 1))",
    { source: sources.klambauer2017, place: "eq. 2, constants as in torch.nn.SELU" },
  ],
  softplus: [
    "Softplus",
    "max(preActivation, 0) + log(1 + exp(-abs(preActivation)))",
    { source: sources.goodfellow2016, place: "section 3.10, softplus; the larger term taken out here" },
  ],
  mish: [
    "Mish",
    "preActivation * (1 - 2 / ((1 + exp(preActivation))^2 + 1))",
    { source: sources.misra2019, place: "the definition, divided out here" },
  ],
};

/** The value of every activation function; the meaning names its operations for each element. */
export const activationValues: readonly Formula[] = Object.entries(definitions).map(
  ([id, [name, expression, source]]) => {
    const { forward, backward, keeps } = activationCosts("layers/activation", id as ActivationFunction);
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
