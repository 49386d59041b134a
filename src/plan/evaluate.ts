// One layout worked through: time of a step and memory of the fullest device, with the whole derivation.
import { type StateRecipeId, stateParts } from "../cost/index.js";
import { type Device, memoryBandwidth, peak } from "../hardware/index.js";
import { given, type Quantity } from "../quantity.js";
import type { OptimizerId } from "../training/index.js";
import { type AssumptionName, assumptions } from "./assumptions.js";
import { type Cluster, type ClusterSpec, clusterOf } from "./cluster.js";
import { type LayerCosts, layerCosts } from "./layer-costs.js";
import { checkedLayout, type Layout, type Run } from "./layout.js";
import type { LayerSetting, LayerSizes } from "./setting.js";
import { layerNumbers, stepNumbers } from "./sizes.js";
import { layerParameters, parametersOfStage } from "./stage-parameters.js";
import { hardwareUtilisation, modelUtilisation } from "./step-formulas.js";
import { type DeviceMemory, stageMemories } from "./step-memory.js";
import type { StepSetting, StepVariables } from "./step-setting.js";
import { type StepTimes, stepTimes } from "./step-time.js";
import { executedFlop, modelFlop } from "./step-work.js";

/** How a model is trained, whatever the layout. */
export interface PlanOptions {
  readonly device: Device;
  /** Number format of the products; default "bf16", or "fp16" where the device has no bf16. */
  readonly format?: "bf16" | "fp16";
  /** Composition of the training state; default "mixed". */
  readonly recipe?: StateRecipeId;
  readonly optimizer?: OptimizerId;
  /** Whether attention is fused (flash); default true. */
  readonly fused?: boolean;
  readonly cluster?: ClusterSpec;
  readonly assumptions?: Readonly<Partial<Record<AssumptionName, number>>>;
}

/** What planning works with: options looked up once. */
export interface PlanContext {
  readonly run: Run;
  readonly options: PlanOptions;
  readonly cluster: Cluster;
  readonly fixed: Pick<LayerSetting, "machine" | "assumed" | "fused" | "bytesPerElement"> &
    Pick<StepSetting, "states">;
}

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

/** The context of a run: rates of the device, links, assumptions. */
export function planContext(run: Run, options: PlanOptions): PlanContext {
  const { device, recipe = "mixed", optimizer = "adam", fused = true } = options;
  const format = options.format ?? (device.densePeak["bf16-tensor"] === undefined ? "fp16" : "bf16");
  const machine = { peak: peak(device, format), bandwidth: memoryBandwidth(device) };
  const bytesPerElement = given({ value: 2, unit: "byte/element" }, `${format} activations`);
  const assumed = assumptions(options.assumptions);
  const states = stateParts(recipe, optimizer);
  const cluster = clusterOf(device, options.cluster);
  return { run, options, cluster, fixed: { machine, assumed, fused, bytesPerElement, states } };
}

/** Works one layout through. Errors when it does not fit the run. */
export function evaluatedLayout(context: PlanContext, layout: Layout): Evaluation {
  checkedLayout(layout, context.run);
  const sizes = layerSizes(layerNumbers(layout, context.run, context.cluster));
  const layer = layerCosts({ ...context.fixed, shape: context.run.shape, sizes });
  const variables = stepVariables(stepNumbers(layout, context.run, context.cluster));
  const step = stepCosts(context, layer, variables, layout.recompute === "selective");
  const { first, last, times } = step;
  const memory = last.total.value > first.total.value ? last : first;
  const { run, fixed } = context;
  const devices = given(run.devices, "devices of the run", { unit: "device" });
  const rate = { iterationTime: times.iteration, devices, peak: fixed.machine.peak };
  return {
    layout,
    times,
    layer,
    first,
    last,
    memory,
    mfu: modelUtilisation({ ...rate, modelFlop: modelFlop(run) }),
    hfu: hardwareUtilisation({ ...rate, executedFlop: executedFlop(run, layout, fixed.fused) }),
  };
}

/** Costs of a step from those of its layers. */
export function stepCosts(
  context: PlanContext,
  layer: LayerCosts,
  variables: StepVariables,
  selective: boolean,
): { readonly times: StepTimes; readonly first: DeviceMemory; readonly last: DeviceMemory } {
  const { shape } = context.run;
  const setting: StepSetting = { ...context.fixed, shape, variables, selective };
  const each = layerParameters(shape);
  const first = parametersOfStage(shape, each, variables, variables.firstTables);
  const last = parametersOfStage(shape, each, variables, variables.lastTables);
  return {
    times: stepTimes(setting, layer, first),
    ...stageMemories(setting, layer, { each, first, last }),
  };
}

const layoutOrigin = "size of the layout";

/** Sizes of a layer as quantities. */
export function layerSizes(numbers: Readonly<Record<keyof LayerSizes, number>>): LayerSizes {
  return quantities(numbers, { microBatch: "sample", sequence: "token", ...links });
}

/** Sizes of a step as quantities. */
export function stepVariables(numbers: Readonly<Record<keyof StepVariables, number>>): StepVariables {
  return quantities(numbers, { stageLayers: "layer", recomputedLayers: "layer", ...links });
}

const links = { tensorLink: "byte/s", networkLink: "byte/s", dataLink: "byte/s" } as const;

function quantities<Name extends string>(
  numbers: Readonly<Record<Name, number>>,
  units: Readonly<Record<string, string>>,
): Readonly<Record<Name, Quantity>> {
  const entries = Object.entries<number>(numbers).map(([name, value]) => [
    name,
    given({ value, unit: units[name] ?? "1" }, layoutOrigin),
  ]);
  return Object.fromEntries(entries) as Readonly<Record<Name, Quantity>>;
}
