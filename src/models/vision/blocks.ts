// Blocks that the networks for images are built of: convolution with norm and activation, squeeze and excitation,
// stochastic depth. An error of a layer names the module that it was to become.
import { FlopbookError } from "../../ground/errors.js";
import {
  type ActivationFunction,
  activation,
  batchNorm,
  broadcastProduct,
  type ConvolutionSpec,
  convolution,
  globalAveragePool,
  type Layer,
  type Shape,
  type Spatial,
  type Stage,
  stochasticDepth,
  type Tensor,
} from "../../layers/index.js";

/** Adds the layer that `make` builds for the shape of `input`; an error names the module. */
export function applied(stage: Stage, name: string, input: Tensor, make: (input: Shape) => Layer): Tensor {
  let layer: Layer;
  try {
    layer = make(input.shape);
  } catch (error) {
    throw error instanceof FlopbookError ? new FlopbookError(`${name}: ${error.message}`) : error;
  }
  return stage.add(name, layer, input);
}

/** What stands behind a convolution: adds itself under `name` and returns its output. */
export type Norm = (stage: Stage, name: string, input: Tensor) => Tensor;

/** Batch normalisation with scale and shift. */
export const batchNormed: Norm = (stage, name, input) =>
  applied(stage, name, input, (shape) => batchNorm({ input: shape }));

export interface ConvolutionBlockSpec {
  /** Module path of the block, e.g. "features.0". */
  readonly name: string;
  /** Names of its parts below `name`; default ["0", "1", "2"], a sequence. An empty `name` makes them whole paths. */
  readonly parts?: readonly [convolution: string, norm: string, activation: string];
  readonly outputChannels: number;
  /** Default 3. */
  readonly kernel?: Spatial;
  /** Default 1. */
  readonly stride?: Spatial;
  /** Default: as much as keeps the size at stride 1, (kernel - 1) / 2 × dilation, rounded down. */
  readonly padding?: Spatial;
  /** Default 1. */
  readonly dilation?: number;
  /** Default 1. */
  readonly groups?: number;
  /** Default: only without a norm. */
  readonly bias?: boolean;
  /** Default batch normalisation. */
  readonly norm?: Norm | "none";
  /** Default "relu". */
  readonly activation?: ActivationFunction | "none";
}

/** A convolution, its norm and its activation: [batch, c, h, w] -> [batch, outputChannels, h', w']. */
export function convolutionBlock(stage: Stage, input: Tensor, spec: ConvolutionBlockSpec): Tensor {
  const { name, parts = ["0", "1", "2"], norm = batchNormed, activation: activated = "relu", ...rest } = spec;
  const [convolutionName, normName, activationName] = parts.map((part) =>
    name === "" ? part : `${name}.${part}`,
  );
  const settings = { ...rest, bias: spec.bias ?? norm === "none" };
  let x = plainConvolution(stage, convolutionName ?? name, input, settings);
  if (norm !== "none") x = norm(stage, normName ?? name, x);
  return activated === "none" ? x : activate(stage, activationName ?? name, x, activated);
}

/** A convolution alone; unless told otherwise 3 × 3, padded to keep the size at stride 1, without bias. */
export function plainConvolution(
  stage: Stage,
  name: string,
  input: Tensor,
  spec: Omit<ConvolutionSpec, "input" | "kernel" | "dilation"> & {
    readonly kernel?: Spatial;
    readonly dilation?: number;
  },
): Tensor {
  const { kernel = 3, dilation = 1, padding = samePadding(kernel, dilation), bias = false } = spec;
  const settings = { ...spec, kernel, dilation, padding, bias };
  return applied(stage, name, input, (shape) => convolution({ ...settings, input: shape }));
}

/** An activation function; default ReLU. */
export function activate(
  stage: Stage,
  name: string,
  input: Tensor,
  kind: ActivationFunction = "relu",
): Tensor {
  return applied(stage, name, input, (shape) => activation({ input: shape, function: kind }));
}

/** Zeros on each side that keep an image's size at stride 1. */
function samePadding(kernel: Spatial, dilation: number): Spatial {
  const each = (size: number) => Math.floor((size - 1) / 2) * dilation;
  return typeof kernel === "number" ? each(kernel) : kernel.map(each);
}

export interface SqueezeExcitationSpec {
  /** Module path of the block. */
  readonly name: string;
  readonly squeezeChannels: number;
  /** Between its two convolutions; default "relu". */
  readonly activation?: ActivationFunction;
  /** What makes the factors; default "sigmoid". */
  readonly scaleActivation?: ActivationFunction;
}

/** Squeeze and excitation: every channel is multiplied by a factor worked out of all channels' means. */
export function squeezeExcitation(stage: Stage, input: Tensor, spec: SqueezeExcitationSpec): Tensor {
  const { name, squeezeChannels, activation: inner = "relu", scaleActivation = "sigmoid" } = spec;
  const pointwise = { kernel: 1, norm: "none", name: "" } as const;
  let factor = applied(stage, `${name}.avgpool`, input, (shape) => globalAveragePool({ input: shape }));
  const squeezed = [`${name}.fc1`, "", `${name}.activation`] as const;
  const excited = [`${name}.fc2`, "", `${name}.scale_activation`] as const;
  const outputChannels = input.shape[1] ?? 0;
  factor = convolutionBlock(stage, factor, {
    ...pointwise,
    outputChannels: squeezeChannels,
    parts: squeezed,
    activation: inner,
  });
  factor = convolutionBlock(stage, factor, {
    ...pointwise,
    outputChannels,
    parts: excited,
    activation: scaleActivation,
  });
  const product = broadcastProduct({ input: input.shape, factor: factor.shape });
  return stage.add(`${name}.scale`, product, input, factor);
}

/** Stochastic depth by samples in training; the tensor itself where the rate is 0. */
export function depthDropped(stage: Stage, name: string, input: Tensor, rate: number): Tensor {
  return rate === 0 ? input : applied(stage, name, input, (shape) => stochasticDepth({ input: shape, rate }));
}
