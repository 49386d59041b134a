// Serving a language model: memory, latency, rates, cost, devices for a load.
import type { Formula } from "../../formula/index.js";
import * as load from "./load-formulas.js";
import * as memory from "./memory-formulas.js";
import * as pass from "./pass-formulas.js";

export {
  formatBits,
  formatName,
  isStored,
  isUnpacked,
  type ServingFormat,
  servingFormat,
  servingFormatNames,
  type WeightFormat,
  weightsName,
} from "./formats.js";
export { acceptedTokens } from "./load-formulas.js";
export { type ServedModel, servedModel, tokenCache } from "./model.js";
export { weightFormat, weightNames } from "./named-weights.js";
export { type PassLimit, type PassTimes, prefillTimes, type Server, stepTimes } from "./pass.js";
export { expectedExpertsOf } from "./pass-formulas.js";
export type { BatchPoint, TokenCosts } from "./point.js";
export { type Changed, type Remedy, remedies, type ServingAdvice, servingAdvice } from "./remedies.js";
export { type ServingMemory, servingMemory } from "./room.js";
export { meets, type Serving, type ServingLoad, served } from "./served.js";
export {
  type ServingSetting,
  type ServingSpec,
  type Speculation,
  servingSetting,
  type WindowCache,
} from "./spec.js";

/** Every formula of this folder. */
export const servingFormulas: readonly Formula[] = [
  ...Object.values(load),
  ...Object.values(memory),
  ...Object.values(pass),
];
