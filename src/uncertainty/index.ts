// Uncertain inputs: distributions, what they make of a result, and which of them matters.
export {
  type Distribution,
  discrete,
  exactly,
  lognormal,
  normal,
  triangular,
  uniform,
} from "./distribution.js";
export { distributionOf, isUncertain } from "./parse.js";
export { type Sensitivity, sensitivities } from "./sensitivity.js";
export {
  quantile,
  type SamplingOptions,
  type Spread,
  spread,
  spreads,
  type UncertainInput,
} from "./spread.js";
