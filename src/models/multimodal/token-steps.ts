// Steps on the tokens of an image or a sound, one after the other: what ends a tower and what projects its features.
import { FlopbookError } from "../../ground/errors.js";
import { copy, type NormStyle, type Tensor, unitNorm } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch, SketchedMlp } from "../sketch.js";
import { type AttentionPool, attentionPool, barePool, type Resampler, resampled } from "./resampler.js";
import type { Tokens } from "./tokens.js";

/** One step, by its kind. */
export type TokenStep = { readonly name: string } & (
  | { readonly kind: "norm"; readonly style: NormStyle }
  /** Every token over its root mean square, without learned scales. */
  | { readonly kind: "unit" }
  | { readonly kind: "linear"; readonly width: number; readonly bias: boolean }
  | { readonly kind: "activation"; readonly function: BlockActivation }
  | { readonly kind: "mlp"; readonly mlp: SketchedMlp }
  /** One half of the features, activated, times the other: width / 2. */
  | { readonly kind: "gated-halves"; readonly function: BlockActivation }
  /** Neighbours, `side` by `side`, side by side in one token: fewer tokens, wider. */
  | { readonly kind: "merge"; readonly side: number }
  /** The mean of `side` by `side` neighbours; as a product with a matrix of weights, or as a pooling. */
  | { readonly kind: "average"; readonly side: number; readonly product: boolean }
  /** So many tokens in a row as one: their mean, or side by side. */
  | { readonly kind: "mean-of"; readonly tokens: number }
  | { readonly kind: "join"; readonly tokens: number }
  /** The mean of all tokens, [batch, 1, width]. */
  | { readonly kind: "mean" }
  /** The first tokens are left out: class tokens and registers. */
  | { readonly kind: "leave-out"; readonly tokens: number }
  /** The first token alone, [batch, 1, width]. */
  | { readonly kind: "first" }
  /** The same tokens from so many layers, side by side. */
  | { readonly kind: "layers-joined"; readonly layers: number }
  | { readonly kind: "convolution"; readonly width: number; readonly window: GridWindow }
  | { readonly kind: "resample"; readonly resampler: Resampler }
  | { readonly kind: "attention-pool"; readonly pool: AttentionPool }
  /** One learned query that is not projected, as AIMv2 pools. */
  | { readonly kind: "bare-pool"; readonly heads: number; readonly bias: boolean }
  /** Features taken to be so many, where a config's sizes do not fit together. */
  | { readonly kind: "resize"; readonly width: number }
  /** Learned factors, one a feature. */
  | { readonly kind: "scale" }
  /** Parameters that are there and not read. */
  | { readonly kind: "unused"; readonly shape: readonly number[] }
);

type Regrouping = Exclude<
  TokenStep,
  { readonly kind: "norm" | "unit" | "linear" | "activation" | "mlp" | "gated-halves" | "scale" | "unused" }
>;

/** A convolution over the grid. */
export interface GridWindow {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

/** What the steps make of the tokens. */
export function afterSteps(here: Sketch, tokens: Tokens, steps: readonly TokenStep[]): Tokens {
  return steps.reduce((from, step) => afterStep(here, from, step), tokens);
}

function afterStep(here: Sketch, tokens: Tokens, step: TokenStep): Tokens {
  const { x, grid } = tokens;
  const { name } = step;
  const same = (changed: Tensor): Tokens => ({ x: changed, grid });
  switch (step.kind) {
    case "norm":
      return same(here.norm(name, x, step.style));
    case "unit":
      return same(here.stage.add(here.name(name), unitNorm({ input: x.shape }), x));
    case "linear":
      return same(here.linear(name, x, step.width, step.bias));
    case "activation":
      return same(here.activation(name, x, step.function));
    case "mlp":
      return same(here.mlp(name, x, step.mlp));
    case "gated-halves":
      return same(gatedHalves(here.within(name), x, step.function));
    case "scale":
      return same(here.scale(name, x));
    case "unused":
      here.unused(name, step.shape);
      return tokens;
    default:
      return regrouped(here, tokens, step);
  }
}

/** A step that changes how many tokens there are, or how wide they are for that. */
function regrouped(here: Sketch, tokens: Tokens, step: Regrouping): Tokens {
  const { x } = tokens;
  const [batch = 1, count = 1, width = 1] = x.shape;
  const { name } = step;
  const same = (changed: Tensor): Tokens => ({ x: changed, grid: tokens.grid });
  switch (step.kind) {
    case "merge":
      return merged(here, name, tokens, step.side);
    case "average":
      return averaged(here, name, tokens, step.side, step.product);
    case "leave-out":
      return same(here.move(name, x, [batch, count - step.tokens, width], "class tokens left out"));
    case "first":
      return { x: here.move(name, x, [batch, 1, width], "the first token"), grid: [1, 1] };
    case "mean-of":
    case "join": {
      const length = Math.floor(count / step.tokens);
      const output = [batch, length, step.kind === "join" ? width * step.tokens : width];
      const what = step.kind === "join" ? "neighbours in one token" : "mean of neighbours";
      return { x: here.move(name, x, output, what), grid: [1, length] };
    }
    case "mean":
      return { x: here.move(name, x, [batch, 1, width], "mean of all tokens"), grid: [1, 1] };
    case "layers-joined":
      return same(here.move(name, x, [batch, count, width * step.layers], "features of several layers"));
    case "convolution":
      return convolved(here, name, tokens, step);
    case "resample":
      return resampled(here.within(name), x, step.resampler);
    case "attention-pool":
      return attentionPool(here.within(name), x, step.pool);
    case "bare-pool":
      return barePool(here.within(name), x, step);
    case "resize":
      return same(here.move(name, x, [batch, count, step.width], "features that the config states"));
  }
}

function gatedHalves(here: Sketch, x: Tensor, activation: BlockActivation): Tensor {
  const [batch = 1, count = 1, width = 1] = x.shape;
  const half = (part: string) => here.move(part, x, [batch, count, width / 2], "half of the features");
  return here.multiply("product", here.activation("activation", half("gate"), activation), half("up"));
}

function merged(here: Sketch, name: string, { x, grid }: Tokens, side: number): Tokens {
  const [batch = 1, , width = 1] = x.shape;
  const [rows, columns] = fewer(name, grid, side);
  const used = rows * columns * side * side;
  const kept =
    used === (x.shape[1] ?? 0)
      ? x
      : here.move(`${name}.whole`, x, [batch, used, width], "whole groups of neighbours");
  const output = [batch, rows * columns, width * side * side];
  const layer = copy({ input: kept.shape, output, what: "neighbours in one token" });
  return { x: here.stage.add(here.name(name), layer, kept), grid: [rows, columns] };
}

function averaged(here: Sketch, name: string, { x, grid }: Tokens, side: number, product: boolean): Tokens {
  const [batch = 1, count = 1, width = 1] = x.shape;
  const [rows, columns] = fewer(name, grid, side);
  const output = [batch, rows * columns, width];
  const next = [rows, columns] as const;
  if (!product) return { x: here.move(name, x, output, "mean of neighbours"), grid: next };
  const weights = here.move(`${name}.weights`, x, [batch, 1, rows * columns, count], "weights of a mean");
  const values = here.view(`${name}.values`, x, [batch, 1, count, width]);
  return { x: here.view(`${name}.tokens`, here.matmul(name, weights, values), output), grid: next };
}

function fewer(name: string, [rows, columns]: readonly [number, number], side: number): [number, number] {
  const less: [number, number] = [Math.floor(rows / side), Math.floor(columns / side)];
  if (less[0] < 1 || less[1] < 1)
    throw new FlopbookError(
      `${name}: an image must have at least ${side} by ${side} patches, got ${rows} by ${columns}; raise the resolution`,
    );
  return less;
}

function convolved(
  here: Sketch,
  name: string,
  { x, grid }: Tokens,
  { width, window }: Extract<TokenStep, { kind: "convolution" }>,
): Tokens {
  const [batch = 1, , features = 1] = x.shape;
  const [rows, columns] = grid;
  const plane = here.view(`${name}.grid`, x, [batch, features, rows, columns]);
  const { kernel, stride = 1, padding = 0, bias = true } = window;
  const made = here.convolution(name, plane, width, { kernel, stride, padding, bias });
  const [, , height = 1, across = 1] = made.shape;
  return { x: here.view(`${name}.tokens`, made, [batch, height * across, width]), grid: [height, across] };
}
