// A worked step for every formula: plausible values for its inputs, put in. An illustration, not an estimate.

import { type Formula, symbolOf } from "../../formula/index.js";
import { FlopbookError } from "../../ground/errors.js";
import type { Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";

/** A formula evaluated for sample values: a worked step, not an estimate. Errors when a symbol has no sample. */
export function sample(formula: Formula): Quantity {
  return formula.evaluate(Object.fromEntries(formula.inputs.map((name) => [name, amount(formula, name)])));
}

/** The sample of an input: what the formula says for itself, else that of the symbol. */
function amount(formula: Formula, name: string): Amount {
  const { unit, sample: general } = symbolOf(formula, name);
  const sampled = formula.sample[name] ?? general;
  if (sampled === undefined)
    throw new FlopbookError(
      `handbook: the symbol "${name}" of "${formula.id}" has no sample value; give its entry a \`sample\``,
    );
  const [value, spelt] = typeof sampled === "number" ? [sampled, unit] : sampled;
  return { value, unit: spelt };
}
