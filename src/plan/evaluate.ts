// One layout worked through: time of a step and memory of the fullest device, with the whole derivation.
import { given, type Quantity } from "../numbers/quantity.js";
import { type LayerCosts, layerCosts } from "./layer/costs.js";
import { checkedLayout, type Layout } from "./layout.js";
import { heldShape } from "./shape/held.js";
import { layerNumbers, stepNumbers } from "./sizes.js";
import { layerSizes, type PlanContext, stepVariables } from "./step/context.js";
import { stepCosts } from "./step/costs.js";
import type { DeviceMemory } from "./step/memory.js";
import { hardwareUtilisation, modelUtilisation } from "./step/step-formulas.js";
import type { StepTimes } from "./step/time.js";
import { executedFlop, modelFlop } from "./step/work.js";

/** A layout with what it costs. */
export interface Evaluation {
  readonly layout: Layout;
  readonly times: StepTimes;
  readonly layer: LayerCosts;
  readonly first: DeviceMemory;
  readonly last: DeviceMemory;
  /** The fuller of the two. */
  readonly memory: DeviceMemory;
  readonly mfu: Quantity;
  readonly hfu: Quantity;
}

/** Works one layout through. Errors when it does not fit the run. */
export function evaluatedLayout(context: PlanContext, layout: Layout): Evaluation {
  checkedLayout(layout, context.run);
  const sizes = layerSizes(layerNumbers(layout, context.run, context.cluster));
  const shape = heldShape(context.run.shape, layout.tensor);
  const layer = layerCosts({ ...context.fixed, shape, sizes });
  const variables = stepVariables(stepNumbers(layout, context.run, context.cluster));
  const step = stepCosts(context, shape, layer, { variables, selective: layout.recompute === "selective" });
  const { first, last, times } = step;
  const memory = last.total.value > first.total.value ? last : first;
  const { run, fixed, options } = context;
  const { convention = "exact" } = options;
  const devices = given(run.devices, "devices of the run", { unit: "device" });
  const rate = { iterationTime: times.iteration, devices, peak: fixed.machine.peak };
  return {
    layout,
    times,
    layer,
    first,
    last,
    memory,
    mfu: modelUtilisation({ ...rate, modelFlop: modelFlop(run, convention) }),
    hfu: hardwareUtilisation({
      ...rate,
      executedFlop: executedFlop(run, layout, { fused: fixed.fused, convention }),
    }),
  };
}
