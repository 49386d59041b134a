// Learned factors, one for each channel or head: the layer scale of deep branches, the temperature of cosine attention.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwisePart, perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { scaleParameters } from "./layer-norm.js";

const subject = "layers/learned-scale";
const product = perElement("multiply", {
  source: sources.touvron2021,
  place: "section 2, LayerScale: one product for each element",
});
const productAndSum = perElement("multiply + add (gradient by input, over what the factor is spread over)");

/** Products with learned factors. */
export const learnedScaleRecord = layerRecord({
  id: "learned-scale",
  kind: "scale",
  meaning: "Product with a learned factor for each channel, as the layer scale of deep branches",
  words: "layerscale temperature gamma",
  dimensions: ["elements", "channels"],
  inputs: [["elements"]],
  output: ["elements"],
  parameters: part(scaleParameters),
  forward: { elementwise: elementwisePart(product, "elements") },
  weightGradient: { elementwise: elementwisePart(productAndSum, "elements") },
  inputGradient: [{ elementwise: elementwisePart(product, "elements") }],
  kept: [{ kind: "input", index: 0 }],
  choices: {
    factor: {
      direct: {},
      exponential: {
        kept: [
          { kind: "input", index: 0 },
          { kind: "own", label: "factors", elements: "channels" },
        ],
      },
    },
  },
});

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
  const factor = spec.factor ?? "direct";
  return learnedScaleRecord.variant({ factor }).bind(
    { elements: elements(input), channels },
    {
      settings: `${factor === "exponential" ? "exp of " : ""}${channels} learned factors`,
      inputs: [input],
      output: input,
    },
  );
}
