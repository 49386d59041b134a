// An input of a budget: a quantity, and what else it may be.

import type { Origin } from "../ground/source.js";
import { text } from "../numbers/format.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { unitFactor } from "../numbers/units.js";
import type { Distribution } from "../uncertainty/index.js";
import { type AmountRule, amount } from "./amount.js";
import { rangeWords, tokensText } from "./range.js";

/** An input; `distribution` is in base units, and absent where the value is certain. */
export interface Leaf {
  readonly label: string;
  readonly quantity: Quantity;
  readonly distribution: Distribution | undefined;
  /** Its 90 % interval in words: "2.99 to 12.29 USD"; "" where the value is certain. */
  readonly words: string;
  readonly unit: string;
}

/** How an input reads and what it is when nobody says. */
export interface LeafKind extends AmountRule {
  readonly label: string;
  readonly unit: string;
  /** Unit that its values are shown in, where it is not `unit`. */
  readonly display?: string;
}

/** An input that the caller wrote; `factor` turns the number written into `unit`. */
export function leafOf(kind: LeafKind, word: number | string, factor = 1): Leaf {
  const written = amount(word, kind);
  const because = `as given: ${String(word)}`;
  return leaf(kind, factor === 1 ? written : scaled(written, factor, written.text), because);
}

/** An input by its distribution in `unit`; its value is the median. */
export function leaf(
  kind: Pick<LeafKind, "label" | "unit" | "display">,
  spread: Distribution,
  origin: Origin,
): Leaf {
  const { label, unit, display } = kind;
  const certain = spread.quantile(0.01) === spread.quantile(0.99);
  const quantity = given({ value: spread.quantile(0.5), unit }, origin, { label });
  return {
    label,
    quantity: display === undefined ? quantity : quantity.as(display),
    distribution: certain ? undefined : scaled(spread, unitFactor(unit), spread.text),
    words: certain ? "" : rangeText(spread, unit, display),
    unit,
  };
}

/** An input that a formula made, with a range round it. */
export function madeLeaf(quantity: Quantity, spread: Distribution, unit: string): Leaf {
  return {
    label: quantity.label,
    quantity,
    distribution: scaled(spread, unitFactor(unit), spread.text),
    words: rangeText(spread, unit, unit),
    unit,
  };
}

/** The same input at a quantile of its distribution. */
export function leafAt(one: Leaf, share: number, because: string): Leaf {
  const { distribution, label, unit } = one;
  if (distribution === undefined) return one;
  const value = distribution.quantile(share) / unitFactor(unit);
  const moved = given({ value, unit }, because, { label });
  const { displayUnit } = one.quantity;
  const quantity = displayUnit === undefined ? moved : moved.as(displayUnit);
  return { ...one, quantity, distribution: undefined, words: "" };
}

/** The 90 % interval of a distribution in words. */
function rangeText(spread: Distribution, unit: string, display: string | undefined): string {
  const at = (share: number) => {
    const value = spread.quantile(share);
    if (unit === "token") return tokensText({ value, unit });
    return text(value, unit, display === undefined ? {} : { unit: display });
  };
  return rangeWords(at(0.05), at(0.95));
}

function scaled(spread: Distribution, factor: number, text: string): Distribution {
  return { text, quantile: (share) => spread.quantile(share) * factor };
}

/** Whether a quantity lies behind a result. */
export function dependsOn(result: Quantity, on: Quantity): boolean {
  const seen = new Set<unknown>();
  const reaches = ({ provenance }: Pick<Quantity, "provenance">): boolean => {
    if (provenance === on.provenance) return true;
    if (seen.has(provenance)) return false;
    seen.add(provenance);
    return provenance.inputs.some(reaches);
  };
  return reaches(result);
}
