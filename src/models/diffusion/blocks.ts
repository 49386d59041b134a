// What denoisers and autoencoders of images are built of: residual blocks, attention over places, steps up and down.
import { elementwiseOperation, groupNorm, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { gridOf, resized, sizeOf, tokensOf } from "../vision/pieces.js";

export interface ResidualSpec {
  readonly channels: number;
  readonly groups: number;
  readonly activation: BlockActivation;
  /** Features of the step, [batch, features]; undefined in an autoencoder. */
  readonly time: Tensor | undefined;
  /** Whether they scale and shift, and not shift alone. */
  readonly scaled: boolean;
}

/** Two convolutions behind normalisations, with the features of the step between them. */
export function residual(s: Sketch, x: Tensor, spec: ResidualSpec): Tensor {
  const { channels, groups, activation } = spec;
  const window = { kernel: 3, padding: 1 };
  const active = (part: string, y: Tensor) =>
    s.activation(`${part}.activation`, s.groupNorm(`${part}.norm`, y, groups), activation);
  const first = s.convolution("conv1", active("conv1", x), channels, window);
  const told = spec.time === undefined ? first : toldTime(s, first, spec.time, spec);
  const second = s.convolution("conv2", active("conv2", told), channels, window);
  const shortcut = x.shape[1] === channels ? x : s.convolution("shortcut", x, channels, { kernel: 1 });
  return s.add("add", second, shortcut);
}

function toldTime(
  s: Sketch,
  x: Tensor,
  time: Tensor,
  { channels, activation, scaled }: ResidualSpec,
): Tensor {
  const active = s.activation("time.activation", time, activation);
  const features = s.linear("time", active, scaled ? 2 * channels : channels);
  return modulated(s, "time.added", x, features, scaled ? "multiply + 2 add" : "add");
}

/** Features of a whole sample spread over its places: a shift, or a factor and a shift. */
export function modulated(
  s: Sketch,
  part: string,
  x: Tensor,
  features: Tensor,
  words: "add" | "multiply" | "multiply + add" | "multiply + 2 add",
): Tensor {
  const [batch = 1] = x.shape;
  const spread = s.move(`${part}.spread`, features, [batch, ...x.shape.slice(1).map(() => 1)], "of a sample");
  const scales = words !== "add";
  const layer = elementwiseOperation({
    name: scales ? "scaled and shifted by the condition" : "shifted by the condition",
    inputs: [x.shape, spread.shape],
    output: x.shape,
    forward: words,
    backward: [scales ? "multiply" : undefined, scales ? "multiply + add" : "add"],
    saved: scales
      ? [
          { kind: "input", index: 0 },
          { kind: "input", index: 1 },
        ]
      : [],
  });
  return s.stage.add(s.name(part), layer, x, spread);
}

/** Attention among the places of an image with a normalisation before and a sum behind. */
export function placeAttention(s: Sketch, x: Tensor, heads: number, groups: number): Tensor {
  const normed = s.stage.add(s.name("norm"), groupNorm({ input: x.shape, groups }), x);
  const tokens = tokensOf(s, "tokens", normed);
  const attended = s.attention("attention", tokens, { heads });
  return s.add("add", gridOf(s, "grid", attended, sizeOf(x)), x);
}

export interface SpatialTransformer {
  readonly heads: number;
  readonly layers: number;
  readonly groups: number;
  /** The text, [batch, tokens, features]. */
  readonly text: Tensor;
}

/** Blocks over the places of an image that attend to each other and to a text, gated perceptrons behind them. */
export function spatialTransformer(s: Sketch, x: Tensor, spec: SpatialTransformer): Tensor {
  const channels = x.shape[1] ?? 1;
  const normed = s.groupNorm("norm", x, spec.groups);
  let tokens = s.linear("projection.input", tokensOf(s, "tokens", normed), channels);
  for (let i = 0; i < spec.layers; i++) tokens = crossBlock(s.within(String(i)), tokens, spec);
  const output = s.linear("projection.output", tokens, channels);
  return s.add("add", gridOf(s, "grid", output, sizeOf(x)), x);
}

function crossBlock(s: Sketch, x: Tensor, { heads, text }: SpatialTransformer): Tensor {
  const own = s.attention("attention", s.norm("attention-norm", x), { heads, bias: false });
  const seen = s.add("attention-add", own, x);
  const cross = s.attention("cross", s.norm("cross-norm", seen), { heads, bias: false, memory: text });
  const told = s.add("cross-add", cross, seen);
  const dim = 4 * (x.shape[2] ?? 1);
  const both = { dim, activation: "gelu", gated: true } as const;
  return s.add("mlp-add", s.mlp("mlp", s.norm("mlp-norm", told), both), told);
}

/** Half the size by a convolution that strides. */
export function smaller(s: Sketch, part: string, x: Tensor): Tensor {
  return s.convolution(part, x, x.shape[1] ?? 1, { kernel: 3, stride: 2, padding: 1 });
}

/** Twice the size, and a convolution. */
export function larger(s: Sketch, part: string, x: Tensor): Tensor {
  const [height, width] = sizeOf(x);
  const twice = resized(s, `${part}.resized`, x, [2 * height, 2 * width], "nearest");
  return s.convolution(part, twice, x.shape[1] ?? 1, { kernel: 3, padding: 1 });
}

/** A perceptron of two layers, e.g. on the sines of a step. */
export function conditionMlp(
  s: Sketch,
  x: Tensor,
  dim: number,
  activation: BlockActivation = "silu",
): Tensor {
  return s.linear("2", s.activation("activation", s.linear("1", x, dim), activation), dim);
}
