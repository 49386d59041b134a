// Attention within windows of an image, shifted in every second block: the attention of both Swin Transformers.
import {
  activation,
  addedBias,
  biasLookUp,
  copy,
  type Layer,
  learnedScale,
  linear,
  padding,
  positions,
  relativeBias,
  type Stage,
  scale,
  type Tensor,
} from "../../layers/index.js";
import { rearranged } from "../../layers/shape/named-shape.js";
import { activate, applied } from "./blocks.js";
import { packedAttention } from "./packed-attention.js";

/** Hidden features of the perceptron that makes position biases out of offsets. */
const offsetFeatures = 512;

export interface ShiftedWindowsSpec {
  /** Module path of the attention. */
  readonly name: string;
  readonly heads: number;
  /** Tokens along one side of a window. */
  readonly windowSide: number;
  /** Whether the windows are shifted by half of their side; one window that covers the image is not. */
  readonly shifted: boolean;
  /**
   * "table": scaled products and a learned table of position biases. "continuous": cosine attention with a learned
   * temperature, and biases that a small perceptron makes out of the offsets.
   */
  readonly positions: "table" | "continuous";
}

/** [batch, h, w, features] -> the same, every token attending to those of its window. */
export function shiftedWindows(stage: Stage, input: Tensor, spec: ShiftedWindowsSpec): Tensor {
  const { name, windowSide, heads } = spec;
  const [batch = 1, height = 1, width = 1, features = 1] = input.shape;
  const padded = [batch, filled(height, windowSide), filled(width, windowSide), features];
  const fits = padded[1] === height && padded[2] === width;
  let x = fits
    ? input
    : applied(stage, `${name}.pad`, input, (shape) => padding({ input: shape, output: padded }));
  const { output: windows } = rearranged("b (y i) (x j) c -> (b y x) (i j) c", x.shape, {
    i: windowSide,
    j: windowSide,
  });
  const shifted = spec.shifted && Math.max(padded[1] ?? 0, padded[2] ?? 0) > windowSide;
  const what = `${shifted ? "shifted " : ""}windows of ${windowSide} × ${windowSide}`;
  x = applied(stage, `${name}.windows`, x, (shape) => copy({ input: shape, output: windows, what }));
  x = packedAttention(stage, x, {
    name,
    heads,
    parts: ["qkv", "proj"],
    scaled: spec.positions === "table" ? "query" : "cosine",
    copies: "unless single",
    kernel: "eager",
    biased: (scores) => masked(stage, name, biased(stage, spec, scores), shifted),
  });
  x = applied(stage, `${name}.image`, x, (shape) =>
    copy({ input: shape, output: padded, what: `${what} back in place` }),
  );
  if (fits) return x;
  return applied(stage, `${name}.unpad`, x, (shape) => padding({ input: shape, output: input.shape }));
}

/** The next multiple of the window's side. */
function filled(size: number, windowSide: number): number {
  return Math.ceil(size / windowSide) * windowSide;
}

/** Hides tokens that only the shift brought into one window. */
function masked(stage: Stage, name: string, scores: Tensor, shifted: boolean): Tensor {
  if (!shifted) return scores;
  return applied(stage, `${name}.mask`, scores, (shape) => positions({ input: shape, variant: "fixed" }));
}

function biased(stage: Stage, spec: ShiftedWindowsSpec, scores: Tensor): Tensor {
  const { name, windowSide, heads } = spec;
  if (spec.positions === "table")
    return applied(stage, `${name}.relative_position_bias_table`, scores, (shape) =>
      relativeBias({ scores: shape, windowSide }),
    );
  const scaled = applied(stage, `${name}.logit_scale`, scores, (shape) =>
    learnedScale({ input: shape, axis: 1, factor: "exponential" }),
  );
  const bias = continuousBias(stage, name, windowSide, heads);
  return stage.add(`${name}.bias`, addedBias({ scores: scaled.shape, bias: bias.shape }), scaled, bias);
}

/** Biases between -16 and 16 for every pair of tokens and head, out of their offsets: [1, heads, tokens, tokens]. */
function continuousBias(stage: Stage, name: string, windowSide: number, heads: number): Tensor {
  let x = stage.add(`${name}.cpb_mlp.0`, overOffsets(windowSide));
  x = activate(stage, `${name}.cpb_mlp.1`, x);
  x = applied(stage, `${name}.cpb_mlp.2`, x, (shape) =>
    linear({ input: shape, outputFeatures: heads, bias: false }),
  );
  x = applied(stage, `${name}.relative_position_bias`, x, (table) => biasLookUp({ table, windowSide }));
  x = applied(stage, `${name}.sigmoid`, x, (shape) => activation({ input: shape, function: "sigmoid" }));
  return applied(stage, `${name}.sixteenfold`, x, (shape) => scale({ input: shape, by: "16" }));
}

/**
 * A fully connected layer over the table of offsets. The table is a constant: it needs no gradient, and as a buffer of
 * the module it is not counted with what autograd keeps.
 */
function overOffsets(windowSide: number): Layer {
  const offsets = 2 * windowSide - 1;
  const layer = linear({ input: [1, offsets, offsets, 2], outputFeatures: offsetFeatures });
  return { ...layer, inputs: [], inputGradient: [], saved: [] };
}
