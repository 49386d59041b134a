// Values in words: a range with its unit once, tokens as people count them.
import { text } from "../numbers/format.js";
import type { Quantity } from "../numbers/quantity.js";

/**
 * "2.99 USD", "12.29 USD" -> "2.99 to 12.29 USD"; units that differ both stay.
 *
 * @example rangeWords("3", "5") // "3 to 5"
 */
export function rangeWords(low: string, high: string): string {
  const unit = (words: string) => words.slice(words.indexOf("\u00a0"));
  const same = low.includes("\u00a0") && unit(low) === unit(high);
  return `${same ? low.slice(0, low.indexOf("\u00a0")) : low} to ${high}`;
}

const trillion = 1e12;

/**
 * "15 trillion tokens", "300 billion tokens".
 *
 * @example tokensText({ value: 1.4e12, unit: "token" }) // "1.4 trillion tokens"
 */
export function tokensText({ value, unit }: Pick<Quantity, "value" | "unit">): string {
  return value < trillion ? text(value, unit) : `${text(value / trillion, "1")} trillion tokens`;
}
