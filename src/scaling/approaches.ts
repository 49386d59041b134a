// The first two ways of Hoffmann et al. to the best split of a budget: minima over curves, and isoFLOP profiles.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import type { Allocation } from "./chinchilla.js";
import { tokensForBudget } from "./kaplan.js";
import { formula } from "./vocabulary.js";

/** Parameters by a power law of compute through a known point. */
export const powerLawParameters = formula({
  id: "chinchilla.power-law-parameters",
  meaning: "Parameters for a compute budget, by a power law through a known point",
  expression: "sizeScale * (budget / computeScale) ^ computeExponent",
  result: "parameters",
  inputs: ["sizeScale", "budget", "computeScale", "computeExponent"],
  conventions: ["embeddings-counted"],
  source: { source: sources.hoffmann2022, place: "section 3, N_opt proportional to C^a" },
});

/** A power law of the best size: its exponent with the printed range, and a point that it goes through. */
export interface AllocationLaw {
  readonly name: string;
  readonly computeExponent: number;
  /** The 10th and 90th percentile over bootstrap samples. */
  readonly interval: readonly [low: number, high: number];
  readonly sizeScale: number;
  readonly computeScale: number;
  readonly source: Citation;
}

const hoffmann = (place: string): Citation => ({ source: sources.hoffmann2022, place });

/**
 * Approaches 1 and 2. The paper prints exponents (Table 2) and tables of the best split (3 and A3), not the factors;
 * the point is the row of 10^12 parameters.
 *
 * @example allocationLaws["approach-1"].computeExponent // 0.5
 */
export const allocationLaws = {
  "approach-1": {
    name: "minimum over training curves",
    computeExponent: 0.5,
    interval: [0.488, 0.502],
    sizeScale: 1e12,
    computeScale: 1.27e26,
    source: hoffmann("Table 2, approach 1; Table 3"),
  },
  "approach-2": {
    name: "isoFLOP profiles",
    computeExponent: 0.49,
    interval: [0.462, 0.534],
    sizeScale: 1e12,
    computeScale: 1.59e26,
    source: hoffmann("Table 2, approach 2; Table A3"),
  },
} as const satisfies Readonly<Record<string, AllocationLaw>>;

export type AllocationLawName = keyof typeof allocationLaws;

/**
 * Budget split by approach 1 or 2; tokens are what 6ND leaves. Errors on an unknown name, with the nearest.
 *
 * @example allocationByLaw(flop(1e21), "approach-1").parameters // 2.81 billion parameters
 */
export function allocationByLaw(budget: Amount | Quantity, name: AllocationLawName): Allocation {
  const law: AllocationLaw | undefined = allocationLaws[name];
  if (law === undefined) {
    const names = Object.keys(allocationLaws);
    throw new FlopbookError(
      `chinchilla: unknown approach, got "${String(name)}"${suggestion(String(name), names) || `; known are ${names.join(", ")}`}`,
    );
  }
  const parameters = powerLawParameters({
    budget,
    sizeScale: given(law.sizeScale, law.source, { unit: "parameter" }),
    computeScale: given({ value: law.computeScale, unit: "FLOP" }, law.source),
    computeExponent: given(law.computeExponent, law.source),
  });
  return { parameters, tokens: tokensForBudget({ budget, parameters }) };
}
