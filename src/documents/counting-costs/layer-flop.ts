// Operations of single layers from their sizes, wired from the catalogue for the claims about them.
import {
  convolutionMac,
  depthwiseMac,
  elementwiseFlop,
  imageElements,
  linearMac,
  matmulMac,
  matrixFlop,
  maxPoolFlop,
  separableMac,
} from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";

/** A count with a source of its own, or bare. */
export type Count = Quantity | number;
const one = given(1, "one sample, one head, one group");
const perElement = (operations: number) => given(operations, "table of layer types, operations per element");

/** (m × n)(n × p), one product. */
export const productMac = (shape: {
  readonly rows: Count;
  readonly innerDim: Count;
  readonly columns: Count;
}) => matmulMac({ batch: one, heads: one, ...shape });

/** Operations of one product. */
export const productFlop = (shape: Parameters<typeof productMac>[0]) =>
  matrixFlop({ mac: productMac(shape) });

/** Operations of one element of a product with this inner size. */
export const perOutput = ({ innerDim }: { readonly innerDim: Count }) =>
  productFlop({ rows: one, innerDim, columns: one });

/** Operations of a fully connected layer for one sample. */
export const linearFlop = (shape: { readonly inputFeatures: Count; readonly outputFeatures: Count }) =>
  matrixFlop({ mac: linearMac({ rows: one, ...shape }) });

/** Output positions and kernel of a sliding window. */
export interface Window {
  readonly outputHeight: Count;
  readonly outputWidth: Count;
  readonly kernelSize: Count;
}

const square = ({ kernelSize, ...rest }: Window) => ({
  ...rest,
  kernelHeight: kernelSize,
  kernelWidth: kernelSize,
});

/** Operations of a convolution with a square kernel for one sample. */
export const convolutionFlop = ({
  inputChannels,
  outputChannels,
  ...window
}: Window & { readonly inputChannels: Count; readonly outputChannels: Count }) =>
  matrixFlop({
    mac: convolutionMac({ batch: one, groups: one, inputChannels, outputChannels, ...square(window) }),
  });

/** Operations of a 1 × 1 convolution for one sample. */
export const pointwiseFlop = (shape: Omit<Parameters<typeof convolutionFlop>[0], "kernelSize">) =>
  convolutionFlop({ ...shape, kernelSize: one });

/** Operations of a depthwise convolution for one sample. */
export const depthwiseFlop = ({ channels, ...window }: Window & { readonly channels: Count }) =>
  matrixFlop({ mac: depthwiseMac({ batch: one, channels, ...square(window) }) });

/** Operations of a depthwise separable convolution for one sample. */
export const separableFlop = ({
  inputChannels,
  outputChannels,
  ...window
}: Window & { readonly inputChannels: Count; readonly outputChannels: Count }) =>
  matrixFlop({ mac: separableMac({ batch: one, inputChannels, outputChannels, ...square(window) }) });

/** Sizes of an image tensor for one sample. */
export interface Image {
  readonly channels: Count;
  readonly imageHeight: Count;
  readonly imageWidth: Count;
}

/** Operations of a layer that takes so many for each element of an image tensor. */
export const overImage = (operations: number) => (shape: Image) =>
  elementwiseFlop({ operationsPerElement: perElement(operations), elements: imageElements(shape) });

/** Operations of a layer that takes so many for each element. */
export const overElements =
  (operations: number) =>
  ({ elements }: { readonly elements: Count }) =>
    elementwiseFlop({ operationsPerElement: perElement(operations), elements });

/** Operations of max pooling for one sample. */
export const maxPool = ({ kernelSize, ...image }: Image & { readonly kernelSize: Count }) =>
  maxPoolFlop({ kernelHeight: kernelSize, kernelWidth: kernelSize, outputElements: imageElements(image) });
