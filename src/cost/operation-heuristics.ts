// Rules of thumb and shares: operations for each parameter and connection, part of one class, ratio of tensors.
import { sources } from "../sources/bibliography.js";
import { ratioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Operations of one multiply-accumulate, from what it is made of. */
export const flopPerMacOfParts = formula({
  id: "heuristics.flop-per-mac",
  meaning: "Operations of a multiply-accumulate: its multiplications and additions",
  expression: "flopPerOperation * (multiplications + additions)",
  result: "flopPerMac",
  inputs: ["multiplications", "additions"],
  source: { source: sources.epochMethod, place: "Introduction: a multadd is two FLOP" },
});

/** Forward operations in units of the parameters: 2 where no weight is shared and no table is read. */
export const flopPerParameterOf = formula({
  id: "heuristics.flop-per-parameter",
  meaning: "Forward operations per parameter",
  expression: "flop / parameters",
  result: "flopPerParameter",
  inputs: ["flop", "parameters"],
  source: { source: sources.epochMethod, place: "Method 1: about twice the parameters" },
  sample: { flop: 8.2e9, parameters: 2.56e7 },
});

/** Parameters behind a number of forward operations, when no weight is shared: the inverse. */
export const parametersOfFlop = formula({
  id: "heuristics.parameters-of-flop",
  meaning: "Parameters of a network without shared weights, from the operations of a forward pass",
  expression: "forwardFlop / flopPerMac",
  result: "parameters",
  inputs: ["forwardFlop"],
  source: { source: sources.epochMethod, place: "Method 1: about twice the parameters; solved for them" },
  sample: { forwardFlop: 1.4e10 },
});

/** Forward operations in units of the connections: 2 for convolutions too. */
export const flopPerConnectionOf = formula({
  id: "heuristics.flop-per-connection",
  meaning: "Forward operations per connection",
  expression: "flop / connections",
  result: "flopPerConnection",
  inputs: ["flop", "connections"],
  source: { source: sources.epochMethod, place: "Method 1: twice the number of connections" },
  sample: { flop: 8.2e9 },
});

/** Part of the operations that falls to one class. */
export const classShare = formula({
  id: "heuristics.class-share",
  meaning: "Operations of one class in units of all operations",
  expression: "classFlop / flop",
  result: "operationShare",
  inputs: ["classFlop", "flop"],
  source: ratioDefinition,
});

/** One count of elements in units of another. */
export const elementRatio = formula({
  id: "heuristics.element-ratio",
  meaning: "Elements of one network or batch in units of another's",
  expression: "elements / elementsEach",
  result: "elementRatio",
  inputs: ["elements", "elementsEach"],
  source: ratioDefinition,
});

/** Formulas of this file, for the catalogue. */
export const heuristicFormulas = [
  flopPerMacOfParts,
  flopPerParameterOf,
  parametersOfFlop,
  flopPerConnectionOf,
  classShare,
  elementRatio,
] as const;
