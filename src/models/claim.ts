// What others have published about a model, as data beside it; a test evaluates every claim.

import type { Citation } from "../ground/source.js";
import type { CountedGraph } from "../layers/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { forwardMac, parameters } from "./operations.js";

/** Counts that claims are made about. */
const counts = { parameters, forwardMac } as const;

/** A published number about a graph that this project builds itself. */
export interface Claim {
  readonly id: string;
  readonly about: keyof typeof counts;
  readonly stated: number;
  /** Largest relative difference that counts as agreement, and why it is not smaller. */
  readonly tolerance: number;
  readonly reason: string;
  readonly source: Citation;
  /** The graph that the claim is about. */
  graph(): CountedGraph;
}

/** A claim beside what the graph gives. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly computed: Quantity;
  readonly relativeDifference: number;
  readonly agrees: boolean;
}

/**
 * Counts the graph of a claim and compares.
 *
 * @example judgedClaim(modelClaims[0]).agrees // true
 */
export function judgedClaim(claim: Claim): JudgedClaim {
  const computed = counts[claim.about](claim.graph());
  const relativeDifference = computed.value / claim.stated - 1;
  return { claim, computed, relativeDifference, agrees: Math.abs(relativeDifference) <= claim.tolerance };
}
