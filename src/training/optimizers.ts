// Optimizers: how many values each keeps for every parameter.
import { sources } from "../bibliography.js";
import { FlopbookError, suggestion } from "../errors.js";
import { given, type Quantity } from "../quantity.js";
import type { Citation } from "../source.js";

/** What an optimizer keeps between steps. */
export interface Optimizer {
  readonly name: string;
  /** Values kept for each parameter: M_opt of seed 000. */
  readonly valuesPerParameter: 0 | 1 | 2;
  readonly source: Citation;
}

const mOpt = { source: sources.seed000, place: "M_opt: 0 (SGD), 1 (Momentum), 2 (Adam)" };

/** Optimizers by id. */
export const optimizers = {
  sgd: { name: "SGD", valuesPerParameter: 0, source: mOpt },
  momentum: { name: "SGD with momentum", valuesPerParameter: 1, source: mOpt },
  adam: { name: "Adam", valuesPerParameter: 2, source: mOpt },
} as const satisfies Readonly<Record<string, Optimizer>>;

export type OptimizerId = keyof typeof optimizers;

/** Values that an optimizer keeps for each parameter. Errors on an unknown name, with the nearest. */
export function optimizerValues(id: OptimizerId): Quantity {
  if (!Object.hasOwn(optimizers, id))
    throw new FlopbookError(
      `optimizers: unknown optimizer, got "${String(id)}"${suggestion(String(id), Object.keys(optimizers))}; known are ${Object.keys(optimizers).join(", ")}`,
    );
  const { name, valuesPerParameter, source } = optimizers[id];
  return given(valuesPerParameter, source, { label: `values that ${name} keeps for each parameter` });
}
