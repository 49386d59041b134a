// A number that knows its unit and where it came from, back to sourced inputs.

import { FlopbookError } from "../ground/errors.js";
import { type DerivationJson, displaySymbol, type MimeBundle, mimeType } from "../ground/mime.js";
import type { Origin, Source } from "../ground/source.js";
import { type Derived, derivationJson, type Provenance, type Step, stepsOf } from "./derivation.js";
import { resultTex, text } from "./format.js";
import {
  type Amount,
  baseUnitOf,
  dimensionOf,
  dimensionText,
  inBase,
  sameDimension,
  unitFactor,
} from "./units.js";

export type { AppliedFormula, Provenance, Step } from "./derivation.js";

/** What a quantity is made of; `label` and `symbolTex` may be filled in by the formula that uses it. */
export interface QuantityParts {
  readonly value: number;
  /** Base unit, e.g. "FLOP/s", or a counted noun. */
  readonly unit: string;
  readonly label?: string | undefined;
  readonly symbolTex?: string | undefined;
  readonly displayUnit?: string | undefined;
  readonly provenance: Provenance;
}

/**
 * A value in base units with its derivation. Formulas, `given` and `sum` make quantities; there is no arithmetic
 * on them outside formulas, so that every number on a page has a formula beside it.
 */
export class Quantity implements Derived {
  /** In `unit`. */
  readonly value: number;
  /** Base unit, e.g. "FLOP", "s", "byte/s", or a counted noun such as "MAC". */
  readonly unit: string;
  readonly label: string;
  readonly symbolTex: string | undefined;
  /** The unit that it is shown in, when one was asked for. */
  readonly displayUnit: string | undefined;
  readonly provenance: Provenance;
  readonly #parts: QuantityParts;

  constructor(parts: QuantityParts) {
    if (!Number.isFinite(parts.value)) {
      const name = parts.label ?? "quantity";
      throw new FlopbookError(
        `${name}: must be a finite number, got ${parts.value}; check where it comes from`,
      );
    }
    this.value = parts.value;
    this.unit = parts.unit;
    this.label = parts.label ?? "value";
    this.symbolTex = parts.symbolTex;
    this.displayUnit = parts.displayUnit;
    this.provenance = parts.provenance;
    this.#parts = parts;
  }

  /** Three significant digits with the fitting prefix: "2.67 EFLOP". */
  get text(): string {
    return text(this.value, this.unit, { unit: this.displayUnit });
  }

  /** The value as text in `unit`, such as "GiB" or "h". Errors when the dimension differs. */
  textIn(unit: string, digits?: number): string {
    return text(this.value, this.unit, { unit, digits });
  }

  /** The value as a number of `unit`. Errors when the dimension differs. */
  valueIn(unit: string): number {
    this.#mustHaveDimensionOf(unit);
    return this.value / unitFactor(unit);
  }

  /** The formula that made it, "C = 3\,F\,N"; undefined for an input or a sum. */
  get tex(): string | undefined {
    return this.provenance.kind === "formula" ? this.provenance.formula.tex() : undefined;
  }

  /** The right-hand side of the formula with values and units in it. */
  get substitutedTex(): string | undefined {
    return this.provenance.kind === "formula" ? this.provenance.formula.substitutedTex() : undefined;
  }

  /** The value in TeX, four significant digits. */
  get resultTex(): string {
    return resultTex(this.value, this.unit, this.displayUnit);
  }

  /** The working, inputs before results, each shared step once. */
  get steps(): readonly Step[] {
    return stepsOf(this);
  }

  /** Every document that the value rests on, once each, inputs first. */
  get sources(): readonly Source[] {
    const found = new Map<string, Source>();
    for (const { citation } of this.steps) if (citation) found.set(citation.source.id, citation.source);
    return [...found.values()];
  }

  /**
   * The tree behind the value. A part that occurs a second time is written without its inputs and says so, so that
   * shared parts do not multiply.
   */
  derivation(): DerivationJson {
    return derivationJson(this);
  }

  /** The derivation, for JSON.stringify. */
  toJSON(): DerivationJson {
    return this.derivation();
  }

  /** The same value, shown in `unit`. Errors when the dimension differs. */
  as(unit: string): Quantity {
    this.#mustHaveDimensionOf(unit);
    return new Quantity({ ...this.#parts, displayUnit: unit });
  }

  /** The same value under another label. */
  labelled(label: string): Quantity {
    return new Quantity({ ...this.#parts, label });
  }

  /** The same value; label and symbol are filled in where it has none of its own. */
  named(label: string, symbolTex: string): Quantity {
    if (this.#parts.label !== undefined && this.symbolTex !== undefined) return this;
    return new Quantity({
      ...this.#parts,
      label: this.#parts.label ?? label,
      symbolTex: this.symbolTex ?? symbolTex,
    });
  }

  toString(): string {
    return this.text;
  }

  /** How a notebook shows it: the worked equation. */
  [displaySymbol](): MimeBundle {
    const { tex, substitutedTex, resultTex: result } = this;
    const words = `\\text{${this.label.replace(/[&%$#_{}~^\\]/g, " ")}}`;
    const symbols = tex ?? `${this.symbolTex ?? words} = ${result}`;
    const worked = substitutedTex === undefined ? {} : { substitutedTex, resultTex: result };
    const lines = [symbols.replace(" = ", " &= "), ...Object.values(worked).map((line) => `&= ${line}`)];
    return {
      [mimeType.equation]: { tex: symbols, ...worked, derivation: this.derivation() },
      [mimeType.latex]: `$$\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}$$`,
      [mimeType.text]: `${this.label}: ${this.text}`,
    };
  }

  /** How Node prints it: `console.log(quantity)` gives its text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.label}: ${this.text}`;
  }

  #mustHaveDimensionOf(unit: string): void {
    if (sameDimension(dimensionOf(unit), dimensionOf(this.unit))) return;
    throw new FlopbookError(
      `${this.label}: is in ${this.unit} and cannot be shown in another dimension, got "${unit}"; choose a unit of ${dimensionText(dimensionOf(this.unit))}`,
    );
  }
}

/**
 * True for quantities, also those of another copy of this package.
 *
 * @example isQuantity(given(1, "an assumption")) // true
 */
export function isQuantity(value: unknown): value is Quantity {
  return value instanceof Object && "provenance" in value && "derivation" in value && "value" in value;
}

/**
 * An input with its origin: a source, a place in one, or a stated assumption in words. A bare number is a count;
 * `unit` names what is counted ("image").
 *
 * @example given(175e9, "Brown et al. 2020, table 2.1", { unit: "parameter" }).text // "175 billion parameters"
 */
export function given(
  value: number | Amount,
  origin: Origin,
  options: { readonly label?: string; readonly unit?: string } = {},
): Quantity {
  const amount = typeof value === "number" ? { value, unit: options.unit ?? "1" } : value;
  const base = inBase(amount);
  const displayUnit = base.unit === amount.unit ? undefined : amount.unit;
  const provenance = { kind: "given", origin, inputs: [] } as const;
  return new Quantity({ ...base, label: options.label, displayUnit, provenance });
}

/**
 * The total of parts in one unit, which stay visible as its inputs. Errors on no parts or unlike units.
 *
 * @example sum("memory", [given(gigabytes(14), "weights"), given(gigabytes(2), "cache")]).text // "16 GB"
 */
export function sum(
  label: string,
  parts: readonly Quantity[],
  options: { readonly symbolTex?: string } = {},
): Quantity {
  const [first] = parts;
  if (first === undefined)
    throw new FlopbookError(`${label}: a sum needs at least one part, got none; add one`);
  const odd = parts.find(({ unit }) => unit !== first.unit);
  if (odd !== undefined) {
    throw new FlopbookError(
      `${label}: the parts of a sum must be in one unit, got "${first.unit}" (${first.label}) and "${odd.unit}" (${odd.label}); convert one by a formula`,
    );
  }
  const value = parts.reduce((total, part) => total + part.value, 0);
  const provenance = { kind: "sum", inputs: parts } as const;
  return new Quantity({
    value,
    unit: baseUnitOf(first.unit),
    label,
    symbolTex: options.symbolTex,
    provenance,
  });
}
