// Convolutions over any number of spatial dimensions: sequences (1), volumes (3), and transposed ones.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { positionDimensions, slidingPositions } from "../image-window.js";
import { matrixParts } from "../matrix.js";
import { checkedShape, elements, type Shape, type Spatial, spatial, wholeNumber } from "../shape/shape.js";
import { slidingWindow } from "../shape/sliding-window.js";
import { formula } from "../vocabulary.js";
import { type ConvolutionSpec, checkedGroups } from "./convolution.js";

const guide = (place: string) => ({ source: sources.dumoulin2018, place });
const weightInputs = ["outputChannels", "inputChannels", "groups", "kernelPositions"] as const;
const weightCount = "outputChannels * (inputChannels / groups) * kernelPositions";

/** Multiply-accumulates of a convolution over any number of spatial dimensions. */
export const convolutionPositionsMac = formula({
  id: "layers.convolution.positions-mac",
  meaning: "Multiply-accumulates of a convolution: every output position uses every weight once",
  expression: `batch * outputPositions * ${weightCount}`,
  result: "mac",
  inputs: ["batch", "outputPositions", ...weightInputs],
  source: guide("chapter 2"),
});

/** Multiply-accumulates of a transposed convolution: it spreads every input position over a kernel. */
export const transposedConvolutionMac = formula({
  id: "layers.convolution.transposed-mac",
  meaning: "Multiply-accumulates of a transposed convolution: every input position uses every weight once",
  expression: `batch * inputPositions * ${weightCount}`,
  result: "mac",
  inputs: ["batch", "inputPositions", ...weightInputs],
  source: guide("chapter 4"),
});

/** Parameters of a convolution over any number of spatial dimensions, without bias; transposed ones too. */
export const convolutionPositionsWeights = formula({
  id: "layers.convolution.positions-weights",
  meaning: "Parameters of a convolution without bias, from the positions of its kernel",
  expression: weightCount,
  result: "parameters",
  inputs: weightInputs,
  source: guide("chapter 2"),
});

/** The same with bias. */
export const convolutionPositionsParameters = formula({
  id: "layers.convolution.positions-parameters",
  meaning: "Parameters of a convolution with bias, from the positions of its kernel",
  expression: `${weightCount} + outputChannels`,
  result: "parameters",
  inputs: weightInputs,
  source: guide("chapter 2"),
});

/** Size of a transposed convolution's output along one spatial dimension. */
export const transposedOutputSize = formula({
  id: "layers.convolution.transposed-output-size",
  meaning: "Positions that a transposed convolution puts out along one dimension",
  expression: "(inputSize - 1) * stride - 2 * padding + dilation * (kernelSize - 1) + outputPadding + 1",
  result: "outputSize",
  inputs: ["inputSize", "stride", "padding", "dilation", "kernelSize", "outputPadding"],
  source: guide("relationship 14, with dilation and the added positions of PyTorch"),
});

const shapes = {
  inputs: [["batch", "inputChannels", "inputPositions"]],
  output: ["batch", "outputChannels", "outputPositions"],
} as const;
const costs = {
  whole: ["inputChannels / groups", "outputChannels / groups"],
  parameters: part(convolutionPositionsParameters),
  kept: [{ kind: "input", index: 0 }],
  choices: { bias: { yes: {}, no: { parameters: part(convolutionPositionsWeights) } } },
} as const;
const channelDimensions = ["batch", "inputChannels", "outputChannels", "groups"] as const;

/** Convolutions of sequences and volumes. */
export const convolutionPositionsRecord = layerRecord({
  id: "convolution-1d-3d",
  kind: "convolution",
  meaning: "Convolution of sequences or volumes, by its positions",
  words: "conv1d conv3d video audio",
  dimensions: [...channelDimensions, ...positionDimensions],
  ...slidingPositions,
  defaults: { ...slidingPositions.defaults, groups: 1 },
  ...shapes,
  ...costs,
  ...matrixParts(part(convolutionPositionsMac)),
});

/** Transposed convolutions. */
export const transposedConvolutionRecord = layerRecord({
  id: "transposed-convolution",
  kind: "transposed-convolution",
  meaning: "Transposed convolution: every input position spreads over a kernel",
  words: "deconvolution upsampling",
  dimensions: [...channelDimensions, ...positionDimensions, "outputPadding"],
  defaults: { ...slidingPositions.defaults, outputPadding: 0, groups: 1 },
  derived: {
    outputPositions: part(transposedOutputSize, {
      inputSize: "inputPositions",
      kernelSize: "kernelPositions",
    }),
  },
  ...shapes,
  ...costs,
  ...matrixParts(part(transposedConvolutionMac)),
});

/**
 * A convolution over sequences: [batch, channels, length] -> [batch, outputChannels, ...]. Keeps its input. Errors
 * on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example convolution1d({ input: [1, 80, 3000], outputChannels: 512, kernel: 3, padding: 1 }).output // [1, 512, 3000]
 */
export function convolution1d(spec: ConvolutionSpec): Layer {
  return convolved("layers/convolution1d", ["length"], spec);
}

/**
 * A convolution over volumes: [batch, channels, depth, height, width] -> [batch, outputChannels, ...]. Keeps its
 * input. Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example convolution3d({ input: [1, 3, 16, 112, 112], outputChannels: 64, kernel: 3, padding: 1 }).output // [1, 64, 16, 112, 112]
 */
export function convolution3d(spec: ConvolutionSpec): Layer {
  return convolved("layers/convolution3d", ["depth", "height", "width"], spec);
}

function convolved(subject: string, axes: readonly string[], spec: ConvolutionSpec): Layer {
  const [batch = 0, inputChannels = 0, ...sizes] = checkedShape(subject, "input", spec.input, [
    "batch",
    "channels",
    ...axes,
  ]);
  const outputChannels = wholeNumber(subject, "outputChannels", spec.outputChannels);
  const groups = checkedGroups(subject, spec.groups ?? 1, inputChannels, outputChannels);
  const window = slidingWindow(subject, sizes, spec);
  return convolutionPositionsRecord.variant({ bias: biasOf(spec) }).bind(
    {
      batch,
      inputChannels,
      outputChannels,
      groups,
      inputPositions: elements(sizes),
      kernelPositions: elements(window.kernel),
      outputPositions: elements(window.output),
    },
    {
      settings: `${window.settings}, ${channelText(inputChannels, outputChannels, groups)}`,
      inputs: [spec.input],
      output: [batch, outputChannels, ...window.output],
    },
  );
}

function biasOf({ bias }: Pick<ConvolutionSpec, "bias">): "yes" | "no" {
  return bias === false ? "no" : "yes";
}

export interface TransposedConvolutionSpec extends ConvolutionSpec {
  /** Positions added at the end of each side of the output; default 0. */
  readonly outputPadding?: Spatial;
}

/**
 * A transposed convolution over one, two or three spatial dimensions: [batch, channels, ...] ->
 * [batch, outputChannels, ...]. Its operations follow the input's positions. Keeps its input. Errors on sizes that
 * are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example transposedConvolution({ input: [1, 64, 28, 28], outputChannels: 32, kernel: 2,
 *   stride: 2 }).output // [1, 32, 56, 56]
 */
export function transposedConvolution(spec: TransposedConvolutionSpec): Layer {
  const subject = "layers/transposed-convolution";
  const [batch = 0, inputChannels = 0, ...sizes] = withSpatial(subject, spec.input);
  const outputChannels = wholeNumber(subject, "outputChannels", spec.outputChannels);
  const groups = checkedGroups(subject, spec.groups ?? 1, inputChannels, outputChannels);
  const kernel = spatial(subject, "kernel", spec.kernel, sizes.length);
  const output = transposedOutput(subject, sizes, kernel, spec);
  return transposedConvolutionRecord.variant({ bias: biasOf(spec) }).bind(
    {
      batch,
      inputChannels,
      outputChannels,
      groups,
      inputPositions: elements(sizes),
      kernelPositions: elements(kernel),
      outputPositions: elements(output),
    },
    {
      settings: `${kernel.join(" × ")}, ${channelText(inputChannels, outputChannels, groups)}`,
      inputs: [spec.input],
      output: [batch, outputChannels, ...output],
    },
  );
}

function transposedOutput(
  subject: string,
  sizes: readonly number[],
  kernel: readonly number[],
  spec: TransposedConvolutionSpec,
): readonly number[] {
  const rank = sizes.length;
  const stride = spatial(subject, "stride", spec.stride ?? 1, rank);
  const padding = spatial(subject, "padding", spec.padding ?? 0, rank, 0);
  const dilation = spatial(subject, "dilation", spec.dilation ?? 1, rank);
  const added = spatial(subject, "outputPadding", spec.outputPadding ?? 0, rank, 0);
  const size = transposedOutputSize.compiled();
  return sizes.map((inputSize, i) => {
    const axis = { inputSize, kernelSize: kernel[i] ?? 1, stride: stride[i] ?? 1, padding: padding[i] ?? 0 };
    const outputSize = size({ ...axis, dilation: dilation[i] ?? 1, outputPadding: added[i] ?? 0 });
    if (outputSize >= 1) return outputSize;
    throw new FlopbookError(
      `${subject}: padding must leave some output, got ${axis.padding} for an input of ${inputSize}; use less padding`,
    );
  });
}

function withSpatial(subject: string, input: Shape): Shape {
  const axes = ["depth", "height", "width"].slice(-Math.min(3, Math.max(1, input.length - 2)));
  return checkedShape(subject, "input", input, ["batch", "channels", ...axes]);
}

function channelText(inputChannels: number, outputChannels: number, groups: number): string {
  return `${inputChannels} → ${outputChannels}${groups === 1 ? "" : `, ${groups} groups`}`;
}
