// A window that slides over the spatial dimensions of a tensor: where convolutions and poolings put their outputs.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";
import { type Spatial, spatial } from "./shape.js";

/** Size of the output along one spatial dimension. */
export const slidingOutputSize = formula({
  id: "layers.convolution.output-size",
  meaning: "Positions of a sliding window along one dimension",
  expression: "floor((inputSize + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1",
  result: "outputSize",
  inputs: ["inputSize", "padding", "dilation", "kernelSize", "stride"],
  source: { source: sources.dumoulin2018, place: "section 5.1, relationship 15" },
});

/** The same when a last window may reach over the end, so long as it starts within the input or the padding before it. */
export const coveringOutputSize = formula({
  id: "layers.pooling.covering-output-size",
  meaning: "Positions of a sliding window along one dimension when the last one may reach over the end",
  expression:
    "min(ceil((inputSize + 2 * padding - dilation * (kernelSize - 1) - 1) / stride), floor((inputSize + padding - 1) / stride)) + 1",
  result: "outputSize",
  inputs: ["inputSize", "padding", "dilation", "kernelSize", "stride"],
  source: {
    source: sources.pytorch,
    place: "MaxPool2d, ceil_mode: windows that start in the right padding are ignored",
  },
});

/** What a window's positions depend on. */
export interface SlidingWindowSpec {
  readonly kernel: Spatial;
  /** Default 1. */
  readonly stride?: Spatial;
  /** On each side; default 0. */
  readonly padding?: Spatial;
  /** Default 1. */
  readonly dilation?: Spatial;
  /** Whether a last window may reach over the end, as PyTorch's `ceil_mode`; default false. */
  readonly ceilMode?: boolean;
}

/** A window in its place. */
export interface SlidingWindow {
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly settings: string;
}

/** Output sizes of a window with these settings, checked; an error when the window is larger than the padded input. */
export function slidingWindow(
  subject: string,
  sizes: readonly number[],
  spec: SlidingWindowSpec,
): SlidingWindow {
  const rank = sizes.length;
  const kernel = spatial(subject, "kernel", spec.kernel, rank);
  const stride = spatial(subject, "stride", spec.stride ?? 1, rank);
  const padding = spatial(subject, "padding", spec.padding ?? 0, rank, 0);
  const dilation = spatial(subject, "dilation", spec.dilation ?? 1, rank);
  const size = (spec.ceilMode === true ? coveringOutputSize : slidingOutputSize).compiled();
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
