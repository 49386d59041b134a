// Costs of a step from those of its layers: time, and memory of the first and the last stage.

import type { LayerCosts } from "../layer/costs.js";
import type { TransformerShape } from "../shape/shape.js";
import type { PlanContext } from "./context.js";
import { type DeviceMemory, stageMemories } from "./memory.js";
import type { StepSetting } from "./setting.js";
import { layerParameters, parametersOfStage } from "./stage-parameters.js";
import { type StepTimes, stepTimes } from "./time.js";

/** Costs of a step from those of its layers; `shape` is the model's as the devices hold it. */
export function stepCosts(
  { fixed }: PlanContext,
  shape: TransformerShape,
  layer: LayerCosts,
  { variables, selective }: Pick<StepSetting, "variables" | "selective">,
): { readonly times: StepTimes; readonly first: DeviceMemory; readonly last: DeviceMemory } {
  const setting: StepSetting = { ...fixed, shape, variables, selective };
  const each = layerParameters(shape);
  const first = parametersOfStage(shape, each, variables, variables.firstTables);
  const last = parametersOfStage(shape, each, variables, variables.lastTables);
  return {
    times: stepTimes(setting, layer, first),
    ...stageMemories(setting, layer, { each, first, last }),
  };
}
