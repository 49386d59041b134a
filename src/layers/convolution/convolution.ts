// Convolutions over images, with groups, stride, padding, dilation and bias.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { imageWindow, slidingImage, windowDimensions } from "../image-window.js";
import { matrixParts } from "../matrix.js";
import { imageSizes, type Shape, type Spatial, wholeNumber } from "../shape/shape.js";
import { slidingWindow } from "../shape/sliding-window.js";
import { formula } from "../vocabulary.js";

const subject = "layers/convolution";
const products = {
  source: sources.sze2017,
  place: "section III-A, eq. 1; its multiply-accumulates counted here",
};
const filters = { source: sources.pytorch, place: "torch.nn.Conv2d, shapes of weight and bias" };
const weightInputs = ["outputChannels", "inputChannels", "groups", "kernelHeight", "kernelWidth"] as const;
const filterSize = "(inputChannels / groups) * kernelHeight * kernelWidth";

/** Multiply-accumulates of a two-dimensional convolution. */
export const convolutionMac = formula({
  id: "layers.convolution.mac",
  meaning: "Multiply-accumulates of a convolution",
  expression: `batch * outputChannels * outputHeight * outputWidth * ${filterSize}`,
  result: "mac",
  inputs: ["batch", "outputHeight", "outputWidth", ...weightInputs],
  source: products,
});

/** Parameters of a convolution without bias. */
export const convolutionWeights = formula({
  id: "layers.convolution.weights",
  meaning: "Parameters of a convolution without bias",
  expression: `outputChannels * ${filterSize}`,
  result: "parameters",
  inputs: weightInputs,
  source: filters,
});

/** Parameters of a convolution with bias. */
export const convolutionParameters = formula({
  id: "layers.convolution.parameters",
  meaning: "Parameters of a convolution with bias",
  expression: `outputChannels * ${filterSize} + outputChannels`,
  result: "parameters",
  inputs: weightInputs,
  source: filters,
});

/** Elements of the matrix to which im2col unrolls the input, so that the convolution becomes one matrix product. */
export const unrolledElements = formula({
  id: "layers.convolution.unrolled-elements",
  meaning:
    "Elements of the unrolled input (im2col) with which a convolution becomes a matrix product: a column for each output position",
  expression: "batch * outputHeight * outputWidth * inputChannels * kernelHeight * kernelWidth",
  result: "elements",
  inputs: ["batch", "outputHeight", "outputWidth", "inputChannels", "kernelHeight", "kernelWidth"],
  source: { source: sources.pytorch, place: "torch.nn.Unfold, shape of the output" },
});

export interface ConvolutionSpec {
  /** [batch, channels, height, width]. */
  readonly input: Shape;
  readonly outputChannels: number;
  readonly kernel: Spatial;
  /** Default 1. */
  readonly stride?: Spatial;
  /** Zeros on each side; default 0. */
  readonly padding?: Spatial;
  /** Default 1. */
  readonly dilation?: Spatial;
  /** Default 1; as many as input channels make the convolution depthwise. */
  readonly groups?: number;
  /** Default true, as in PyTorch. */
  readonly bias?: boolean;
}

/** Convolutions of images. */
export const convolutionRecord = layerRecord({
  id: "convolution",
  kind: "convolution",
  meaning: "Convolution of images, grouped or not, dilated or not",
  words: "conv2d grouped dilated pointwise 1x1",
  dimensions: ["batch", "inputChannels", "outputChannels", "groups", ...windowDimensions],
  ...slidingImage,
  defaults: { ...slidingImage.defaults, groups: 1 },
  whole: ["inputChannels / groups", "outputChannels / groups"],
  inputs: [["batch", "inputChannels", "inputHeight", "inputWidth"]],
  output: ["batch", "outputChannels", "outputHeight", "outputWidth"],
  parameters: part(convolutionParameters),
  ...matrixParts(part(convolutionMac)),
  kept: [{ kind: "input", index: 0 }],
  choices: { bias: { yes: {}, no: { parameters: part(convolutionWeights) } } },
});

/**
 * A convolution: [batch, channels, height, width] -> [batch, outputChannels, ...]. Keeps its input for backward.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example convolution({ input: [1, 3, 224, 224], outputChannels: 64, kernel: 7, stride: 2,
 *   padding: 3 }).output // [1, 64, 112, 112]
 */
export function convolution(spec: ConvolutionSpec): Layer {
  const { batch, channels: inputChannels, height, width } = imageSizes(subject, spec.input);
  const outputChannels = wholeNumber(subject, "outputChannels", spec.outputChannels);
  const groups = checkedGroups(subject, spec.groups ?? 1, inputChannels, outputChannels);
  const window = slidingWindow(subject, [height, width], spec);
  const grouped = groups === 1 ? "" : `, ${groups} groups`;
  return convolutionRecord.variant({ bias: spec.bias === false ? "no" : "yes" }).bind(
    { batch, inputChannels, outputChannels, groups, ...imageWindow([height, width], window) },
    {
      settings: `${window.settings}, ${inputChannels} → ${outputChannels}${grouped}`,
      inputs: [spec.input],
    },
  );
}

/** `groups` when it divides both channel counts, else an error. */
export function checkedGroups(
  subject: string,
  groups: number,
  inputChannels: number,
  outputChannels: number,
): number {
  wholeNumber(subject, "groups", groups);
  const pairs = [
    ["inputChannels", inputChannels],
    ["outputChannels", outputChannels],
  ] as const;
  for (const [name, channels] of pairs)
    if (channels % groups !== 0)
      throw new FlopbookError(
        `${subject}: groups must divide ${name} (${channels}), got ${groups}; choose a divisor of both channel counts`,
      );
  return groups;
}
