// Tokens of an image or a sound, and the grid that they lie on.
import type { Tensor } from "../../layers/index.js";

/** Tokens [batch, tokens, width] and the grid that they lie on; a sound's grid has one row. */
export interface Tokens {
  readonly x: Tensor;
  readonly grid: readonly [number, number];
}
