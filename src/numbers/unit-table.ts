// The names of units: base dimensions, counted nouns, and what derived units are made of.
import { sharedInProcess } from "./shared.js";

/** The six dimensions. A count (MAC, token, device ...) has none of them. FLOP and FLOP/s differ by a second. */
export const baseUnits = ["FLOP", "byte", "s", "J", "gCO2e", "USD"] as const;

export type BaseUnit = (typeof baseUnits)[number];

/** Things that are counted: dimensionless, but carried in the unit and printed. */
export const nouns = [
  "MAC",
  "access",
  "activation",
  "bit",
  "channel",
  "class",
  "connection",
  "device",
  "digit",
  "element",
  "epoch",
  "example",
  "expert",
  "feature",
  "head",
  "image",
  "layer",
  "node",
  "parameter",
  "pass",
  "pixel",
  "position",
  "query",
  "request",
  "run",
  "sample",
  "segment",
  "sequence",
  "step",
  "token",
  "vector",
  "word",
] as const;

export type Noun = (typeof nouns)[number];

/** 10^exponent to the last bit, as its decimal digits read: `10 ** n` differs between versions of Node. */
export function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** What a unit is made of: a factor and powers of base units and nouns. */
export interface Unit {
  readonly factor: number;
  /** Exponents of base units and nouns, in order of appearance. */
  readonly powers: ReadonlyMap<string, number>;
}

const decimal: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Z: 1e21,
  Y: 1e24,
};
const small: Readonly<Record<string, number>> = { m: 1e-3, µ: 1e-6, n: 1e-9, p: 1e-12 };
const binary: Readonly<Record<string, number>> = {
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** Seconds of the time units. A year has 365.25 days. */
const times = { min: 60, h: 3600, day: 86_400, year: 31_557_600 } as const;

const table = sharedInProcess("units", unitTable);

/** Every unit name that stands alone. */
export const atoms: ReadonlyMap<string, Unit> = table;

/** Adds a unit name of a user's own. */
export function addAtom(name: string, unit: Unit): void {
  table.set(name, unit);
}

function unitTable(): Map<string, Unit> {
  const table = new Map<string, Unit>();
  const add = (name: string, factor: number, ...powers: readonly (readonly [string, number])[]) =>
    table.set(name, { factor, powers: new Map(powers) });
  add("1", 1);
  add("%", 0.01);
  add("million", 1e6);
  add("billion", 1e9);
  for (const noun of nouns) add(noun, 1, [noun, 1]);
  for (const base of baseUnits) add(base, 1, [base, 1]);
  for (const [name, seconds] of Object.entries(times)) add(name, seconds, ["s", 1]);
  add("W", 1, ["J", 1], ["s", -1]);
  add("Wh", times.h, ["J", 1]);
  add("tCO2e", 1e6, ["gCO2e", 1]);
  for (const [prefix, factor] of Object.entries({ ...decimal, ...small })) {
    add(`${prefix}FLOP`, factor, ["FLOP", 1]);
    add(`${prefix}J`, factor, ["J", 1]);
    add(`${prefix}W`, factor, ["J", 1], ["s", -1]);
    add(`${prefix}Wh`, factor * times.h, ["J", 1]);
    add(`${prefix}gCO2e`, factor, ["gCO2e", 1]);
  }
  for (const [prefix, factor] of Object.entries(decimal)) {
    add(`${prefix}MAC`, factor, ["MAC", 1]);
    add(`${prefix}bit`, factor, ["bit", 1]);
    add(`${prefix}B`, factor, ["byte", 1]);
    add(`${prefix}tCO2e`, factor * 1e6, ["gCO2e", 1]);
  }
  for (const [prefix, factor] of Object.entries(small)) add(`${prefix}s`, factor, ["s", 1]);
  for (const [prefix, factor] of Object.entries(binary)) add(`${prefix}B`, factor, ["byte", 1]);
  return table;
}
