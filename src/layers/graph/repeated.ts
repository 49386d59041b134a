// Layers alike counted once and multiplied, and a layer that runs several times with the same weights: a loop's body.

import { sources } from "../../sources/bibliography.js";
import { elements } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import type { Layer, Saved, Work } from "./layer.js";
import { term } from "./term.js";

const alike = {
  source: sources.kaplan2020,
  place: "Table 1, a layer's count times the layers; here for any layers alike, and for the body of a loop",
};

/** Multiply-accumulates of layers alike. */
export const repeatedMac = formula({
  id: "layers.repeated.mac",
  meaning: "Multiply-accumulates of layers with equal sizes, or of a layer in a loop",
  expression: "repetitions * macEach",
  result: "mac",
  inputs: ["repetitions", "macEach"],
  source: alike,
});

/** Operations of layers alike. */
export const repeatedFlop = formula({
  id: "layers.repeated.flop",
  meaning: "Operations of layers with equal sizes, or of a layer in a loop",
  expression: "repetitions * flopEach",
  result: "flop",
  inputs: ["repetitions", "flopEach"],
  source: alike,
});

/** Formulas of this file, for the catalogue. */
export const repeatedFormulas = [repeatedMac, repeatedFlop] as const;

/** The layer run `times` times: operations and what is kept grow, parameters stay. */
export function repeated(layer: Layer, times: number): Layer {
  if (times === 1) return layer;
  const work = (each: readonly Work[]): readonly Work[] =>
    each.map(({ operationClass, term: one }) => ({
      operationClass,
      term:
        operationClass === "matrix"
          ? term(repeatedMac, { repetitions: times, macEach: one })
          : term(repeatedFlop, { repetitions: times, flopEach: one }),
    }));
  return {
    ...layer,
    settings: `${layer.settings}, ${times} times`,
    forward: work(layer.forward),
    weightGradient: work(layer.weightGradient),
    inputGradient: layer.inputGradient.map(work),
    saved: layer.saved.map((saved) => keptEachTime(layer, saved, times)),
  };
}

function keptEachTime(layer: Layer, saved: Saved, times: number): Saved {
  if (saved.kind === "own") return { ...saved, elements: saved.elements * times };
  const shape = saved.kind === "output" ? layer.output : (layer.inputs[saved.index] ?? []);
  return { kind: "own", label: `${saved.kind} of each turn`, elements: elements(shape) * times };
}
