// What every layer made of multiply-accumulates shares: MAC to FLOP, and one product for each gradient.

import { sources } from "../sources/bibliography.js";
import type { Work } from "./graph/layer.js";
import { type Term, term } from "./graph/term.js";
import { formula } from "./vocabulary.js";

const forwardAndBackward = {
  source: sources.goodfellow2016,
  place: "section 6.5.6, gradients of a matrix product: G times the transpose of B, and the transpose of A times G",
};

/** Operations of matrix products and convolutions: two for each multiply-accumulate. */
export const matrixFlop = formula({
  id: "layers.matrix.flop",
  meaning: "Operations of matrix products and convolutions",
  expression: "flopPerMac * mac",
  result: "flop",
  inputs: ["mac"],
  conventions: ["matrix-products-only", "bias-is-free"],
  source: { source: sources.golub2013, place: "section 1.1: a product of matrices takes 2mnr operations" },
});

/** Multiply-accumulates for the gradient of the weights: one product of the forward's size. */
export const weightGradientProduct = formula({
  id: "layers.matrix.weight-gradient-mac",
  meaning: "Multiply-accumulates for the gradient of the weights",
  expression: "productsPerGradient * mac",
  result: "weightGradientMac",
  inputs: ["mac"],
  source: forwardAndBackward,
});

/** Multiply-accumulates for the gradient of an input: one product of the forward's size. */
export const inputGradientProduct = formula({
  id: "layers.matrix.input-gradient-mac",
  meaning: "Multiply-accumulates for the gradient of an input",
  expression: "productsPerGradient * mac",
  result: "inputGradientMac",
  inputs: ["mac"],
  source: forwardAndBackward,
});

/** Forward and backward work of a layer of multiply-accumulates with weights and one input. */
export function matrixWork(mac: Term): {
  readonly forward: readonly Work[];
  readonly weightGradient: readonly Work[];
  readonly inputGradient: readonly (readonly Work[])[];
} {
  return {
    forward: [matrix(mac)],
    weightGradient: [matrix(term(weightGradientProduct, { mac }))],
    inputGradient: [[matrix(term(inputGradientProduct, { mac }))]],
  };
}

/** Work of the class "matrix". */
export function matrix(mac: Term): Work {
  return { operationClass: "matrix", term: mac };
}
