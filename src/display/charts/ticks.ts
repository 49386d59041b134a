// Axes: domains that end on round numbers, four to six ticks, and labels that carry the unit once.
import { FlopbookError } from "../../ground/errors.js";
import { exponentOf, groupedDigits, numberParts } from "../../numbers/format.js";
import { labelWidth } from "./theme.js";
import { digitsText, labelText } from "./values.js";

export type ScaleType = "linear" | "log";

/** What an author says of an axis. */
export interface AxisOptions {
  /** Unit of bare numbers and of the labels: "h", "%", "GFLOP", "FLOP", "parameter". */
  readonly unit: string;
  readonly scale?: ScaleType;
  /** Ends of the axis, in its unit; round numbers beyond the data when absent. */
  readonly domain?: readonly [number, number];
  /** Values that get a label; four to six round ones when absent. */
  readonly ticks?: readonly number[];
  /** True: a linear axis starts at zero (what heights mean depends on it); false lets it start near the data. */
  readonly zero?: boolean;
  /** The numbers are calendar years: 2012, not 2,012. */
  readonly years?: true;
}

/** An axis decided: domain, ticks and their labels. */
export interface Axis {
  readonly unit: string;
  readonly scale: ScaleType;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
}

/** The axis for `values` (in its unit) with about `count` ticks, the unit written at the "first" or "last" one. */
export function axis(
  options: AxisOptions,
  values: readonly number[],
  unitAt: "first" | "last",
  count: number,
): Axis {
  const scale = options.scale ?? "linear";
  const [low, high] = options.domain ?? [Math.min(...values), Math.max(...values)];
  if (!(low < high) && options.domain !== undefined)
    throw new FlopbookError(`chart axis: domain must rise, got [${low}, ${high}]; give [low, high]`);
  if (scale === "log" && low <= 0)
    throw new FlopbookError(`chart axis: a logarithmic axis begins above 0, got ${low}; use a linear one`);
  const round = scale === "log" ? roundLog(low, high, count) : roundLinear(low, high, options, count);
  const domain = options.domain ?? round.domain;
  const inside = (tick: number) => tick >= domain[0] && tick <= domain[1];
  const ticks = (options.ticks ?? round.ticks).filter(inside);
  return { unit: options.unit, scale, domain, ticks, labels: tickLabels(ticks, options, unitAt) };
}

/** The horizontal axis `width` px long with as many ticks, six at most, as leave 12 px between their labels. */
export function fittingAxis(options: AxisOptions, values: readonly number[], width: number): Axis {
  const counts = [6, 5, 4, 3, 2];
  const tries = counts.map((count) => axis(options, values, "first", count));
  const best = tries.find((one) => fits(one, width)) ?? (tries.at(-1) as Axis);
  if (fits(best, width)) return best;
  const ends = best.ticks.filter((_, i) => i === 0 || i === best.ticks.length - 1);
  return { ...best, ticks: ends, labels: tickLabels(ends, options, "first") };
}

function fits(one: Axis, width: number): boolean {
  const spans = one.ticks.map((tick, i) => {
    const [centre, half] = [fraction(tick, one) * width, labelWidth(one.labels[i] ?? "") / 2];
    return { from: centre - half, to: centre + half };
  });
  return spans.every(({ from }, i) => i === 0 || from - (spans[i - 1]?.to ?? 0) >= 12);
}

/** Where `value` lies along the axis: 0 at its start, 1 at its end. */
export function fraction(value: number, { scale, domain: [low, high] }: Axis): number {
  if (scale === "linear") return (value - low) / (high - low);
  return Math.log(value / low) / Math.log(high / low);
}

/** A Vega-Lite scale that is exactly this axis. */
export function vegaScale({ scale, domain }: Axis): object {
  return { type: scale, domain, nice: false, ...(scale === "linear" ? { zero: false } : {}) };
}

/** A Vega-Lite axis with these ticks and labels, in any viewer. */
export function vegaAxis({ ticks, labels }: Axis): object {
  return {
    values: ticks,
    labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(ticks)}, datum.value)]`,
  };
}

function roundLinear(low: number, high: number, options: AxisOptions, count: number) {
  const start = options.domain === undefined && options.zero !== false ? Math.min(0, low) : low;
  const end = high > start ? high : start + (Math.abs(start) || 1);
  const { mantissa, exponent } = roundStep((end - start) / (count - 1));
  const step = Number(`${mantissa}e${exponent}`);
  const first = Math.floor(start / step + 1e-9);
  const last = Math.ceil(end / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(`${(first + i) * mantissa}e${exponent}`),
  );
  return { ticks, domain: [ticks[0] ?? start, ticks.at(-1) ?? end] as const };
}

/** The smallest of 1, 2, 2.5, 5, 10 × 10^k that is not below `raw`, as whole mantissa and exponent. */
function roundStep(raw: number): { readonly mantissa: number; readonly exponent: number } {
  const exponent = exponentOf(raw);
  const lead = raw / Number(`1e${exponent}`);
  if (lead > 5) return { mantissa: 1, exponent: exponent + 1 };
  if (lead > 2.5) return { mantissa: 5, exponent };
  if (lead > 2) return { mantissa: 25, exponent: exponent - 1 };
  return { mantissa: lead > 1 ? 2 : 1, exponent };
}

function roundLog(low: number, high: number, count: number) {
  const exponents = Array.from(
    { length: exponentOf(high) - exponentOf(low) + 2 },
    (_, i) => exponentOf(low) + i,
  );
  const rungs = (mantissas: readonly number[]) =>
    exponents.flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)));
  const start =
    rungs([1, 2, 5])
      .filter((rung) => rung <= low * (1 + 1e-12))
      .at(-1) ?? low;
  const end = rungs([1, 2, 5]).find((rung) => rung >= high * (1 - 1e-12) && rung > start) ?? high;
  const within = (rung: number) => rung >= start && rung <= end;
  const decades = rungs([1]).filter(within);
  const stride = Math.max(1, Math.ceil((decades.length - 1) / count));
  const ladders = [[1, 2, 5], [1, 3], [1]].map((mantissas) => rungs(mantissas).filter(within));
  const ladder = ladders.find((ticks) => ticks.length > 1 && ticks.length <= count + 1);
  return { ticks: ladder ?? decades.filter((_, i) => i % stride === 0), domain: [start, end] as const };
}

/** Unit at one tick only; at each where prefixes differ. Nouns beside words ("10 billion") are left to the caption. */
function tickLabels(
  ticks: readonly number[],
  { unit, years }: AxisOptions,
  unitAt: "first" | "last",
): readonly string[] {
  if (years === true) return ticks.map(String);
  const others = ticks.filter((tick) => tick !== 0);
  const prefixes = [...new Set(others.map((tick) => numberParts(tick, unit).prefix))];
  const one = prefixes.length <= 1 && (prefixes[0] ?? "").length <= 1;
  const marked = unitAt === "first" ? 0 : ticks.length - 1;
  if (prefixes.some((prefix) => prefix.length > 1)) return ticks.map((tick) => nounless(tick, unit));
  return ticks.map((tick, i) => (i === marked || !one ? labelText(tick, unit) : digitsText(tick, unit)));
}

function nounless(tick: number, unit: string): string {
  const { sign, digits, prefix } = numberParts(tick, unit);
  return `${sign}${groupedDigits(digits)} ${prefix}`.trim().replaceAll(" ", "\u00a0");
}
