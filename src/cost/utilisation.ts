// Which share of the peak rate is taken when nothing is known, and what two texts say about it.

import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";

/** A share of the dense peak that a text takes as usual. */
export interface UtilisationDefault {
  readonly situation: string;
  readonly low: number;
  readonly high: number;
  readonly citation: Citation;
}

const estimate = { source: sources.epochMethod, place: "Step 3: Perform the estimate" };
const box = { source: sources.epochMethod, place: "About GPU utilization rates" };
const workloads = {
  source: sources.chowdhery2022,
  place: "Table 3: 21 to 46 % in large language models, 58 % with recomputation; taken as 30 to 60 %",
};
const products = {
  source: sources.dao2023,
  place: "section 1: optimised products reach 80 to 90 %; taken lower, as 70 to 85 %",
};

/** Usual utilisation by situation; single values have equal ends. For what was measured, see `utilisationEvidence`. */
export const utilisationDefaults = {
  language: { situation: "large language models", low: 0.3, high: 0.3, citation: estimate },
  other: { situation: "other networks", low: 0.4, high: 0.4, citation: estimate },
  workload: { situation: "real workloads", low: 0.3, high: 0.6, citation: workloads },
  matmul: { situation: "large, well-optimised matrix products", low: 0.7, high: 0.85, citation: products },
  ceiling: { situation: "a single device, at most", low: 0.75, high: 0.75, citation: box },
} as const satisfies Readonly<Record<string, UtilisationDefault>>;

/**
 * The share that is taken for a whole training run when its source gives none: 30 % for language, else 40 %.
 *
 * @example defaultUtilisation("language") // 30 %
 */
export function defaultUtilisation(network: "language" | "other"): Quantity {
  const { low, citation, situation } = utilisationDefaults[network];
  return given(low, citation, { label: `utilisation, ${situation}` }).as("%");
}
