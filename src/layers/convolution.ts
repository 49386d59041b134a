// Convolutions over images, with groups, stride, padding, dilation and bias.
import { sources } from "../bibliography.js";
import { FlopbookError } from "../errors.js";
import { formula } from "../formula/index.js";
import { type Layer, layerOf } from "./layer.js";
import { matrixWork } from "./matrix.js";
import { imageSizes, type Shape, type Spatial, spatial, wholeNumber } from "./shape.js";
import { term } from "./term.js";

const subject = "layers/convolution";
const tableRow = { source: sources.seed000, place: "table of layer types, row Conv2D" };
const sizeRule = { source: sources.seed001, place: "CNN-LSTM-FCN example: output width and height" };
const weightInputs = ["outputChannels", "inputChannels", "groups", "kernelHeight", "kernelWidth"] as const;
const filterSize = "(inputChannels / groups) * kernelHeight * kernelWidth";

/** Size of the output along one spatial dimension. */
export const slidingOutputSize = formula({
  id: "layers.convolution.output-size",
  meaning: "Positions of a sliding window along one dimension",
  expression: "floor((inputSize + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1",
  result: "outputSize",
  inputs: ["inputSize", "padding", "dilation", "kernelSize", "stride"],
  source: sizeRule,
});

/** Multiply-accumulates of a two-dimensional convolution. */
export const convolutionMac = formula({
  id: "layers.convolution.mac",
  meaning: "Multiply-accumulates of a convolution",
  expression: `batch * outputChannels * outputHeight * outputWidth * ${filterSize}`,
  result: "mac",
  inputs: ["batch", "outputHeight", "outputWidth", ...weightInputs],
  source: tableRow,
});

/** Parameters of a convolution without bias. */
export const convolutionWeights = formula({
  id: "layers.convolution.weights",
  meaning: "Parameters of a convolution without bias",
  expression: `outputChannels * ${filterSize}`,
  result: "parameters",
  inputs: weightInputs,
  source: tableRow,
});

/** Parameters of a convolution with bias. */
export const convolutionParameters = formula({
  id: "layers.convolution.parameters",
  meaning: "Parameters of a convolution with bias",
  expression: `outputChannels * ${filterSize} + outputChannels`,
  result: "parameters",
  inputs: weightInputs,
  source: tableRow,
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

/** A convolution: [batch, channels, height, width] -> [batch, outputChannels, ...]. Keeps its input for backward. */
export function convolution(spec: ConvolutionSpec): Layer {
  const { batch, channels: inputChannels, height, width } = imageSizes(subject, spec.input);
  const outputChannels = wholeNumber(subject, "outputChannels", spec.outputChannels);
  const groups = checkedGroups(subject, spec.groups ?? 1, inputChannels, outputChannels);
  const window = slidingWindow(subject, [height, width], spec);
  const [outputHeight = 0, outputWidth = 0] = window.output;
  const [kernelHeight = 0, kernelWidth = 0] = window.kernel;
  const weights = { outputChannels, inputChannels, groups, kernelHeight, kernelWidth };
  const grouped = groups === 1 ? "" : `, ${groups} groups`;
  return layerOf({
    kind: "convolution",
    settings: `${window.settings}, ${inputChannels} → ${outputChannels}${grouped}`,
    inputs: [spec.input],
    output: [batch, outputChannels, outputHeight, outputWidth],
    parameters: term(spec.bias === false ? convolutionWeights : convolutionParameters, weights),
    ...matrixWork(term(convolutionMac, { batch, outputHeight, outputWidth, ...weights })),
    saved: [{ kind: "input", index: 0 }],
  });
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

/** A window that slides over the spatial dimensions: convolution or pooling. */
export interface SlidingWindow {
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly settings: string;
}

/** Output sizes of a window with these settings, checked; an error when the window is larger than the padded input. */
export function slidingWindow(
  subject: string,
  sizes: readonly number[],
  spec: Pick<ConvolutionSpec, "kernel" | "stride" | "padding" | "dilation">,
): SlidingWindow {
  const rank = sizes.length;
  const kernel = spatial(subject, "kernel", spec.kernel, rank);
  const stride = spatial(subject, "stride", spec.stride ?? 1, rank);
  const padding = spatial(subject, "padding", spec.padding ?? 0, rank, 0);
  const dilation = spatial(subject, "dilation", spec.dilation ?? 1, rank);
  const size = slidingOutputSize.compiled();
  const output = sizes.map((inputSize, i) => {
    const axis = { inputSize, kernelSize: kernel[i] ?? 1, stride: stride[i] ?? 1, padding: padding[i] ?? 0 };
    const outputSize = size({ ...axis, dilation: dilation[i] ?? 1 });
    if (outputSize >= 1) return outputSize;
    throw new FlopbookError(
      `${subject}: kernel must fit into the padded input (${inputSize} + 2 × ${axis.padding}), got ${axis.kernelSize}; use a larger input or more padding`,
    );
  });
  const strided = stride.some((step) => step > 1) ? `, stride ${[...new Set(stride)].join(" × ")}` : "";
  return { kernel, output, settings: `${kernel.join(" × ")}${strided}` };
}
