// The dimensions of images and of windows that slide over them, for records of layers.
import { part } from "./graph/part.js";
import { elements, type Shape } from "./shape/shape.js";
import { type SlidingWindow, slidingOutputSize } from "./shape/sliding-window.js";

/** Sizes of an image and of a window, in the order in which people give them. */
export const windowDimensions = [
  "inputHeight",
  "inputWidth",
  "kernelHeight",
  "kernelWidth",
  "strideHeight",
  "strideWidth",
  "paddingHeight",
  "paddingWidth",
  "dilationHeight",
  "dilationWidth",
  "outputHeight",
  "outputWidth",
] as const;

/** Where the windows stop, and what holds where nothing is said. */
export const slidingImage = {
  defaults: {
    strideHeight: 1,
    strideWidth: 1,
    paddingHeight: 0,
    paddingWidth: 0,
    dilationHeight: 1,
    dilationWidth: 1,
  },
  derived: { outputHeight: outputAlong("Height"), outputWidth: outputAlong("Width") },
} as const;

function outputAlong(axis: "Height" | "Width") {
  return part(slidingOutputSize, {
    inputSize: `input${axis}`,
    padding: `padding${axis}`,
    dilation: `dilation${axis}`,
    kernelSize: `kernel${axis}`,
    stride: `stride${axis}`,
  });
}

/** The sizes of a window in its place over an image. */
export function imageWindow(
  [inputHeight = 0, inputWidth = 0]: readonly number[],
  { kernel, output }: Pick<SlidingWindow, "kernel" | "output">,
) {
  const [kernelHeight = 0, kernelWidth = 0] = kernel;
  const [outputHeight = 0, outputWidth = 0] = output;
  return { inputHeight, inputWidth, kernelHeight, kernelWidth, outputHeight, outputWidth };
}

/** An image and its elements. */
export const image = {
  shape: ["batch", "channels", "inputHeight", "inputWidth"],
  elements: "batch * channels * inputHeight * inputWidth",
} as const;

/** Sizes of [batch, channels, ...] as those of an image with as many positions. */
export function asImage(shape: Shape) {
  const [batch = 1, channels = 1, ...rest] = shape;
  const inputWidth = rest.at(-1) ?? 1;
  return { batch, channels, inputHeight: elements(rest) / inputWidth, inputWidth };
}

/** Sizes of a sequence or volume and of a window over it, by their positions. */
export const positionDimensions = [
  "inputPositions",
  "kernelPositions",
  "stride",
  "padding",
  "dilation",
  "outputPositions",
] as const;

/** The same as `slidingImage` along one dimension; for volumes the positions of the output must be given. */
export const slidingPositions = {
  defaults: { stride: 1, padding: 0, dilation: 1 },
  derived: {
    outputPositions: part(slidingOutputSize, { inputSize: "inputPositions", kernelSize: "kernelPositions" }),
  },
} as const;
