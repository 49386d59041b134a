// Which unit and prefix a value is shown in: EFLOP, GB, hours, kWh, million tokens.
import { nouns, powerOfTen } from "./unit-table.js";
import { unitFactor } from "./units.js";

/** A choice of unit: base value / factor is printed before prefix and unit text. */
export interface Display {
  readonly factor: number;
  readonly prefix: string;
  /** Unit as printed for this many: "1 device", "8 devices". */
  readonly unitText: (shown: number) => string;
  /** True for money, which has two decimals below 100. */
  readonly cents: boolean;
}

/** A step of a ladder: from this magnitude (in base units) on, this prefix and unit. */
interface Rung {
  readonly from: number;
  readonly factor: number;
  readonly prefix: string;
  readonly unit: string;
}

const space = "\u00a0";
const siPrefixes = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];

/** Prefixes from kilo to yotta; beyond them a power of ten. */
function siLadder(symbol: string, plain = symbol): Rung[] {
  const rungs = siPrefixes.map((prefix, i) => ({
    from: i === 0 ? 0 : powerOfTen(3 * i),
    factor: powerOfTen(3 * i),
    prefix,
    unit: i === 0 ? plain : symbol,
  }));
  return [...rungs, { from: powerOfTen(3 * siPrefixes.length), factor: 1, prefix: "", unit: plain }];
}

function ladder(...rungs: readonly (readonly [from: number, unit: string])[]): Rung[] {
  return rungs.map(([from, unit]) => ({ from, factor: unitFactor(unit), prefix: "", unit }));
}

const times = ladder(
  [0, "ns"],
  [1e-6, "µs"],
  [1e-3, "ms"],
  [1, "s"],
  [120, "min"],
  [2 * unitFactor("h"), "h"],
  [72 * unitFactor("h"), "day"],
  [1000 * unitFactor("day"), "year"],
);

const deviceTimes = ladder(
  [0, "device*s"],
  [2 * unitFactor("h"), "device*h"],
  [10_000 * unitFactor("h"), "device*day"],
);

const energies = [
  ...siLadder("J").slice(0, 3),
  ...ladder(
    [unitFactor("kWh"), "kWh"],
    [unitFactor("MWh"), "MWh"],
    [unitFactor("GWh"), "GWh"],
    [unitFactor("TWh"), "TWh"],
  ),
];

const carbon = ladder([0, "gCO2e"], [1e3, "kgCO2e"], [1e6, "tCO2e"], [1e9, "ktCO2e"], [1e12, "MtCO2e"]);

/** Large counts in words: "25.6 million parameters"; beyond 10^15 a power of ten is clearer. */
function wordLadder(unit: string): Rung[] {
  const words = ["", `million${space}`, `billion${space}`, `trillion${space}`];
  const rungs = words.map((prefix, i) => {
    const factor = i === 0 ? 1 : powerOfTen(3 + 3 * i);
    return { from: i === 0 ? 0 : factor, factor, prefix, unit };
  });
  return [...rungs, { from: 1e15, factor: 1, prefix: "", unit }];
}

const ladders: Readonly<Record<string, readonly Rung[]>> = {
  FLOP: siLadder("FLOP"),
  MAC: siLadder("MAC"),
  bit: siLadder("bit"),
  byte: siLadder("B", "byte"),
  s: times,
  "device*s": deviceTimes,
  J: energies,
  W: siLadder("W"),
  gCO2e: carbon,
};

/** Units of rates that nobody reads per second or per joule. */
const habits: readonly (readonly [start: string, shown: string])[] = [
  ["J/s", "W"],
  ["USD/s", "USD/h"],
  ["USD/J", "USD/kWh"],
  ["gCO2e/J", "gCO2e/kWh"],
];

/** The display for a value of `magnitude` (already rounded to the digits shown) in the base unit `unit`. */
export function displayOf(magnitude: number, unit: string): Display {
  const habit = habits.find(([start]) => unit === start || unit.startsWith(`${start}/`));
  if (habit !== undefined && habit[1] !== "W") return powerDisplay(habit[1] + unit.slice(habit[0].length));
  const spelt = habit === undefined ? unit : habit[1] + unit.slice(habit[0].length);
  const [head = "", ...under] = spelt.split("/");
  const tail = under.map((part) => `/${part}`).join("");
  const rungs = ladders[head] ?? wordLadder(head);
  const fit = magnitude === 0 ? rungs.find(({ factor }) => factor === 1) : undefined;
  const rung = fit ?? rungs.filter(({ from }) => magnitude >= from).at(-1) ?? rungs[0];
  if (rung === undefined) return powerDisplay(unit);
  const { factor, prefix } = rung;
  return {
    factor,
    prefix,
    unitText: (shown) => unitName(rung.unit + tail, prefix, shown),
    cents: factor === 1 && isMoney(unit),
  };
}

/** The display in exactly this unit, without prefix. */
export function powerDisplay(unit: string): Display {
  const spelt = unit === "J/s" ? "W" : unit;
  return {
    factor: unitFactor(unit),
    prefix: "",
    unitText: (shown) => unitName(spelt, "", shown),
    cents: isMoney(unit),
  };
}

function isMoney(unit: string): boolean {
  return unit === "USD" || unit.startsWith("USD/");
}

const plurals: Readonly<Record<string, string>> = {
  access: "accesses",
  class: "classes",
  query: "queries",
  pass: "passes",
};
const pluralised: ReadonlySet<string> = new Set([...nouns, "day", "year", "byte"]);

/** A unit as printed: what is counted in the plural where the number asks for it ("8 images/s"), "·" for products. */
function unitName(unit: string, prefix: string, shown: number): string {
  if (unit === "1") return "";
  const [head = "", ...under] = unit.split("/");
  const many = pluralised.has(head) && head !== "MAC" && (shown !== 1 || prefix.length > 1);
  if (many && prefix.length !== 1) return [plurals[head] ?? `${head}s`, ...under].join("/");
  return unit.replaceAll("*", "·").replace(/([kMGT]?[gt])CO2e/g, `$1${space}CO2e`);
}
