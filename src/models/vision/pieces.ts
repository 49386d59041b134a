// Small steps that many networks of images share: grids and tokens, normalised convolutions, pooling, resizing.
import {
  type ActivationFunction,
  adaptiveAveragePool,
  averagePool,
  broadcastProduct,
  elementwiseOperation,
  globalAveragePool,
  learnedScale,
  maxPool,
  reduction,
  type Tensor,
} from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch, Window } from "../sketch.js";

/** Height and width. */
export type Size = readonly [number, number];

/** [batch, channels, height, width] -> [batch, height × width, channels], the same memory. */
export function tokensOf(s: Sketch, part: string, features: Tensor): Tensor {
  const [batch = 1, channels = 1, ...sizes] = features.shape;
  return s.view(part, features, [batch, sizes.reduce((all, size) => all * size, 1), channels]);
}

/** [batch, height × width, channels] -> [batch, channels, height, width], the same memory. */
export function gridOf(s: Sketch, part: string, tokens: Tensor, size: Size): Tensor {
  return s.view(part, tokens, [tokens.shape[0] ?? 1, tokens.shape.at(-1) ?? 1, ...size]);
}

/** Height and width of [batch, channels, height, width]. */
export function sizeOf(features: Tensor): Size {
  return [features.shape[2] ?? 1, features.shape[3] ?? 1];
}

/** Normalisation over the channels at every place of [batch, channels, height, width]. */
export function channelNorm(s: Sketch, part: string, features: Tensor): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = features.shape;
  const last = s.view(`${part}.channels-last`, features, [batch, height, width, channels]);
  return s.view(`${part}.channels-first`, s.norm(part, last), features.shape);
}

/** A convolution, its batch normalisation and, where named, an activation: parts "convolution", "norm", "activation". */
export function convNorm(
  s: Sketch,
  part: string,
  x: Tensor,
  outputChannels: number,
  window: Window & { readonly activation?: BlockActivation | undefined; readonly norm?: "group" | "batch" },
): Tensor {
  const here = s.within(part);
  const { activation, norm: _, ...slide } = window;
  const features = here.convolution("convolution", x, outputChannels, { bias: false, ...slide });
  const normed = here.batchNorm("norm", features);
  return activation === undefined ? normed : here.activation("activation", normed, activation);
}

/** The mean of every channel: [batch, channels, height, width] -> [batch, channels]. */
export function channelMean(s: Sketch, part: string, features: Tensor): Tensor {
  const [batch = 1, channels = 1] = features.shape;
  const pooled = s.stage.add(s.name(part), globalAveragePool({ input: features.shape }), features);
  return s.view(`${part}.flat`, pooled, [batch, channels]);
}

/** The mean of the tokens: [batch, tokens, features] -> [batch, features]. */
export function tokenMean(s: Sketch, part: string, tokens: Tensor): Tensor {
  const output = [tokens.shape[0] ?? 1, tokens.shape.at(-1) ?? 1];
  const layer = reduction({ input: tokens.shape, output, function: "mean" });
  return s.stage.add(s.name(part), layer, tokens);
}

/** The token at one place: [batch, tokens, features] -> [batch, features]. */
export function oneToken(s: Sketch, part: string, tokens: Tensor): Tensor {
  return someTokens(s, part, tokens, undefined);
}

/** Some of the tokens, the same memory; `count` undefined: one, without its dimension. */
export function someTokens(s: Sketch, part: string, tokens: Tensor, count: number | undefined): Tensor {
  const [batch = 1] = tokens.shape;
  const features = tokens.shape.at(-1) ?? 1;
  const output = count === undefined ? [batch, features] : [batch, count, features];
  return s.move(part, tokens, output, "some of the tokens");
}

/** Learned tokens before those that are there. */
export function withTokens(s: Sketch, part: string, tokens: Tensor, count: number): Tensor {
  if (count === 0) return tokens;
  const [batch = 1, , features = 1] = tokens.shape;
  const learned = s.parameter(part, [1, count, features]);
  const each = s.move(`${part}.each`, learned, [batch, count, features], "one copy for each sample");
  return s.concatenate(`${part}.joined`, [each, tokens]);
}

/** Max pooling with a window. */
export function maxPooled(
  s: Sketch,
  part: string,
  x: Tensor,
  window: { readonly kernel: number; readonly stride: number; readonly padding?: number },
): Tensor {
  return s.stage.add(s.name(part), maxPool({ input: x.shape, ...window }), x);
}

/** Average pooling with a window. */
export function averagePooled(
  s: Sketch,
  part: string,
  x: Tensor,
  window: { readonly kernel: number; readonly stride: number; readonly padding?: number },
): Tensor {
  return s.stage.add(s.name(part), averagePool({ input: x.shape, ...window }), x);
}

/** Average pooling to a size that is given. */
export function averagedTo(s: Sketch, part: string, x: Tensor, side: number): Tensor {
  return s.stage.add(s.name(part), adaptiveAveragePool({ input: x.shape, outputSize: side }), x);
}

/** An image resized by mixing the four nearest places, or taking the nearest. */
export function resized(
  s: Sketch,
  part: string,
  x: Tensor,
  size: Size,
  mode: "bilinear" | "nearest" = "bilinear",
): Tensor {
  const output = [x.shape[0] ?? 1, x.shape[1] ?? 1, ...size];
  if (mode === "nearest") return s.move(part, x, output, "resized, nearest place");
  const mixing = "4 multiply + 3 add";
  const layer = elementwiseOperation({
    name: "resized, bilinear",
    inputs: [x.shape],
    output,
    forward: mixing,
    backward: [mixing],
  });
  return s.stage.add(s.name(part), layer, x);
}

/** Learned factors of the channels of [batch, channels, height, width]. */
export function channelScale(s: Sketch, part: string, x: Tensor): Tensor {
  return s.stage.add(s.name(part), learnedScale({ input: x.shape, axis: 1 }), x);
}

/** Product with a factor that is spread over the input: sizes equal or 1. */
export function spreadProduct(s: Sketch, part: string, x: Tensor, factor: Tensor): Tensor {
  return s.stage.add(s.name(part), broadcastProduct({ input: x.shape, factor: factor.shape }), x, factor);
}

/** A depth-wise window of its own for every channel. */
export function depthwise(x: Tensor, kernel: number, stride = 1, bias = true): Window {
  return { kernel, stride, padding: Math.floor(kernel / 2), groups: x.shape[1] ?? 1, bias };
}

/** Squeeze and excitation by two convolutions of one place: every channel times a factor made out of all means. */
export function squeezed(
  s: Sketch,
  part: string,
  x: Tensor,
  spec: {
    readonly dim: number;
    readonly activation: BlockActivation;
    readonly gate?: ActivationFunction;
  },
): Tensor {
  const here = s.within(part);
  const channels = x.shape[1] ?? 1;
  const means = here.stage.add(here.name("pool"), globalAveragePool({ input: x.shape }), x);
  const inner = here.activation(
    "activation",
    here.convolution("reduce", means, spec.dim, { kernel: 1 }),
    spec.activation,
  );
  const factor = here.activation(
    "gate",
    here.convolution("expand", inner, channels, { kernel: 1 }),
    spec.gate ?? "sigmoid",
  );
  return spreadProduct(here, "scale", x, factor);
}
