// Attention to a few places of features of several sizes, which every query chooses itself.
import { elementwiseOperation, type Tensor } from "../../../layers/index.js";
import type { Sketch } from "../../sketch.js";

export interface DeformableAttention {
  readonly heads: number;
  /** Places of each head over all sizes of features. */
  readonly places: number;
  /** Without layers on values and output, as in D-FINE. Default true. */
  readonly projected?: boolean;
}

/** Queries [batch, queries, modelDim] attend to [batch, places, modelDim]. */
export function deformableAttention(
  s: Sketch,
  x: Tensor,
  memory: Tensor,
  { heads, places, projected = true }: DeformableAttention,
): Tensor {
  const [batch = 1, queries = 1, modelDim = 1] = x.shape;
  const values = projected ? s.linear("value", memory, modelDim) : memory;
  const offsets = s.linear("offsets", x, heads * places * 2);
  const scores = s.view("scores", s.linear("weights", x, heads * places), [batch, queries, heads, places]);
  const weights = s.softmax("softmax", scores);
  const sampled = [batch, heads, modelDim / heads, queries, places];
  const mixing = "4 multiply + 3 add";
  const sampling = elementwiseOperation({
    name: "values at chosen places, bilinear",
    inputs: [values.shape, offsets.shape],
    output: sampled,
    forward: mixing,
    backward: [mixing, mixing],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
    ],
  });
  const taken = s.stage.add(s.name("sampled"), sampling, values, offsets);
  const spread = s.view("weights.spread", weights, [batch, heads, 1, queries, places]);
  const weighted = s.stage.add(s.name("weighted"), weighing(taken, spread), taken, spread);
  const sum = s.move("sum", weighted, [batch, queries, modelDim], "sum over the places");
  return projected ? s.linear("output", sum, modelDim) : sum;
}

/** Values times their weights, to be summed up. */
function weighing(values: Tensor, weights: Tensor) {
  return elementwiseOperation({
    name: "weighted",
    inputs: [values.shape, weights.shape],
    output: values.shape,
    forward: "multiply + add",
    backward: ["multiply", "multiply + add"],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
    ],
  });
}
