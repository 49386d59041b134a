// The dimensions of a window that slides over images, for records of convolutions and poolings.
import { part } from "../graph/part.js";
import { type SlidingWindow, slidingOutputSize } from "./sliding-window.js";

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
