// Training compute from whatever is known of a run: the one question that eleven formulas answer.

import type { FormulaOf, Units } from "../formula/index.js";
import { FlopbookError, nearestNames } from "../ground/errors.js";
import type { Quantity } from "../numbers/quantity.js";
import {
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  trainingFlop,
  trainingFlopOfConnections,
  trainingFlopOfSamplesSeen,
  trainingFlopOfSteps,
  trainingFlopOfTokens,
} from "./compute.js";
import { trainingFlopOfPasses } from "./counting-rules.js";
import { deviceTimeFlop } from "./gpu-time.js";
import { recurrentTrainingFlop, trainingFlopOfSequences } from "./recurrent-training.js";

/** The formulas of training compute; no two take the same inputs. */
export const trainingFlopFormulas = [
  trainingFlop,
  trainingFlopOfSamplesSeen,
  trainingFlopOfPasses,
  trainingFlopOfConnections,
  trainingFlopOfTokens,
  trainingFlopOfSteps,
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  trainingFlopOfSequences,
  recurrentTrainingFlop,
  deviceTimeFlop,
] as const;

type InputsOf<F> = F extends FormulaOf<infer I extends Units> ? Parameters<FormulaOf<I>>[0] : never;

/** What may be known of a run: the inputs of one of the formulas. */
export type KnownOfRun = InputsOf<(typeof trainingFlopFormulas)[number]>;

/**
 * Operations of a training run, in FLOP, by the formula whose inputs are known: `{ parameters, tokens }` is 6ND,
 * `{ forwardFlop, samples, epochs }` counts passes, `{ utilisation, peak, deviceTime }` goes by device time, and so on.
 * The convention of each stands in its working. Errors when no formula takes exactly what is given, with what the
 * nearest ones miss.
 * Source: that of the formula chosen.
 *
 * @example trainingFlop({ parameters: 70e9, tokens: 1.4e12 }) // 588 ZFLOP
 */
export function knownTrainingFlop(known: KnownOfRun): Quantity {
  const given: Readonly<Record<string, unknown>> = { ...known };
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  const fits = trainingFlopFormulas.find(
    ({ inputs, symbols }) =>
      inputs.every((name) => names.includes(name)) &&
      names.every((name) => (inputs as readonly string[]).includes(name) || symbols[name]?.constant),
  );
  if (fits !== undefined) return fits.evaluate(given);
  throw new FlopbookError(
    `training compute: no formula takes exactly this, got ${names.join(", ") || "nothing"}; ${remedy(names)}`,
  );
}

/** What the formulas that share most with the given names take; misspelt names first. */
function remedy(names: readonly string[]): string {
  const all = [...new Set(trainingFlopFormulas.flatMap(({ inputs }) => [...inputs] as string[]))];
  const odd = names.find((name) => !all.includes(name));
  const [near] = odd === undefined ? [] : nearestNames(odd, all);
  if (near !== undefined) return `"${odd}": did you mean "${near}"?`;
  const shared = ({ inputs }: { readonly inputs: readonly string[] }) =>
    inputs.filter((name) => names.includes(name)).length / inputs.length;
  const nearest = [...trainingFlopFormulas].sort((a, b) => shared(b) - shared(a)).slice(0, 3);
  return `give ${nearest.map(({ inputs }) => inputs.join(" + ")).join(", or ")}`;
}
