// Dropout, inverted: units are dropped in training and the kept ones scaled up, so that inference does nothing.

import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type BatchShape, lossElements, procedureFlop } from "./loss.js";
import type { Listed, Procedure } from "./operation-count.js";
import { formula } from "./vocabulary.js";

const srivastava = { source: sources.srivastava2014, place: "section 4: each mask value is drawn at random" };
const inverted = { source: sources.pytorch, place: "torch.nn.Dropout, scaled by 1/(1 − p) in training" };

/** An activation after dropout; `dropoutRate` is the probability of dropping. */
export const droppedActivation = formula({
  id: "regularizers.dropout.activation",
  meaning: "Activation after dropout: masked and scaled up",
  expression: "activation * dropMask / (1 - dropoutRate)",
  result: "activationDropped",
  inputs: ["activation", "dropMask", "dropoutRate"],
  conventions: ["constants-prepared"],
  source: inverted,
});

/** Its gradient: the same mask and the same scale. */
export const droppedGradient = formula({
  id: "regularizers.dropout.gradient",
  meaning: "Gradient of an activation before dropout",
  expression: "upstreamGradient * dropMask / (1 - dropoutRate)",
  result: "activationGradient",
  inputs: ["upstreamGradient", "dropMask", "dropoutRate"],
  conventions: ["constants-prepared"],
  source: { source: sources.srivastava2014, place: "section 5.1, with the scale of torch.nn.Dropout" },
});

/** Mean over the masks: the activation itself, which is why inference needs no scale. */
export const expectedActivation = formula({
  id: "regularizers.dropout.expectation",
  meaning: "Activation after dropout, mean over the masks",
  expression: "(1 - dropoutRate) * (activation / (1 - dropoutRate))",
  result: "activationDropped",
  inputs: ["dropoutRate", "activation"],
  source: inverted,
});

/** A parameter at test time when training did not scale up what it kept. */
export const testScaledWeight = formula({
  id: "regularizers.dropout.test-weight",
  meaning: "Parameter at test time after dropout that was not inverted",
  expression: "weight * (1 - dropoutRate)",
  result: "weightNext",
  inputs: ["weight", "dropoutRate"],
  conventions: ["constants-prepared"],
  source: { source: sources.srivastava2014, place: "section 4" },
});

/** Bytes of the mask over a batch: 4 each as a float, 1 as a byte, 1/8 packed. */
export const dropoutMaskMemory = formula({
  id: "regularizers.dropout.mask-memory",
  meaning: "Bytes of a dropout mask over a batch",
  expression: "bytesPerElement * elements",
  result: "bytes",
  inputs: ["bytesPerElement", "elements"],
  source: { source: sources.srivastava2014, place: "section 4: one mask value per activation" },
  sample: { bytesPerElement: 1 },
});

const mask = { activation: "element", dropMask: "element", upstreamGradient: "element" } as const;
const threshold: Listed = {
  kind: "listed",
  operation: "compare",
  of: "random number with the probability of dropping",
  scope: "element",
  count: 1,
  source: srivastava,
};
const draw: Listed = {
  kind: "listed",
  operation: "random number",
  of: "one for each activation, taken as one operation",
  scope: "element",
  count: 1,
  source: srivastava,
};

/** 3 operations for each activation; the random numbers are apart. */
export const dropoutForward: Procedure = { changes: mask, steps: [threshold, droppedActivation] };

/** 4 operations for each activation, with a random number taken as one. */
export const dropoutForwardWithRandom: Procedure = {
  changes: mask,
  steps: [draw, threshold, droppedActivation],
};

/** At test time: nothing when training scaled, one multiplication for each parameter when it did not. */
export const dropoutTest = {
  inverted: { changes: {}, steps: [] },
  scaledWeights: { changes: { weight: "element" }, steps: [testScaledWeight] },
} as const satisfies Readonly<Record<string, Procedure>>;

/** 2 operations for each activation. */
export const dropoutBackward: Procedure = { changes: mask, steps: [droppedGradient] };

/** Operations of dropout over a batch of `outputs` activations each. None at inference. */
export function dropoutFlop(procedure: Procedure, shape: BatchShape): Quantity {
  return procedureFlop(procedure, "output", shape);
}

/** How a mask is kept, and bytes of one value: floats, the bytes of PyTorch's kernels, packed bits. */
export const maskBytes = {
  float: given(
    { value: 4, unit: "byte/element" },
    {
      source: sources.pytorch,
      place: "torch.nn.Dropout on a CPU: a mask of the type of the values",
    },
  ),
  byte: given(
    { value: 1, unit: "byte/element" },
    {
      source: sources.pytorch,
      place: "torch.native_dropout: a boolean mask",
    },
  ),
  bit: given(
    { value: 1 / 8, unit: "byte/element" },
    {
      source: sources.jain2018,
      place: "Binarize: one bit per value",
    },
  ),
} as const;

/** Bytes of the mask over a batch. */
export function dropoutMaskBytes(
  kept: keyof typeof maskBytes,
  shape: { readonly batch: Quantity | number; readonly outputs: Quantity | number },
): Quantity {
  return dropoutMaskMemory({ bytesPerElement: maskBytes[kept], elements: lossElements(shape) });
}

/** Formulas of this file, for the catalogue. */
export const dropoutFormulas = [
  droppedActivation,
  droppedGradient,
  expectedActivation,
  testScaledWeight,
  dropoutMaskMemory,
] as const;
