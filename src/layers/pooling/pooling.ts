// Pooling of images: the maximum or the mean of a window, or the mean of the whole image.

import { sources } from "../../sources/bibliography.js";
import { elementwisePart, perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import type { LayerParts } from "../graph/record-spec.js";
import { asImage, image, imageWindow, slidingImage, windowDimensions } from "../image-window.js";
import { imageSizes, type Shape } from "../shape/shape.js";
import { type SlidingWindowSpec, slidingWindow } from "../shape/sliding-window.js";
import { formula } from "../vocabulary.js";

const globalCount = perElement("add", {
  source: sources.pytorch,
  place: "torch.nn.AvgPool2d over the whole image: additions and one division",
});
const scatter = perElement("add (each output's gradient at one place)");
const spread = perElement("divide (each output's gradient, then copied)");

/** Comparisons of a max pool: one fewer than the window has positions. */
export const maxPoolFlop = formula({
  id: "layers.pooling.max-flop",
  meaning: "Operations of max pooling",
  expression: "flopPerOperation * (kernelHeight * kernelWidth - 1) * outputElements",
  result: "flop",
  inputs: ["kernelHeight", "kernelWidth", "outputElements"],
  source: {
    source: sources.cormen2022,
    place: "section 9.1: the maximum of n values takes n − 1 comparisons",
  },
});

/** Additions and the division of an average pool: as many as the window has positions. */
export const averagePoolFlop = formula({
  id: "layers.pooling.average-flop",
  meaning: "Operations of average pooling",
  expression: "flopPerOperation * kernelHeight * kernelWidth * outputElements",
  result: "flop",
  inputs: ["kernelHeight", "kernelWidth", "outputElements"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.AvgPool2d: one addition fewer than positions, and one division, counted here",
  },
});

/** A window over [batch, channels, ...]; stride defaults to the kernel. */
export interface PoolingSpec extends Omit<SlidingWindowSpec, "dilation"> {
  readonly input: Shape;
}

/** The window of a max pool may have gaps. */
export interface MaxPoolingSpec extends SlidingWindowSpec {
  readonly input: Shape;
}

const pooledElements = "batch * channels * outputHeight * outputWidth";
const pooled = {
  kind: "pooling",
  dimensions: ["batch", "channels", ...windowDimensions],
  defaults: slidingImage.defaults,
  derived: { ...slidingImage.derived, strideHeight: "kernelHeight", strideWidth: "kernelWidth" },
  inputs: [image.shape],
  output: ["batch", "channels", "outputHeight", "outputWidth"],
} as const;

/** Max pooling of images. */
export const maxPoolRecord = layerRecord({
  id: "max-pooling",
  meaning: "Largest value of each window; the indices of the maxima are kept",
  words: "maxpool",
  ...pooled,
  forward: { pooling: part(maxPoolFlop, { outputElements: pooledElements }) },
  ...maxPoolBackward(pooledElements),
});

const average = { pooling: part(averagePoolFlop, { outputElements: pooledElements }) };

/** Average pooling of images. */
export const averagePoolRecord = layerRecord({
  id: "average-pooling",
  meaning: "Mean of each window",
  words: "avgpool",
  ...pooled,
  forward: average,
  inputGradient: [average],
  kept: [{ kind: "input", index: 0 }],
});

/** The mean of whole images. */
export const globalAveragePoolRecord = layerRecord({
  id: "global-average-pooling",
  kind: "pooling",
  meaning: "Mean of every channel over the whole image",
  words: "avgpool gap head",
  dimensions: ["batch", "channels", "inputHeight", "inputWidth"],
  inputs: [image.shape],
  output: ["batch", "channels", "1", "1"],
  forward: { pooling: elementwisePart(globalCount, image.elements) },
  inputGradient: [{ pooling: elementwisePart(spread, "batch * channels") }],
  kept: [{ kind: "input", index: 0 }],
});

/**
 * Max pooling of images; stride defaults to the kernel. Keeps its input and the 8-byte index of each maximum.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example maxPool({ input: [1, 64, 112, 112], kernel: 3, stride: 2, padding: 1 }).output // [1, 64, 56, 56]
 */
export function maxPool(spec: MaxPoolingSpec): Layer {
  return pool("max", maxPoolRecord, spec);
}

/**
 * Average pooling of images; stride defaults to the kernel. PyTorch keeps its input for the sizes. Errors on sizes
 * that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example averagePool({ input: [1, 64, 56, 56], kernel: 2 }).output // [1, 64, 28, 28]
 */
export function averagePool(spec: PoolingSpec): Layer {
  return pool("average", averagePoolRecord, spec);
}

/**
 * The mean of every channel: [batch, channels, height, width] -> [batch, channels, 1, 1]. PyTorch keeps its input.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example globalAveragePool({ input: [1, 2048, 7, 7] }).output // [1, 2048, 1, 1]
 */
export function globalAveragePool(spec: { readonly input: Shape }): Layer {
  imageSizes("layers/pooling (global average)", spec.input);
  return globalAveragePoolRecord.bind(asImage(spec.input), { settings: "global average" });
}

/** What the backward pass of a max pool does with so many outputs, and what it needs kept. */
export function maxPoolBackward(outputElements: string): Pick<LayerParts, "inputGradient" | "kept"> {
  return {
    inputGradient: [{ pooling: elementwisePart(scatter, outputElements) }],
    kept: [
      { kind: "input", index: 0 },
      { kind: "own", label: "indices of the maxima", elements: outputElements, bytesPerElement: 8 },
    ],
  };
}

function pool(name: "max" | "average", record: typeof maxPoolRecord, spec: MaxPoolingSpec): Layer {
  const subject = `layers/pooling (${name})`;
  const { batch, channels, height, width } = imageSizes(subject, spec.input);
  const window = slidingWindow(subject, [height, width], { ...spec, stride: spec.stride ?? spec.kernel });
  return record.bind(
    { batch, channels, ...imageWindow([height, width], window) },
    { settings: `${name} ${window.settings}` },
  );
}
