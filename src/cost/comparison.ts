// How far two counts of operations are apart: what a comparison table and a verdict say in numbers.
import { ratioDefinition, relativeDifference } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** A count in units of another count of the same thing. */
export const flopRatio = formula({
  id: "comparison.flop-ratio",
  meaning: "Computed operations in units of the stated ones",
  expression: "computedFlop / statedFlop",
  result: "flopRatio",
  inputs: ["computedFlop", "statedFlop"],
  source: ratioDefinition,
});

/** The part of the computed operations that a stated count leaves out; negative when it states too much. */
export const flopShortfall = formula({
  id: "comparison.flop-shortfall",
  meaning: "Part of the computed operations that the stated count leaves out",
  expression: "1 - statedFlop / computedFlop",
  result: "flopShortfall",
  inputs: ["computedFlop", "statedFlop"],
  source: relativeDifference,
});

/** Loss in accuracy that goes with a retained share, relative to the original accuracy. */
export const accuracyLoss = formula({
  id: "comparison.accuracy-loss",
  meaning: "Accuracy lost in units of the original accuracy",
  expression: "1 - retainedAccuracy",
  result: "accuracyLoss",
  inputs: ["retainedAccuracy"],
  source: relativeDifference,
});
