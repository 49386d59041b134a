// Parallel training: layouts, what one costs, and the search over all of them.
import type { Formula } from "../formula/index.js";
import { attendedFormulas } from "./attended.js";
import { conventionFormulas } from "./conventions/flop.js";
import * as layer from "./layer/time-formulas.js";
import * as memory from "./memory-formulas.js";
import { servingFormulas } from "./serving/index.js";
import { paddedVocabulary } from "./shape/held.js";
import * as step from "./step/step-formulas.js";
import { stepWorkFormulas } from "./step/work.js";

export { type Change, changesThatFit, type Limit, limitOf, type TimeShares, timeShares } from "./advice.js";
export {
  type AssumptionName,
  type Assumptions,
  assumptionRecords,
  assumptions,
  checkedAssumption,
} from "./assumptions.js";
export {
  attendedPositions,
  attendedShare,
  attentionWords,
  type CountedAttention,
  countedAttention,
  type PlanConvention,
  type Sight,
  windowWords,
} from "./attended.js";
export { type Cluster, type ClusterSpec, clusterOf } from "./cluster.js";
export { type ConventionCount, conventionCounts, nearestConventions } from "./conventions/flop.js";
export type { FlopConvention } from "./conventions/flop-words.js";
export { type MemoryReading, nearestMemory } from "./conventions/memory.js";
export { nearestPeaks, type PeakReading } from "./conventions/peak.js";
export { type Evaluation, evaluatedLayout } from "./evaluate.js";
export { checkedLayout, type Layout, misfit, type Recompute, type Run, type Zero } from "./layout.js";
export {
  type Plan,
  type PlannedLayout,
  type PlanRanking,
  type PlanSpec,
  planned,
  usableMemory,
} from "./plan.js";
export type { RunAdvice, RunRemedy } from "./run-remedies.js";
export type { Found, SearchResult } from "./search/found.js";
export { type SearchOptions, searchedLayouts } from "./search/search.js";
export { choices, type SearchSpace } from "./search/space.js";
export {
  acceptedTokens,
  type BatchPoint,
  expectedExpertsOf,
  formatBits,
  formatName,
  isStored,
  isUnpacked,
  meets,
  type PassLimit,
  type PassTimes,
  prefillTimes,
  type Remedy,
  remedies,
  type ServedModel,
  type Server,
  type Serving,
  type ServingAdvice,
  type ServingFormat,
  type ServingLoad,
  type ServingMemory,
  type ServingSetting,
  type ServingSpec,
  type Speculation,
  served,
  servedModel,
  servingAdvice,
  servingFormat,
  servingFormatNames,
  servingMemory,
  servingSetting,
  stepTimes,
  type TokenCosts,
  tokenCache,
  type WeightFormat,
  type WindowCache,
  weightFormat,
  weightNames,
  weightsName,
} from "./serving/index.js";
export { shapeOfGraph, unplanned, windowsOf } from "./shape/of-graph.js";
export type { LatentAttention, Mixture, SlidingLayers, TransformerShape } from "./shape/shape.js";
export { transformerShape } from "./shape/shapes.js";
export { trainedFormat, trainedWords } from "./shape/trained-format.js";
export { type StatesSpec, statesOnly } from "./states-only.js";
export { type PlanContext, type PlanOptions, planContext } from "./step/context.js";
export type { DeviceMemory, StateMemory } from "./step/memory.js";
export { allLayersParameters, layerParameters } from "./step/stage-parameters.js";
export type { StepTimes } from "./step/time.js";
export { executedFlop, modelFlop } from "./step/work.js";

/** Every formula of this folder. */
export const planFormulas: readonly Formula[] = [
  ...Object.values(layer),
  ...Object.values(memory),
  ...Object.values(step),
  paddedVocabulary,
  ...attendedFormulas,
  ...conventionFormulas,
  ...servingFormulas,
  ...stepWorkFormulas,
];
