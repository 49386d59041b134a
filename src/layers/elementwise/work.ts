// Work that goes over a tensor element by element, and how many operations each kind of layer takes for one.

import { operationCount } from "../../formula/index.js";
import type { Origin } from "../../ground/source.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import type { OperationClass, Work } from "../graph/layer.js";
import { type Part, part } from "../graph/part.js";
import { term } from "../graph/term.js";
import { formula } from "../vocabulary.js";

/** Operations of a layer that does the same to every element. */
export const elementwiseFlop = formula({
  id: "layers.elementwise.flop",
  meaning: "Operations of a layer that treats every element alike",
  expression: "flopPerOperation * operationsPerElement * elements",
  result: "flop",
  inputs: ["operationsPerElement", "elements"],
  source: { source: sources.nvidiaGpuBackground, place: "section on element-wise operations" },
});

/**
 * How many elementary operations one element takes, counted from their words: `perElement("compare + multiply")` is
 * 2. `origin` says where they are read; without one the words stand for themselves. Errors on a word that is no
 * elementary operation.
 *
 * @example perElement("compare + multiply").value // 2
 */
export function perElement(words: string, origin?: Origin): Quantity {
  const count = operationCount(words);
  if (origin === undefined) return given(count, words, { label: "operations per element" });
  return given(count, origin, { label: `operations per element: ${words}` });
}

/** Work of `operationsPerElement` on each of `elements` elements. */
export function elementwise(
  operationClass: OperationClass,
  operationsPerElement: Quantity,
  elements: number,
): readonly Work[] {
  return [{ operationClass, term: term(elementwiseFlop, { operationsPerElement, elements }) }];
}

/**
 * The same as a part of a record: operations as words or a count, `elements` as an expression over its dimensions.
 *
 * @example elementwisePart("compare + multiply", "elements").formula.id // "layers.elementwise.flop"
 */
export function elementwisePart(operations: string | Quantity, elements: string): Part {
  const operationsPerElement = typeof operations === "string" ? perElement(operations) : operations;
  return part(elementwiseFlop, { operationsPerElement, elements });
}
