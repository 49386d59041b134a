// Adaptive pooling: the windows are chosen so that the output has a given size.

import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { asImage, image } from "../image-window.js";
import { checkedShape, elements, type Shape, type Spatial, spatial } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const subject = "layers/adaptive-pooling";

/** Operations of adaptive average pooling: additions and one division for each window. */
export const adaptiveAverageFlop = formula({
  id: "layers.pooling.adaptive-average-flop",
  meaning: "Operations of adaptive average pooling, forward or backward: one for each element of a window",
  expression: "flopPerOperation * windowElements",
  result: "flop",
  inputs: ["windowElements"],
  source: {
    source: sources.pytorch,
    place:
      "torch.nn.AdaptiveAvgPool2d: one addition fewer than elements of a window, and one division; backward one division and additions; counted here",
  },
});

/** Comparisons of adaptive max pooling: one fewer than elements for each window. */
export const adaptiveMaxFlop = formula({
  id: "layers.pooling.adaptive-max-flop",
  meaning: "Operations of adaptive max pooling: comparisons, one fewer than elements for each window",
  expression: "flopPerOperation * (windowElements - outputElements)",
  result: "flop",
  inputs: ["windowElements", "outputElements"],
  source: {
    source: sources.cormen2022,
    place: "section 9.1: the maximum of n values takes n − 1 comparisons",
  },
  sample: { outputElements: 2048 },
});

/** Additions of gradients at the maxima. */
const scatterFlop = formula({
  id: "layers.pooling.scatter-flop",
  meaning: "Backward pass of max pooling: each output's gradient is added at one place",
  expression: "flopPerOperation * outputElements",
  result: "flop",
  inputs: ["outputElements"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.AdaptiveMaxPool2d, return_indices: one addition for each output, counted here",
  },
});

/** Formulas of this file. */
export const adaptivePoolingFormulas = [adaptiveAverageFlop, adaptiveMaxFlop, scatterFlop] as const;

export interface AdaptivePoolingSpec {
  /** [batch, channels, ...] with one to three spatial dimensions. */
  readonly input: Shape;
  /** Size of the output, one number for every spatial dimension or one each. */
  readonly outputSize: Spatial;
}

const pooled = {
  kind: "pooling",
  dimensions: [
    "batch",
    "channels",
    "inputHeight",
    "inputWidth",
    "outputHeight",
    "outputWidth",
    "windowElements",
  ],
  inputs: [image.shape],
  output: ["batch", "channels", "outputHeight", "outputWidth"],
} as const;
const outputElements = "batch * channels * outputHeight * outputWidth";
const average = { pooling: part(adaptiveAverageFlop) };

/** Adaptive average pooling. */
export const adaptiveAverageRecord = layerRecord({
  id: "adaptive-average-pooling",
  meaning: "Mean of windows that cover the input, as many as asked for",
  words: "avgpool global",
  ...pooled,
  forward: average,
  inputGradient: [average],
  kept: [{ kind: "input", index: 0 }],
});

/** Adaptive max pooling. */
export const adaptiveMaxRecord = layerRecord({
  id: "adaptive-max-pooling",
  meaning: "Largest value of windows that cover the input, as many as asked for",
  words: "maxpool global",
  ...pooled,
  forward: { pooling: part(adaptiveMaxFlop, { outputElements }) },
  inputGradient: [{ pooling: part(scatterFlop, { outputElements }) }],
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "indices of the maxima", elements: outputElements, bytesPerElement: 8 },
  ],
});

/**
 * The mean of windows that cover the input, as many as asked for. PyTorch keeps its input for the sizes. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example adaptiveAveragePool({ input: [1, 512, 7, 7], outputSize: 1 }).output // [1, 512, 1, 1]
 */
export function adaptiveAveragePool(spec: AdaptivePoolingSpec): Layer {
  return pool("average", adaptiveAverageRecord, spec);
}

/**
 * The maximum of such windows. Keeps its input and the 8-byte index of each maximum. Errors on sizes that are not
 * whole numbers from 1 on and on shapes that do not fit.
 *
 * @example adaptiveMaxPool({ input: [1, 512, 7, 7], outputSize: 1 }).output // [1, 512, 1, 1]
 */
export function adaptiveMaxPool(spec: AdaptivePoolingSpec): Layer {
  return pool("max", adaptiveMaxRecord, spec);
}

function pool(name: "average" | "max", record: typeof adaptiveMaxRecord, spec: AdaptivePoolingSpec): Layer {
  const axes = ["depth", "height", "width"].slice(-Math.min(3, Math.max(1, spec.input.length - 2)));
  const layout = ["batch", "channels", ...axes];
  const [batch = 0, channels = 0, ...sizes] = checkedShape(subject, "input", spec.input, layout);
  const outputSize = spatial(subject, "outputSize", spec.outputSize, sizes.length);
  const output = [batch, channels, ...outputSize];
  const along = sizes.map((size, i) => windowLengths(size, outputSize[i] ?? 1));
  const { inputHeight: outputHeight, inputWidth: outputWidth } = asImage(output);
  const windowElements = elements([batch, channels, ...along]);
  return record.bind(
    { ...asImage(spec.input), outputHeight, outputWidth, windowElements },
    { settings: `adaptive ${name} to ${outputSize.join(" × ")}`, inputs: [spec.input], output },
  );
}

/** Lengths of all windows along one dimension: from floor(i n / m) up to ceil((i + 1) n / m). */
function windowLengths(inputSize: number, outputSize: number): number {
  return Array.from({ length: outputSize }, (_, i) => {
    const start = Math.floor((i * inputSize) / outputSize);
    return Math.ceil(((i + 1) * inputSize) / outputSize) - start;
  }).reduce((sum, length) => sum + length, 0);
}
