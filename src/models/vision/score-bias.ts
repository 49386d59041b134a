// Position biases that are added to the scores of attention: out of a learned table, or from elsewhere.
import { elementwiseOperation, type Tensor } from "../../layers/index.js";
import type { ScoreSpec } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";

/**
 * Scores with a bias for every pair of places that is looked up in a table of `rows` rows for each head; 0 rows: the
 * table is another layer's.
 */
export function biasTable(s: Sketch, rows: number, heads: number): Partial<ScoreSpec> {
  return {
    fused: "none",
    biased: (scores) => {
      if (rows > 0) s.parameter("relative-positions", [rows, heads]);
      return added(s, "attention.biased", scores);
    },
  };
}

/** One addition for every score. */
export function added(s: Sketch, part: string, scores: Tensor): Tensor {
  const layer = elementwiseOperation({
    name: "biases of all pairs",
    inputs: [scores.shape],
    output: scores.shape,
    forward: "add",
    backward: [undefined],
  });
  return s.stage.add(s.name(part), layer, scores);
}
