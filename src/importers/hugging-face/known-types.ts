// What is known of types: their families, and those that compute what another does.
import type { Family } from "./family.js";
import type { SameComputation } from "./same-computation.js";

/** Types whose configs are counted. */
export interface KnownTypes {
  readonly families: Readonly<Record<string, Family>>;
  /** Those that compute what one of the families does. */
  readonly same: Readonly<Record<string, SameComputation>>;
}
