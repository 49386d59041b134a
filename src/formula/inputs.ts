// What a formula accepts for a symbol: types for the compiler, checks for the rest.
import { FlopbookError, suggestion } from "../ground/errors.js";
import { given, isQuantity, Quantity } from "../numbers/quantity.js";
import {
  type Amount,
  type AmountOf,
  dimensionOf,
  dimensionText,
  isDimensionless,
  type Noun,
  sameDimension,
} from "../numbers/units.js";
import type { SharedConstants } from "./shared-constants.js";
import type { SymbolEntry, Symbols, Units } from "./symbol.js";

/** Units that count things: a bare number will do for them. */
type CountedUnit = "1" | Noun | `${Noun}/${Noun}`;

/** Base units that Amount constructors carry in their type. */
type AmountUnit =
  | "FLOP"
  | "FLOP/s"
  | "byte"
  | "byte/s"
  | "s"
  | "device*s"
  | "J"
  | "J/s"
  | "gCO2e"
  | "gCO2e/J"
  | "USD"
  | "USD/s"
  | "USD/J";

type KnownBase<Unit extends string> = Unit extends AmountUnit
  ? Unit
  : Unit extends `${infer Base extends AmountUnit}/${Noun}`
    ? Base
    : Unit extends `${infer Base extends AmountUnit}/device`
      ? Base
      : string;

/** What may be passed for a unit: quantities and amounts of its dimension, and bare numbers for counts. */
export type InputOf<Unit extends string> = Unit extends CountedUnit
  ? number | Quantity | Amount
  : Unit extends AmountUnit | `${string}/${string}`
    ? Quantity | AmountOf<KnownBase<Unit> | Unit>
    : number | Quantity | Amount;

/** The object that a formula with inputs of these units takes; shared symbols with a constant may be overridden. */
export type Inputs<I extends Units> = { readonly [K in keyof I]: InputOf<I[K]> } & {
  readonly [K in Exclude<keyof SharedConstants, keyof I>]?: InputOf<SharedConstants[K]>;
};

/** Symbols of a formula and the sentences of their conventions. */
export interface Lookup {
  readonly symbols: Symbols;
  readonly conventions: Readonly<Record<string, string>>;
}

/** The entry of a symbol by any name; undefined when these symbols lack it. */
export function symbolEntry({ symbols }: Pick<Lookup, "symbols">, name: string): SymbolEntry | undefined {
  return Object.hasOwn(symbols, name) ? symbols[name] : undefined;
}

const constants = new WeakMap<SymbolEntry, Quantity>();

/** The quantity of a symbol with a constant, one object for each entry; undefined for other symbols. */
export function constantOf(lookup: Lookup, name: string): Quantity | undefined {
  const entry = symbolEntry(lookup, name);
  if (entry?.constant === undefined) return undefined;
  const known = constants.get(entry);
  if (known !== undefined) return known;
  const { value, convention } = entry.constant;
  const provenance = {
    kind: "constant",
    note: lookup.conventions[convention] ?? convention,
    inputs: [],
  } as const;
  const quantity = new Quantity({
    value,
    unit: entry.unit,
    label: entry.meaning,
    symbolTex: entry.tex,
    provenance,
  });
  constants.set(entry, quantity);
  return quantity;
}

/** Names in the caller's object that the formula has no use for are an error with the nearest names. */
export function checkNames(formulaId: string, inputs: object, used: readonly string[]): void {
  const extra = Object.keys(inputs).find((name) => !used.includes(name));
  if (extra === undefined) return;
  throw new FlopbookError(
    `formula "${formulaId}": has no input of this name, got "${extra}"${suggestion(extra, used) || `; its inputs are ${used.join(", ")}`}`,
  );
}

/** One input as a quantity with the dimension and within the bounds of its symbol. */
export function inputQuantity(formulaId: string, entry: SymbolEntry, name: string, raw: unknown): Quantity {
  const where = `formula "${formulaId}": input "${name}"`;
  if (raw === undefined || raw === null) {
    throw new FlopbookError(
      `${where}: is missing (${entry.meaning}), got ${raw}; pass a value in ${entry.unit}`,
    );
  }
  const quantity = asQuantity(where, raw, entry);
  const wanted = dimensionOf(entry.unit);
  if (!sameDimension(dimensionOf(quantity.unit), wanted)) {
    throw new FlopbookError(
      `${where}: needs ${dimensionText(wanted) === "1" ? "a pure number" : dimensionText(wanted)} (${entry.meaning}), got ${quantity.text} in ${quantity.unit}; convert it first`,
    );
  }
  checkBounds(where, quantity, entry);
  return quantity.named(entry.meaning, entry.tex);
}

function asQuantity(where: string, raw: unknown, entry: SymbolEntry): Quantity {
  if (isQuantity(raw)) return raw;
  const counted = isDimensionless(dimensionOf(entry.unit));
  if (typeof raw === "number" && !Number.isFinite(raw)) {
    throw new FlopbookError(`${where}: must be a finite number, got ${raw}; check where it comes from`);
  }
  if (typeof raw === "number" && counted) return given(raw, "given by the caller", { unit: entry.unit });
  if (isAmount(raw) && Number.isFinite(raw.value)) return given(raw, "given by the caller");
  const remedy = counted ? `pass a number` : `pass a value with its unit, in ${entry.unit}`;
  throw new FlopbookError(`${where}: cannot be used (${entry.meaning}), got ${shown(raw)}; ${remedy}`);
}

function isAmount(raw: unknown): raw is Amount {
  const amount = raw as Partial<Amount> | null;
  return typeof amount === "object" && typeof amount?.value === "number" && typeof amount.unit === "string";
}

function shown(raw: unknown): string {
  if (typeof raw === "number") return `the bare number ${raw}`;
  return isAmount(raw) ? `${raw.value} ${raw.unit}` : `${typeof raw} ${String(raw)}`;
}

function checkBounds(where: string, quantity: Quantity, entry: SymbolEntry): void {
  const { value } = quantity;
  const problem =
    entry.minimum !== undefined && value < entry.minimum
      ? `must be at least ${entry.minimum}`
      : entry.above !== undefined && value <= entry.above
        ? `must be above ${entry.above}`
        : entry.maximum !== undefined && value > entry.maximum
          ? `must be at most ${entry.maximum}`
          : entry.integer === true && !Number.isInteger(value)
            ? "must be a whole number"
            : undefined;
  if (problem !== undefined) {
    throw new FlopbookError(
      `${where}: ${problem} (${entry.meaning}), got ${value}${quantity.unit === "1" ? "" : ` ${quantity.unit}`}; correct it`,
    );
  }
}
