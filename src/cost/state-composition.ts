// What the training state is made of: FP32, mixed precision in its variants, and sharded over devices (ZeRO).

import type { Formula } from "../formula/index.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type OptimizerId, optimizerValues } from "../training/index.js";
import { ratioDefinition, relativeDifference } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Bytes kept for each parameter: the weight of the passes, its gradient, and what only the update needs. */
export interface StateRecipe {
  readonly name: string;
  /** Weight that forward and backward pass use. */
  readonly weight: number;
  readonly gradient: number;
  /** Second, wider copy of the weight that the optimizer updates; 0 when it updates the weight itself. */
  readonly master: number;
  /** One optimizer value. */
  readonly moment: number;
  /** Width of an activation in bytes. */
  readonly activation: number;
  readonly source: Citation;
}

const states = {
  source: sources.rajbhandari2020,
  place: "section 3.1: 2 + 2 + 12 bytes for mixed-precision Adam",
};

/**
 * Compositions of the training state by id.
 *
 * @example stateRecipes["fp32"].name // "FP32"
 */
export const stateRecipes = {
  fp32: {
    name: "FP32",
    weight: 4,
    gradient: 4,
    master: 0,
    moment: 4,
    activation: 4,
    source: { source: sources.transformersAnatomy, place: "weights, gradients and optimizer states in FP32" },
  },
  mixed: {
    name: "mixed precision, 16-bit gradients",
    weight: 2,
    gradient: 2,
    master: 4,
    moment: 4,
    activation: 2,
    source: states,
  },
  "mixed-fp32-gradients": {
    name: "mixed precision, FP32 gradients",
    weight: 2,
    gradient: 4,
    master: 4,
    moment: 4,
    activation: 2,
    source: {
      source: sources.transformersAnatomy,
      place: "weights, gradients and optimizer states in mixed precision",
    },
  },
} as const satisfies Readonly<Record<string, StateRecipe>>;

export type StateRecipeId = keyof typeof stateRecipes;

/** Bytes for each parameter that only the update needs: the master copy and the optimizer's values. */
export const optimizerBytes = formula({
  id: "memory.optimizer-bytes",
  meaning: "Bytes per parameter that only the update needs: master weight and optimizer values",
  expression: "masterBytes + optimizerValues * momentBytes",
  result: "optimizerBytes",
  inputs: ["masterBytes", "optimizerValues", "momentBytes"],
  source: { source: sources.rajbhandari2020, place: "section 3.1: K = 12 for mixed-precision Adam" },
});

/** Bytes for each parameter in all: 16 for Adam, in FP32 and in mixed precision alike. */
export const stateBytes = formula({
  id: "memory.state-bytes",
  meaning: "Bytes kept per parameter: weight, gradient, and what the update needs",
  expression: "weightBytes + gradientBytes + optimizerBytes",
  result: "bytesPerParameter",
  inputs: ["weightBytes", "gradientBytes", "optimizerBytes"],
  source: states,
});

/** Training state of a model in bytes. */
export const stateMemoryOfBytes = formula({
  id: "memory.state-of-bytes",
  meaning: "Memory of the training state, some bytes per parameter",
  expression: "bytesPerParameter * parameters",
  result: "stateMemory",
  inputs: ["bytesPerParameter", "parameters"],
  source: states,
});

/** Training state of one of several devices that share its parts. */
export const shardedState = formula({
  id: "memory.sharded-state",
  meaning: "Memory of the training state on one device when devices share parts of it",
  expression:
    "(weightBytes / weightShards + gradientBytes / gradientShards + optimizerBytes / optimizerShards) * parameters",
  result: "stateMemory",
  inputs: [
    "weightBytes",
    "weightShards",
    "gradientBytes",
    "gradientShards",
    "optimizerBytes",
    "optimizerShards",
    "parameters",
  ],
  source: { source: sources.rajbhandari2020, place: "Figure 1 and Table 1" },
});

/** The parts of a composition in bytes for each parameter. */
export interface StateParts {
  readonly weightBytes: Quantity;
  readonly gradientBytes: Quantity;
  readonly optimizerBytes: Quantity;
}

/**
 * Bytes for each parameter by part, for an optimizer (default Adam). Errors on an unknown composition.
 *
 * @example stateParts("fp32").optimizerBytes // 8 bytes/parameter
 */
export function stateParts(id: StateRecipeId, optimizer: OptimizerId = "adam"): StateParts {
  if (!Object.hasOwn(stateRecipes, id))
    throw new FlopbookError(
      `memory: unknown composition of the training state, got "${String(id)}"${suggestion(String(id), Object.keys(stateRecipes))}; known are ${Object.keys(stateRecipes).join(", ")}`,
    );
  const { weight, gradient, master, moment, source } = stateRecipes[id];
  const bytes = (value: number, of: "parameter" | "element") => given({ value, unit: `byte/${of}` }, source);
  return {
    weightBytes: bytes(weight, "parameter"),
    gradientBytes: bytes(gradient, "parameter"),
    optimizerBytes: optimizerBytes({
      masterBytes: bytes(master, "parameter"),
      momentBytes: bytes(moment, "element"),
      optimizerValues: optimizerValues(optimizer),
    }),
  };
}

/** What the devices of a group share: nothing, the update's part, gradients too, weights too. */
export type ZeroStage = 0 | 1 | 2 | 3;

/**
 * Training state of one device, in bytes. `stage` says what `devices` share (ZeRO): 0 nothing, 1 optimizer state,
 * 2 gradients too, 3 weights too.
 *
 * @example deviceState({ parameters: 7e9, recipe: "mixed", stage: 3, devices: 8 }) // 14 GB
 */
export function deviceState(spec: {
  readonly parameters: Quantity | number;
  readonly recipe?: StateRecipeId;
  readonly optimizer?: OptimizerId;
  readonly stage?: ZeroStage;
  readonly devices?: Quantity | number;
}): Quantity {
  const { parameters, recipe = "fp32", optimizer = "adam", stage = 0, devices = 1 } = spec;
  const parts = stateParts(recipe, optimizer);
  if (stage === 0) return stateMemoryOfBytes({ bytesPerParameter: stateBytes(parts), parameters });
  const whole = given(1, "each device keeps all of it");
  return shardedState({
    ...parts,
    parameters,
    optimizerShards: devices,
    gradientShards: stage >= 2 ? devices : whole,
    weightShards: stage >= 3 ? devices : whole,
  });
}

/** Bytes of a new choice in units of the old. */
export const memoryRatio = formula({
  id: "memory.ratio",
  meaning: "Bytes of a new choice in units of the old",
  expression: "newBytes / oldBytes",
  result: "memoryRatio",
  inputs: ["newBytes", "oldBytes"],
  source: ratioDefinition,
});

/** Share of the bytes that a new choice saves. */
export const memorySaving = formula({
  id: "memory.saving",
  meaning: "Share of the bytes that a new choice saves",
  expression: "1 - newBytes / oldBytes",
  result: "memorySaving",
  inputs: ["newBytes", "oldBytes"],
  source: relativeDifference,
});

/** Bytes of a new choice from those of the old. */
export const memoryOfRatio = formula({
  id: "memory.of-ratio",
  meaning: "Bytes of a new choice, from those of the old",
  expression: "memoryRatio * oldBytes",
  result: "newBytes",
  inputs: ["memoryRatio", "oldBytes"],
  source: ratioDefinition,
});

/** Formulas of this file, for the catalogue. */
export const compositionFormulas: readonly Formula[] = [
  memoryOfRatio,
  memoryRatio,
  memorySaving,
  optimizerBytes,
  shardedState,
  stateBytes,
  stateMemoryOfBytes,
];
