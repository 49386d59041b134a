// Learned factors, one for each channel or head: the layer scale of deep branches, the temperature of cosine attention.

import { FlopbookError } from "../../errors.js";
import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { scaleParameters } from "../normalisation/layer-norm.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { elementwise, perElement } from "./work.js";

const subject = "layers/learned-scale";
const product = perElement("multiply", {
  source: sources.touvron2021,
  place: "section 2, LayerScale: one product for each element",
});
const productAndSum = perElement("multiply + add (gradient by input, over what the factor is spread over)");

export interface LearnedScaleSpec {
  readonly input: Shape;
  /** Dimension with a factor for each index. */
  readonly axis: number;
  /** "direct", or "exponential" where the logarithm is learned, as in cosine attention. Default "direct". */
  readonly factor?: "direct" | "exponential";
}

/** Product with a learned factor for each index of one dimension. Keeps its input, and exponentials of the factors. */
export function learnedScale(spec: LearnedScaleSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const channels = input[spec.axis];
  if (channels === undefined)
    throw new FlopbookError(
      `${subject}: axis must be one of the ${input.length} dimensions, got ${spec.axis}; count from 0`,
    );
  const count = elements(input);
  const exponential = spec.factor === "exponential";
  return layerOf({
    kind: "scale",
    settings: `${exponential ? "exp of " : ""}${channels} learned factors`,
    inputs: [input],
    output: input,
    parameters: term(scaleParameters, { channels }),
    forward: elementwise("elementwise", product, count),
    weightGradient: elementwise("elementwise", productAndSum, count),
    inputGradient: [elementwise("elementwise", product, count)],
    saved: [
      { kind: "input", index: 0 },
      ...(exponential ? [{ kind: "own", label: "factors", elements: channels } as const] : []),
    ],
  });
}
