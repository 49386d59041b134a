// The loss over sizes and tokens, and along lines of equal compute: points for charts, by a parametric fit.
import { FlopbookError } from "../ground/errors.js";
import type { Amount } from "../numbers/units.js";
import { inBase } from "../numbers/units.js";
import { type FitName, fitConstants, parametricLoss } from "./chinchilla.js";
import { tokensForBudget } from "./kaplan.js";

/** One point of the surface, in parameters, tokens and nats a token. */
export interface LossPoint {
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: number;
}

/** Loss at every pair of sizes and tokens, sizes in the outer loop. */
export function lossSurface(
  sizes: readonly number[],
  tokens: readonly number[],
  fit: FitName,
): readonly LossPoint[] {
  const at = lossFunction(fit);
  return sizes.flatMap((size) => tokens.map((count) => at(size, count)));
}

/** The part of the surface that a chart shows: lowest and highest of each. */
export interface SurfaceWindow {
  readonly parameters: readonly [low: number, high: number];
  readonly tokens: readonly [low: number, high: number];
}

const CONTOUR_POINTS = 61;

/**
 * The sizes and tokens of equal loss within a window, from the smallest size on; empty where the window holds none.
 * Errors on a loss that no size and no tokens reach.
 */
export function lossContour(level: number, fit: FitName, window: SurfaceWindow): readonly LossPoint[] {
  const at = lossFunction(fit);
  const { parameters, tokens } = window;
  const floor = at(Number.MAX_VALUE, Number.MAX_VALUE).loss;
  if (!(level > floor))
    throw new FlopbookError(
      `loss contour: no size and no tokens reach this loss, got ${level}; take more than ${floor}`,
    );
  // The loss falls in both directions, so a contour falls from the top left to the bottom right.
  const start = crossing((size) => at(size, tokens[1]).loss, level, parameters);
  const end = crossing((size) => at(size, tokens[0]).loss, level, parameters);
  if (!(start < end)) return [];
  return Array.from({ length: CONTOUR_POINTS }, (_, i) => {
    const size = start * (end / start) ** ((i / (CONTOUR_POINTS - 1)) ** 2); // dense where it is steep
    return at(
      size,
      crossing((count) => at(size, count).loss, level, tokens),
    );
  });
}

/** Where a falling function passes `level`, by halving on a logarithmic axis; the nearer end where it does not. */
function crossing(
  falling: (x: number) => number,
  level: number,
  [low, high]: readonly [number, number],
): number {
  if (falling(low) <= level) return low;
  if (falling(high) >= level) return high;
  let [from, to] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(from * to);
    if (falling(middle) > level) from = middle;
    else to = middle;
  }
  return Math.sqrt(from * to);
}

/**
 * Loss along the line of equal compute: for each size, as many tokens as 6ND leaves of the budget.
 *
 * @example isoFlopCurve(flop(1e21), [1e9, 3e9, 1e10], "hoffmann-printed").length // 3
 */
export function isoFlopCurve(budget: Amount, sizes: readonly number[], fit: FitName): readonly LossPoint[] {
  const at = lossFunction(fit);
  const { value } = inBase(budget);
  return sizes.map((parameters) => at(parameters, tokensForBudget.compute({ budget: value, parameters })));
}

/**
 * Least loss of a curve as approach 2 finds it: a parabola through loss over log size, by least squares, and the size
 * at its lowest point. Errors on fewer than three points, or when they do not bend upwards.
 */
export function isoFlopMinimum(curve: readonly LossPoint[]): LossPoint {
  if (curve.length < 3)
    throw new FlopbookError(`isoFLOP curve: needs at least three points, got ${curve.length}; add sizes`);
  const middle = mean(curve.map(({ parameters }) => Math.log(parameters)));
  const x = curve.map(({ parameters }) => Math.log(parameters) - middle);
  const [constant, slope, bend] = parabola(
    x,
    curve.map(({ loss }) => loss),
  );
  if (!(bend > 0))
    throw new FlopbookError(
      `isoFLOP curve: has no lowest point, got a bend of ${bend}; add sizes on both sides of the minimum`,
    );
  const lowest = -slope / (2 * bend);
  const [first] = curve;
  const product = first === undefined ? 0 : first.parameters * first.tokens;
  const parameters = Math.exp(lowest + middle);
  return { parameters, tokens: product / parameters, loss: constant + (slope * lowest) / 2 };
}

/** `count` numbers from `low` to `high`, evenly spread on a logarithmic axis. */
export function logarithmicRange(low: number, high: number, count: number): readonly number[] {
  const step = Math.log(high / low) / (count - 1);
  return Array.from({ length: count }, (_, i) => low * Math.exp(i * step));
}

function lossFunction(fit: FitName): (parameters: number, tokens: number) => LossPoint {
  const constants = Object.fromEntries(
    Object.entries(fitConstants(fit)).map(([name, { value }]) => [name, value]),
  ) as Readonly<Record<string, number>>;
  return (parameters, tokens) => ({
    parameters,
    tokens,
    loss: parametricLoss.compute({ ...constants, parameters, tokens }),
  });
}

/** Coefficients [c, b, a] of c + b x + a x^2 by least squares; the mean of x must be 0. */
function parabola(
  x: readonly number[],
  y: readonly number[],
): readonly [constant: number, slope: number, bend: number] {
  const moment = (power: number) => mean(x.map((value) => value ** power));
  const mixed = (power: number) => mean(x.map((value, i) => value ** power * (y[i] ?? 0)));
  const [m2, m3, m4] = [moment(2), moment(3), moment(4)];
  const [y0, y1, y2] = [mixed(0), mixed(1), mixed(2)];
  // Normal equations with the first moment 0: c + a m2 = y0, b m2 + a m3 = y1, c m2 + b m3 + a m4 = y2.
  const bend = (y2 - y0 * m2 - (y1 * m3) / m2) / (m4 - m2 ** 2 - m3 ** 2 / m2);
  return [y0 - bend * m2, (y1 - bend * m3) / m2, bend];
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
