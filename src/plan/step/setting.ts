// What the cost of a training step depends on beside the costs of a layer: sizes of the layout, states, the machine.
import type { StateParts } from "../../cost/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import type { Assumptions } from "../assumptions.js";
import type { Machine } from "../layer/setting.js";
import type { TransformerShape } from "../shape/shape.js";

/** Sizes of a layout that a step's costs depend on, beside those of its layers. */
export interface StepVariables {
  readonly stageLayers: Quantity;
  readonly recomputedLayers: Quantity;
  readonly pipelineStages: Quantity;
  readonly virtualStages: Quantity;
  readonly microBatches: Quantity;
  readonly tensorShards: Quantity;
  readonly expertShards: Quantity;
  /** Devices that hold the same weights: data parallel and context parallel. */
  readonly replicas: Quantity;
  readonly expertReplicas: Quantity;
  readonly weightShards: Quantity;
  readonly gradientShards: Quantity;
  readonly optimizerShards: Quantity;
  readonly expertWeightShards: Quantity;
  readonly expertGradientShards: Quantity;
  readonly expertOptimizerShards: Quantity;
  /** Times that gradients and updated weights go round the ring: 2, or 1 where weights are gathered anyway. */
  readonly reductionTrips: Quantity;
  /** Copies of the vocabulary's table on the first and on the last stage. */
  readonly firstTables: Quantity;
  readonly lastTables: Quantity;
  /** Bandwidth in one direction of the link between replicas. */
  readonly dataLink: Quantity;
}

/** Names of the sizes in a fixed order, as columns of a search. */
export const stepVariableNames = [
  "stageLayers",
  "recomputedLayers",
  "pipelineStages",
  "virtualStages",
  "microBatches",
  "tensorShards",
  "expertShards",
  "replicas",
  "expertReplicas",
  "weightShards",
  "gradientShards",
  "optimizerShards",
  "expertWeightShards",
  "expertGradientShards",
  "expertOptimizerShards",
  "reductionTrips",
  "firstTables",
  "lastTables",
  "dataLink",
] as const satisfies readonly (keyof StepVariables)[];

/** Everything that the costs of a step need beside those of a layer. */
export interface StepSetting {
  readonly shape: TransformerShape;
  readonly variables: StepVariables;
  readonly machine: Machine;
  readonly assumed: Assumptions;
  readonly states: StateParts;
  /** Whether attention's core is computed again in layers that are not computed again whole. */
  readonly selective: boolean;
}
