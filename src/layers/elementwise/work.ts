// Work that goes over a tensor element by element, and how many operations each kind of layer takes for one.

import { given, type Quantity } from "../../numbers/quantity.js";
import type { Origin } from "../../sources/source.js";
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
  source: "operations per element times elements",
});

/** How many elementary operations one element takes, and why. */
export function perElement(operations: number, origin: Origin): Quantity {
  return given(operations, origin, { label: "operations per element" });
}

/** Work of `operationsPerElement` on each of `elements` elements. */
export function elementwise(
  operationClass: OperationClass,
  operationsPerElement: Quantity,
  elements: number,
): readonly Work[] {
  return [{ operationClass, term: term(elementwiseFlop, { operationsPerElement, elements }) }];
}

/** The same as a part of a record: `elements` is an expression over its dimensions. */
export function elementwisePart(operationsPerElement: Quantity, elements: string): Part {
  return part(elementwiseFlop, { operationsPerElement, elements });
}
