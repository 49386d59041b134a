// A table of relative positions: a learned bias for each bucket of distances and head, added to the scores.
import { embedding, type Stage, type Tensor } from "../../../layers/index.js";
import type { Run } from "./run.js";

/** The biases of every pair of tokens, [1, heads, queries, keys]. */
export function relativePositions(
  stage: Stage,
  run: Run,
  name: string,
  {
    buckets,
    heads,
    keptMask,
  }: { readonly buckets: number; readonly heads: number; readonly keptMask: boolean },
  tokens: Tensor,
): Tensor {
  const length = tokens.shape[1] ?? run.sequence;
  const pairs = length * length;
  const table = embedding({ tokens: tokens.shape, vocabulary: buckets, modelDim: heads });
  const numbers = { kind: "own", label: "distances", elements: pairs, bytesPerElement: 8 } as const;
  const mask = { kind: "own", label: "mask", elements: pairs, bytesPerElement: 1 } as const;
  const saved = keptMask ? [numbers, mask] : [numbers];
  const output = [1, heads, length, length];
  return stage.add(name, { ...table, output, saved, parameterElementsRead: buckets * heads }, tokens);
}
