// The inputs of a worked example: bare numbers and amounts get a source before a formula sees them.

import { symbols } from "../cost/vocabulary.js";
import type { Symbols } from "../formula/index.js";
import type { Origin } from "../ground/source.js";
import { given, isQuantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";

/** The same inputs with every bare number and amount turned into a quantity that names `origin`. */
export function sourcedInputs(inputs: object, origin: Origin): object {
  const sourced = Object.entries(inputs).map(([name, value]) => [name, sourcedInput(name, value, origin)]);
  return Object.fromEntries(sourced);
}

function sourcedInput(name: string, value: unknown, origin: Origin): unknown {
  if (typeof value === "number" && Number.isFinite(value)) {
    const unit = (symbols as Symbols)[name]?.unit ?? "1";
    return given(value, origin, { unit });
  }
  return isAmount(value) && !isQuantity(value) ? given(value, origin) : value;
}

/** True for `{ value, unit }`. */
export function isAmount(value: unknown): value is Amount {
  const amount = value as Partial<Amount> | null;
  return typeof amount === "object" && typeof amount?.value === "number" && typeof amount.unit === "string";
}

/** An input as the number that its document prints: in the unit that it is given in. */
export function printedNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isAmount(value) ? value.value : undefined;
}
