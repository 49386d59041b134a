// A normalisation in its place.
import { type NormStyle, type Stage, stepwiseNorm, type Tensor } from "../../../layers/index.js";
import type { Run } from "./run.js";

/** `x` normalised over its last dimension. */
export function normed(stage: Stage, run: Run, style: NormStyle, name: string, x: Tensor): Tensor {
  return stage.add(name, stepwiseNorm({ input: x.shape, style, bytesPerElement: run.width }), x);
}
