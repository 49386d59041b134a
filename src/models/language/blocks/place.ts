// Where attention stands in a network, and its heads apart.
import { type Stage, type Tensor, view } from "../../../layers/index.js";
import type { Attended } from "./attend.js";
import type { Run } from "./run.js";
import type { TablesOf } from "./specs.js";

/** What attention stands in. */
export interface Place {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "layers.0.attention". */
  readonly name: string;
  readonly tables: TablesOf | undefined;
  /** The layer's number, and the keys and values that layers have made; absent: no layer reads those of another. */
  readonly layer?: number;
  readonly made?: Map<number, KeysAndValues>;
}

/** What queries attend to: [batch, heads, tokens, features] each, ready for the scores. */
export type KeysAndValues = Pick<Attended, "key" | "value">;

/** [batch, tokens, heads × headDim] seen as [batch, heads, tokens, headDim]. */
export function byHead(stage: Stage, name: string, flat: Tensor, heads: number): Tensor {
  const [batch = 1, tokens = 1, features = 0] = flat.shape;
  return stage.add(name, view({ input: flat.shape, output: [batch, heads, tokens, features / heads] }), flat);
}
