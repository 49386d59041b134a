// Depthwise and depthwise separable convolutions: one filter a channel, then a mixture of channels.

import { sources } from "../../sources/bibliography.js";
import type { Stage, Tensor } from "../graph/graph.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { image, slidingImage, windowDimensions } from "../image-window.js";
import { matrixParts } from "../matrix.js";
import { imageSizes } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import {
  type ConvolutionSpec,
  convolution,
  convolutionMac,
  convolutionParameters,
  convolutionRecord,
  convolutionWeights,
} from "./convolution.js";

const howard = { source: sources.howard2017, place: "section 3.1, cost of depthwise and 1 × 1 convolutions" };

/** Multiply-accumulates of a depthwise convolution. */
export const depthwiseMac = formula({
  id: "layers.convolution.depthwise-mac",
  meaning: "Multiply-accumulates of a depthwise convolution: one filter for each channel",
  expression: "batch * channels * outputHeight * outputWidth * kernelHeight * kernelWidth",
  result: "mac",
  inputs: ["batch", "channels", "outputHeight", "outputWidth", "kernelHeight", "kernelWidth"],
  source: howard,
});

/** Multiply-accumulates of a depthwise separable convolution: depthwise, then 1 × 1. */
export const separableMac = formula({
  id: "layers.convolution.separable-mac",
  meaning: "Multiply-accumulates of a depthwise convolution and the 1 × 1 convolution behind it",
  expression:
    "batch * outputHeight * outputWidth * inputChannels * (kernelHeight * kernelWidth + outputChannels)",
  result: "mac",
  inputs: [
    "batch",
    "outputHeight",
    "outputWidth",
    "inputChannels",
    "kernelHeight",
    "kernelWidth",
    "outputChannels",
  ],
  source: howard,
});

/** The 1 × 1 part of a depthwise separable convolution. */
export const pointwiseShare = formula({
  id: "layers.convolution.pointwise-share",
  meaning: "Share of the 1 × 1 convolution in a depthwise separable one",
  expression: "outputChannels / (kernelHeight * kernelWidth + outputChannels)",
  result: "operationShare",
  inputs: ["outputChannels", "kernelHeight", "kernelWidth"],
  source: howard,
});

const oneFilterEach = { inputChannels: "channels", outputChannels: "channels", groups: "channels" };

/** Depthwise convolutions. */
export const depthwiseRecord = layerRecord({
  id: "depthwise-convolution",
  kind: "convolution",
  meaning: "Convolution of each channel by itself",
  words: "depthwise grouped mobilenet",
  dimensions: ["batch", "channels", ...windowDimensions],
  ...slidingImage,
  inputs: [image.shape],
  output: ["batch", "channels", "outputHeight", "outputWidth"],
  parameters: part(convolutionParameters, oneFilterEach),
  ...matrixParts(part(convolutionMac, oneFilterEach)),
  kept: [{ kind: "input", index: 0 }],
  choices: { bias: { yes: {}, no: { parameters: part(convolutionWeights, oneFilterEach) } } },
});

/** Depthwise separable convolutions. */
export const separableRecord = layerRecord({
  id: "separable-convolution",
  meaning: "Depthwise separable convolution: each channel by itself, then a mixture of channels",
  words: "depthwise pointwise mobilenet",
  dimensions: ["batch", "inputChannels", "outputChannels", ...windowDimensions],
  ...slidingImage,
  inputs: [["batch", "inputChannels", "inputHeight", "inputWidth"]],
  output: ["batch", "outputChannels", "outputHeight", "outputWidth"],
  members: [
    { name: "depthwise", record: depthwiseRecord, sizes: { channels: "inputChannels" }, from: [0] },
    {
      name: "pointwise",
      record: convolutionRecord,
      sizes: {
        inputHeight: "outputHeight",
        inputWidth: "outputWidth",
        kernelHeight: "1",
        kernelWidth: "1",
      },
      from: ["depthwise"],
    },
  ],
});

/**
 * A depthwise convolution: as many groups and output channels as input channels. Errors on sizes that are not
 * whole numbers from 1 on and on shapes that do not fit.
 *
 * @example depthwiseConvolution({ input: [1, 32, 112, 112], kernel: 3, padding: 1 }).output // [1, 32, 112, 112]
 */
export function depthwiseConvolution(spec: Omit<ConvolutionSpec, "outputChannels" | "groups">): Layer {
  const { channels } = imageSizes("layers/depthwise-convolution", spec.input);
  return convolution({ ...spec, outputChannels: channels, groups: channels });
}

export interface SeparableConvolutionSpec extends Omit<ConvolutionSpec, "input" | "groups"> {
  /** Module path, e.g. "block1". */
  readonly name: string;
  /** [batch, channels, height, width]. */
  readonly input: Tensor;
}

/**
 * A depthwise separable convolution: [batch, channels, height, width] -> [batch, outputChannels, ...].
 *
 * @example const g = graphBuilder({ name: "block", origin: "own" });
 * const input = g.input("x", [1, 32, 112, 112]);
 * separableConvolution(g.stage("stem"), { name: "conv", input, outputChannels: 64, kernel: 3,
 *   padding: 1 }).shape // [1, 64, 112, 112]
 */
export function separableConvolution(stage: Stage, spec: SeparableConvolutionSpec): Tensor {
  const { name, input, outputChannels, ...rest } = spec;
  const filtered = stage.add(
    `${name}.depthwise`,
    depthwiseConvolution({ ...rest, input: input.shape }),
    input,
  );
  const mixing = convolution({
    input: filtered.shape,
    outputChannels,
    kernel: 1,
    ...(spec.bias === undefined ? {} : { bias: spec.bias }),
  });
  return stage.add(`${name}.pointwise`, mixing, filtered);
}
