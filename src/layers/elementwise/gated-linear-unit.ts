// Gated linear units over the halves of one tensor: a ⊙ f(b), with f the sigmoid (GLU), ReLU, GELU, SiLU ...

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import type { LayerParts } from "../graph/record-spec.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { type ActivationFunction, activationCosts, activationFunctions } from "./activation.js";
import { elementwisePart, perElement } from "./work.js";

const subject = "layers/gated-linear-unit";
const product = perElement("multiply (a f(b))");
const productGradient = perElement("2 multiply (gradient by f(b), gradient by a)");

/** Parameters of a gated feed-forward layer without biases: three matrices where a plain one has two. */
export const gatedFeedForwardParameters = formula({
  id: "layers.feed-forward.gated-parameters",
  meaning: "Parameters of a gated feed-forward layer without biases: gate, up and down",
  expression: "3 * modelDim * feedForwardDim",
  result: "parameters",
  inputs: ["modelDim", "feedForwardDim"],
  source: { source: sources.shazeer2020, place: "section 2" },
});

/** Gated linear units over two halves. */
export const gatedLinearUnitRecord = layerRecord({
  id: "gated-linear-unit",
  kind: "gated-linear-unit",
  meaning: "Gated linear unit (GLU) over two halves, with a sigmoid",
  words: "swiglu geglu reglu gate",
  dimensions: ["elements"],
  inputs: [["2 * elements"]],
  output: ["elements"],
  ...gatedBy("sigmoid"),
  choices: {
    function: Object.fromEntries(
      ["sigmoid" as const, ...activationFunctions].map((name) => [name, gatedBy(name)]),
    ),
  },
});

function gatedBy(name: ActivationFunction): Pick<LayerParts, "forward" | "inputGradient" | "kept"> {
  const { forward, backward } = activationCosts(subject, name);
  const gates = { kind: "own", label: "activated gates", elements: "elements" } as const;
  return {
    forward: {
      activation: elementwisePart(forward, "elements"),
      elementwise: elementwisePart(product, "elements"),
    },
    inputGradient: [
      {
        activation: elementwisePart(backward, "elements"),
        elementwise: elementwisePart(productGradient, "elements"),
      },
    ],
    kept: [{ kind: "input", index: 0 }, ...(name === "sigmoid" ? [] : [gates])],
  };
}

export interface GatedLinearUnitSpec {
  /** [..., 2 × features]: values, then gates. */
  readonly input: Shape;
  /** Default "sigmoid": the original unit. */
  readonly function?: ActivationFunction;
}

/**
 * A gated linear unit: [..., 2 × features] -> [..., features]. Keeps its input; with another function than the
 * sigmoid, for which PyTorch has one kernel, the activated gates too. Projections of their own: see `feedForward`.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example gatedLinearUnit({ input: [8, 2048], function: "silu" }).output // [8, 1024]
 */
export function gatedLinearUnit(spec: GatedLinearUnitSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const doubled = input.at(-1) ?? 0;
  if (doubled % 2 !== 0)
    throw new FlopbookError(
      `${subject}: the last size must be even, values and gates side by side, got ${doubled}; widen the projection before it`,
    );
  const name = spec.function ?? "sigmoid";
  activationCosts(subject, name);
  const output = [...input.slice(0, -1), doubled / 2];
  return gatedLinearUnitRecord
    .variant({ function: name })
    .bind({ elements: elements(output) }, { settings: name, inputs: [input], output });
}
