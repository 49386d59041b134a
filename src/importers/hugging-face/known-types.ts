// Types whose configs are counted: what a reader of configs knows.
import type { Family } from "./family.js";
import type { SameComputation } from "./same-computation.js";

export interface KnownTypes {
  readonly families: Readonly<Record<string, Family>>;
  /** Those that compute what one of the families does. */
  readonly same: Readonly<Record<string, SameComputation>>;
}
