// What a formula accepts for a symbol: types for the compiler, checks for the rest.
import { FlopbookError, suggestion } from "../errors.js";
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
import { conventions } from "./conventions.js";
import { type ConstantName, type SymbolEntry, type SymbolName, symbols } from "./symbols.js";

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
  : Quantity | AmountOf<KnownBase<Unit> | Unit>;

/** The object that a formula with inputs `I` takes; symbols with a constant may be overridden. */
export type Inputs<I extends SymbolName> = {
  readonly [K in I]: InputOf<(typeof symbols)[K]["unit"]>;
} & { readonly [K in Exclude<ConstantName, I>]?: InputOf<(typeof symbols)[K]["unit"]> };

/** The entry of a symbol by any name; undefined when the dictionary lacks it. */
export function symbolEntry(name: string): SymbolEntry | undefined {
  return Object.hasOwn(symbols, name) ? (symbols as Readonly<Record<string, SymbolEntry>>)[name] : undefined;
}

const constants = new Map<string, Quantity>();

/** The quantity of a symbol with a constant, one object for the whole process; undefined for other symbols. */
export function constantOf(name: string): Quantity | undefined {
  const known = constants.get(name);
  const entry = symbolEntry(name);
  if (known !== undefined || entry?.constant === undefined) return known;
  const { value, convention } = entry.constant;
  const provenance = { kind: "constant", note: conventions[convention], inputs: [] } as const;
  const quantity = new Quantity({
    value,
    unit: entry.unit,
    label: entry.meaning,
    symbolTex: entry.tex,
    provenance,
  });
  constants.set(name, quantity);
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
export function inputQuantity(formulaId: string, name: string, raw: unknown): Quantity {
  const entry = symbolEntry(name);
  const where = `formula "${formulaId}": input "${name}"`;
  if (entry === undefined) throw new FlopbookError(`${where}: is not in the dictionary of symbols`);
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
