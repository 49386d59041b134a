// Stages of attention within windows of an image, shifted in every second block: Swin in the variants of its heirs.
import {
  activation,
  elementwiseOperation,
  learnedScale,
  linear,
  padding,
  scale,
  type Tensor,
} from "../../layers/index.js";
import type { BlockActivation, ScoreSpec } from "../language/blocks/specs.js";
import { type Sketch, sketch } from "../sketch.js";
import { gridOf, type Size, sizeOf, tokensOf } from "./pieces.js";
import { added } from "./score-bias.js";

export interface WindowedStagesSpec {
  readonly patch: Size;
  readonly modelDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly window: number;
  readonly ratio: number;
  readonly activation: BlockActivation;
  readonly bias: boolean;
  /** Rows of a learned table of positions; 0: there is none. */
  readonly positions: number;
  /**
   * "table": scaled products and a table of position biases, normalisation before each half. "cosine": a learned
   * temperature, biases from a small perceptron, normalisation behind each half.
   */
  readonly kind: "table" | "cosine";
  /** Whether a window is never larger than the features. */
  readonly clamped: boolean;
  /** Whether tokens are normalised behind the patches. */
  readonly firstNorm: boolean;
}

/** Tokens behind each stage with their height and width, before the merging that leads to the next. */
export function windowedStages(
  stage: (name: string) => Sketch,
  spec: WindowedStagesSpec,
  images: Tensor,
): readonly { readonly tokens: Tensor; readonly size: Size }[] {
  const start = stage("embedding");
  const patches = filledTo(start, "pad", images, spec.patch);
  const window = { kernel: spec.patch, stride: spec.patch };
  const features = start.convolution("patches", patches, spec.modelDim, window);
  let size = sizeOf(features);
  let x = tokensOf(start, "tokens", features);
  if (spec.firstNorm) x = start.norm("norm", x);
  if (spec.positions > 0) x = start.positions("positions", x, spec.positions);
  return spec.depths.map((depth, i) => {
    const s = stage(`stage ${i + 1}`);
    if (i > 0) ({ tokens: x, size } = merged(s.within("merge"), spec, x, size));
    for (let j = 0; j < depth; j++) x = block(s.within(String(j)), spec, x, { size, stage: i, index: j });
    return { tokens: x, size };
  });
}

interface Place {
  readonly size: Size;
  readonly stage: number;
  readonly index: number;
}

function block(s: Sketch, spec: WindowedStagesSpec, x: Tensor, place: Place): Tensor {
  const { activation: function_, ratio } = spec;
  const mlp = { dim: Math.trunc((x.shape[2] ?? 1) * ratio), activation: function_ };
  if (spec.kind === "table") {
    const attended = windowAttention(s.within("attention"), spec, s.norm("attention-norm", x), place);
    const middle = s.add("attention-add", attended, x);
    return s.add("mlp-add", s.mlp("mlp", s.norm("mlp-norm", middle), mlp), middle);
  }
  const attended = windowAttention(s.within("attention"), spec, x, place);
  const middle = s.add("attention-add", s.norm("attention-norm", attended), x);
  return s.add("mlp-add", s.norm("mlp-norm", s.mlp("mlp", middle, mlp)), middle);
}

/** Attention of every token to those of its window: [batch, tokens, features] -> the same. */
function windowAttention(s: Sketch, spec: WindowedStagesSpec, x: Tensor, place: Place): Tensor {
  const [batch = 1, , features = 1] = x.shape;
  const [height, width] = place.size;
  const side = spec.clamped ? Math.min(spec.window, height, width) : spec.window;
  const covers = Math.min(height, width) <= side && spec.clamped;
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const shifted = place.index % 2 === 1 && !covers && side > 1;
  const what = `${shifted ? "shifted " : ""}windows of ${side} × ${side}`;
  const windows = s.move("windows", x, [batch * rows * columns, side * side, features], what);
  const heads = spec.heads[place.stage] ?? 1;
  const table = spec.kind === "table" ? spec.window : side;
  const within = sketch(s.stage, { ...s.run, batch: windows.shape[0] ?? 1 }, s.path);
  const attended = within.attention("", windows, {
    heads,
    bias: { query: spec.bias, key: spec.bias && spec.kind === "table", value: spec.bias },
    scores: spec.kind === "table" ? tabled(s, table, heads, shifted) : cosine(s, table, heads, shifted),
    ...(spec.kind === "table" ? {} : { unit: true }),
  });
  return s.move("image", attended, x.shape, `${what} back in place`);
}

function tabled(s: Sketch, side: number, heads: number, shifted: boolean): Partial<ScoreSpec> {
  return {
    fused: "none",
    biased: (scores) => {
      s.parameter("relative-positions", [(2 * side - 1) ** 2, heads]);
      const biased = added(s, "biased", scores);
      return shifted ? added(s, "masked", biased) : biased;
    },
  };
}

/** Hidden features of the perceptron that makes position biases out of offsets. */
const offsetFeatures = 512;

function cosine(s: Sketch, side: number, heads: number, shifted: boolean): Partial<ScoreSpec> {
  return {
    fused: "none",
    biased: (scores) => {
      const temperature = learnedScale({ input: scores.shape, axis: 1, factor: "exponential" });
      const scaled = s.stage.add(s.name("temperature"), temperature, scores);
      const table = offsetBiases(s.within("offsets"), side, heads);
      const sum = elementwiseOperation({
        name: "biases of all pairs",
        inputs: [scores.shape, table.shape],
        output: scores.shape,
        forward: "add",
        backward: [undefined, undefined],
      });
      const biased = s.stage.add(s.name("biased"), sum, scaled, table);
      return shifted ? added(s, "masked", biased) : biased;
    },
  };
}

/** Biases of all offsets of a window out of a perceptron, looked up for each pair: [1, heads, tokens, tokens]. */
function offsetBiases(s: Sketch, side: number, heads: number): Tensor {
  const offsets = (2 * side - 1) ** 2;
  const over = linear({ input: [1, offsets, 2], outputFeatures: offsetFeatures });
  // The table of offsets is a constant: it needs no gradient and is no activation that is kept.
  const first = s.stage.add(s.name("up"), { ...over, inputs: [], inputGradient: [], saved: [] });
  const table = s.linear("down", s.activation("activation", first, "relu"), heads, false);
  const pairs = [1, heads, side ** 2, side ** 2];
  const looked = s.move("look-up", table, pairs, "biases of all pairs");
  const bounded = s.stage.add(s.name("sigmoid"), activation({ input: pairs, function: "sigmoid" }), looked);
  return s.stage.add(s.name("sixteenfold"), scale({ input: pairs, by: "16" }), bounded);
}

/** Four neighbours as one token of twice the width. */
function merged(s: Sketch, spec: WindowedStagesSpec, x: Tensor, [height, width]: Size) {
  const [batch = 1, , features = 1] = x.shape;
  const size: Size = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const four = s.move("four", x, [batch, size[0] * size[1], 4 * features], "four neighbours as one");
  const tokens =
    spec.kind === "table"
      ? s.linear("reduction", s.norm("norm", four), 2 * features, false)
      : s.norm("norm", s.linear("reduction", four, 2 * features, false));
  return { tokens, size };
}

/** An image filled up to whole patches. */
function filledTo(s: Sketch, part: string, x: Tensor, patch: Size): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const up = (size: number, step: number) => Math.ceil(size / step) * step;
  const output = [batch, channels, up(height, patch[0]), up(width, patch[1])];
  if (output[2] === height && output[3] === width) return x;
  return s.stage.add(s.name(part), padding({ input: x.shape, output }), x);
}

/** Tokens as features of an image. */
export function windowedGrid(
  s: Sketch,
  part: string,
  found: { readonly tokens: Tensor; readonly size: Size },
) {
  return gridOf(s, part, found.tokens, found.size);
}
