// Where layers are added, and the tables that they turn by.
import type { Stage, Tensor } from "../../../layers/index.js";
import type { Run } from "./run.js";

/** Where layers are added: a stage, how it is run, and the module path that their names begin with. */
export interface Where {
  readonly stage: Stage;
  readonly run: Run;
  readonly path: string;
}

/** Cosines and sines, [1, 1, tokens, features or pairs]. */
export interface RotaryTables {
  readonly cos: Tensor;
  readonly sin: Tensor;
}
