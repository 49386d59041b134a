// A transformer over patches most of whose blocks attend within windows, with biases that queries make out of tables.
import { elementwiseOperation, matmul, type NormStyle, padding, type Tensor } from "../../layers/index.js";
import type { BlockActivation, ScoreSpec } from "../language/blocks/specs.js";
import { type Sketch, sketch } from "../sketch.js";
import { channelNorm, type Size, sizeOf, tokensOf } from "./pieces.js";

export interface WindowEncoderSpec {
  readonly patch: Size;
  readonly modelDim: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlpDim: number;
  readonly activation: BlockActivation;
  readonly bias: boolean;
  readonly norm: NormStyle;
  /** Rows of the table of positions; 0: there is none. */
  readonly positions: number;
  /** Tables of relative positions, one of rows and one of columns, in every block. */
  readonly relative: boolean;
  /** Side of a window; 0: all blocks look at everything. */
  readonly window: number;
  /** Blocks that attend within windows. */
  readonly windowed: (index: number) => boolean;
  /** Blocks behind which three convolutions stand. */
  readonly convolved: (index: number) => boolean;
  /** Patches along each side that the tables of the other blocks were made for. */
  readonly made: Size;
}

/** Images -> tokens with their height and width. */
export function windowEncoder(
  stage: (name: string) => Sketch,
  spec: WindowEncoderSpec,
  images: Tensor,
): { readonly tokens: Tensor; readonly size: Size } {
  const start = stage("embedding");
  const window = { kernel: spec.patch, stride: spec.patch };
  const features = start.convolution("patches", images, spec.modelDim, window);
  const size = sizeOf(features);
  let x = tokensOf(start, "tokens", features);
  if (spec.positions > 0) x = start.positions("positions", x, spec.positions);
  const s = stage("layers");
  for (let i = 0; i < spec.layers; i++) {
    const here = s.within(String(i));
    x = block(here, spec, x, size, spec.windowed(i));
    if (spec.convolved(i)) x = convolved(here.within("convolutions"), spec, x, size);
  }
  return { tokens: x, size };
}

function block(s: Sketch, spec: WindowEncoderSpec, x: Tensor, size: Size, windowed: boolean): Tensor {
  const normed = s.norm("attention-norm", x, spec.norm);
  const side = windowed && spec.window > 0 ? spec.window : 0;
  const attended =
    side === 0 ? within(s, spec, normed, size, spec.made) : inWindows(s, spec, normed, size, side);
  const middle = s.add("attention-add", attended, x);
  const mlp = { dim: spec.mlpDim, activation: spec.activation };
  return s.add("mlp-add", s.mlp("mlp", s.norm("mlp-norm", middle, spec.norm), mlp), middle);
}

function inWindows(
  s: Sketch,
  spec: WindowEncoderSpec,
  x: Tensor,
  [height, width]: Size,
  side: number,
): Tensor {
  const [batch = 1, , features = 1] = x.shape;
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const filled = [batch, rows * columns * side * side, features];
  const fits = filled[1] === height * width;
  const padded = fits ? x : s.stage.add(s.name("pad"), padding({ input: x.shape, output: filled }), x);
  const what = `windows of ${side} × ${side}`;
  const windows = s.move("windows", padded, [batch * rows * columns, side * side, features], what);
  const attended = within(s, spec, windows, [side, side], [side, side]);
  return s.move("image", attended, x.shape, `${what} back in place`);
}

/** Attention among the tokens of an image or of each window. */
function within(s: Sketch, spec: WindowEncoderSpec, x: Tensor, size: Size, made: Size): Tensor {
  const [batch = 1] = x.shape;
  const here = sketch(s.stage, { ...s.run, batch }, s.path);
  return here.attention("attention", x, {
    heads: spec.heads,
    bias: spec.bias,
    ...(spec.relative ? { scores: relative(s.within("relative"), x, size, made, spec.heads) } : {}),
  });
}

/** Queries times tables of rows and of columns, added to the scores. */
function relative(
  s: Sketch,
  x: Tensor,
  [height, width]: Size,
  made: Size,
  heads: number,
): Partial<ScoreSpec> {
  const [batch = 1, , features = 1] = x.shape;
  const headDim = features / heads;
  return {
    fused: "none",
    biased: (scores) => {
      const tables = s.parameter("tables", [2 * made[0] - 1 + 2 * made[1] - 1, headDim]);
      const queries = batch * heads;
      const product = (part: string, along: number, across: number) => {
        const left = s.move(
          `${part}.queries`,
          scores,
          [1, along, queries * across, headDim],
          "queries by place",
        );
        const right = s.move(`${part}.table`, tables, [1, along, along, headDim], "offsets of the places");
        return s.stage.add(
          s.name(part),
          matmul({ left: left.shape, right: right.shape, transposeRight: true }),
          left,
          right,
        );
      };
      const [rows, columns] = [product("rows", height, width), product("columns", width, height)];
      return s.stage.add(s.name("biased"), sumOf([scores, rows, columns]), scores, rows, columns);
    },
  };
}

function sumOf(parts: readonly [Tensor, Tensor, Tensor]) {
  const [scores] = parts;
  return elementwiseOperation({
    name: "biases of rows and of columns",
    inputs: parts.map(({ shape }) => shape),
    output: scores.shape,
    forward: "2 add",
    backward: [undefined, "add", "add"],
  });
}

/** A narrow window between two layers on channels, added to what comes in. */
function convolved(s: Sketch, spec: WindowEncoderSpec, x: Tensor, size: Size): Tensor {
  const [batch = 1, , features = 1] = x.shape;
  const half = Math.floor(features / 2);
  const grid = s.view("grid", x, [batch, features, ...size]);
  const one = (part: string, y: Tensor, channels: number, kernel: number) =>
    channelNorm(
      s,
      `${part}.norm`,
      s.convolution(part, y, channels, { kernel, padding: Math.floor(kernel / 2), bias: false }),
    );
  const first = s.activation("activation1", one("1", grid, half, 1), spec.activation);
  const second = s.activation("activation2", one("2", first, half, 3), spec.activation);
  return tokensOf(s, "tokens", s.add("add", one("3", second, features, 1), grid));
}

/** Features of another width: two convolutions with normalisations over the channels. */
export function neck(s: Sketch, x: Tensor, channels: number): Tensor {
  const first = channelNorm(s, "norm1", s.convolution("1", x, channels, { kernel: 1, bias: false }));
  return channelNorm(s, "norm2", s.convolution("2", first, channels, { kernel: 3, padding: 1, bias: false }));
}
