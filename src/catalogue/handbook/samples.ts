// A worked step for every formula: plausible values for its inputs, put in. An illustration, not an estimate.
import { FlopbookError } from "../../errors.js";
import { type Formula, type SymbolName, symbols } from "../../formula/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import type { SampleValue, SampleValues } from "./sample-value.js";
import { learningSamples } from "./samples-learning.js";
import { machineSamples } from "./samples-machines.js";
import { networkSamples } from "./samples-networks.js";
import { formulaSamples } from "./samples-of-formulas.js";

/** The value of each symbol that is an input of some formula. */
export const symbolSamples: SampleValues = { ...networkSamples, ...machineSamples, ...learningSamples };

/** A formula evaluated for sample values: a worked step, not an estimate. Errors when a symbol has no sample. */
export function sample(formula: Formula): Quantity {
  const values = samplesOf(formula);
  const inputs = formula.inputs.map((name) => [name, amount(name, values[name])]);
  return formula(Object.fromEntries(inputs));
}

/** The sample values of a formula's inputs: its own before those of its symbols. */
function samplesOf({ id }: Formula): SampleValues {
  const words = id.split(".");
  const own = words.map((_, i) => formulaSamples[words.slice(0, i + 1).join(".")] ?? {});
  return Object.assign({}, symbolSamples, ...own);
}

function amount(name: SymbolName, sampled: SampleValue | undefined): Amount {
  if (sampled === undefined)
    throw new FlopbookError(`handbook: no sample value of the symbol "${name}"; add one to samples-*.ts`);
  const [value, unit] = typeof sampled === "number" ? [sampled, symbols[name].unit] : sampled;
  return { value, unit };
}
