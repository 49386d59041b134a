// The shape as tensor-parallel devices hold it: a vocabulary that they cannot divide padded, key-value heads repeated.

import { given, type Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";
import type { TransformerShape } from "./shape.js";

/** Rows of the vocabulary's tables where devices divide them. */
export const paddedVocabulary = formula({
  id: "plan.padded-vocabulary",
  meaning: "Rows of the vocabulary's tables, padded so that devices divide them in equal parts",
  expression: "128 * tensorShards * ceil(vocabulary / (128 * tensorShards))",
  result: "vocabulary",
  inputs: ["vocabulary", "tensorShards"],
  source: {
    source: sources.shoeybi2019,
    place: "section 5.1: padded to a multiple of 128 for each of the devices, 50,257 to 51,200 for eight",
  },
});

/** Key-value heads that the fullest device needs for its share of the query heads, which lie side by side. */
export function keyValueHeadsHeld({ heads, kvHeads }: TransformerShape, tensor: number): number {
  const [own, group] = [heads / tensor, heads / kvHeads];
  if (!Number.isInteger(own) || !Number.isInteger(group)) return Math.ceil(kvHeads / tensor);
  const common = greatestCommonDivisor(own, group);
  return Math.min(kvHeads, Math.ceil((own + group - common) / group));
}

/**
 * The shape as so many tensor-parallel devices hold it together. A vocabulary that they divide stays as it is. A
 * key-value head that several devices need counts once for each.
 */
export function heldShape(shape: TransformerShape, tensor: number): TransformerShape {
  const { vocabulary, kvHeads, latent } = shape;
  const padded = vocabulary % tensor === 0 ? undefined : paddedFor(shape, tensor);
  const copies = latent === undefined ? tensor * keyValueHeadsHeld(shape, tensor) : kvHeads;
  if (padded === undefined && copies === kvHeads) return shape;
  return {
    ...shape,
    kvHeads: copies,
    ...(padded === undefined ? {} : { vocabulary: padded.value, padded }),
  };
}

function paddedFor(shape: TransformerShape, tensor: number): Quantity {
  return paddedVocabulary({
    vocabulary: vocabularyOf(shape),
    tensorShards: given(tensor, "size of the layout"),
  }).labelled("vocabulary, padded");
}

/** The vocabulary as a quantity: as stated, or as padded. */
export function vocabularyOf({ vocabulary, origin, padded }: TransformerShape): Quantity {
  return padded ?? given(vocabulary, origin, { unit: "token" });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
