// What planning works with: the run, rates of the device, links, assumptions; and layouts as quantities.
import { type StateRecipeId, stateParts } from "../../cost/index.js";
import { type Device, memoryBandwidth, peak } from "../../hardware/index.js";
import { dtypeOf } from "../../models/record.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { OptimizerId } from "../../training/index.js";
import { type AssumptionName, assumptions } from "../assumptions.js";
import type { PlanConvention } from "../attended.js";
import { type Cluster, type ClusterSpec, clusterOf } from "../cluster.js";
import type { LayerSetting, LayerSizes } from "../layer/setting.js";
import type { Run } from "../layout.js";
import { frameworkKeptOf } from "../shape/framework-kept.js";
import { trainedFormat } from "../shape/trained-format.js";
import type { StepSetting, StepVariables } from "./setting.js";

/** How a model is trained, whatever the layout. */
export interface PlanOptions {
  readonly device: Device;
  /** Number format of the products; default "bf16", or "fp16" where the device has no bf16. */
  readonly dtype?: "bf16" | "fp16";
  /** The same under its earlier name. */
  readonly format?: "bf16" | "fp16";
  /** Composition of the training state; default "mixed". */
  readonly recipe?: StateRecipeId;
  readonly optimizer?: OptimizerId;
  /** Whether attention is fused (flash); default true. */
  readonly fused?: boolean;
  /**
   * Whose kernels run: "megatron" keeps what fused kernels keep, "transformers" what the library's own modules keep on
   * one device, without tensor or context parallelism. Default "megatron".
   */
  readonly framework?: "megatron" | "transformers";
  /** What MFU and HFU count of attention; default "exact", all scores, as Megatron's authors do. */
  readonly convention?: PlanConvention;
  readonly cluster?: ClusterSpec;
  readonly assumptions?: Readonly<Partial<Record<AssumptionName, number>>>;
}

/** What planning works with: options looked up once. */
export interface PlanContext {
  readonly run: Run;
  readonly options: PlanOptions;
  readonly cluster: Cluster;
  readonly fixed: Pick<LayerSetting, "machine" | "assumed" | "fused" | "bytesPerElement" | "framework"> &
    Pick<StepSetting, "states">;
}

/** The context of a run: rates of the device, links, assumptions. */
export function planContext(run: Run, options: PlanOptions): PlanContext {
  const { device, recipe = "mixed", optimizer = "adam", fused = true } = options;
  const stated = trainedFormat(run.shape);
  const has = stated !== "bf16" || device.densePeak["bf16-tensor"] !== undefined ? stated : undefined;
  const format = dtypeOf(options) ?? has ?? (device.densePeak["bf16-tensor"] === undefined ? "fp16" : "bf16");
  const machine = { peak: peak(device, format), bandwidth: memoryBandwidth(device) };
  const bytesPerElement = given({ value: 2, unit: "byte/element" }, `${format} activations`);
  const assumed = assumptions(options.assumptions);
  const states = stateParts(recipe, optimizer);
  const cluster = clusterOf(device, options.cluster);
  const { shape, sequence } = run;
  const framework =
    options.framework === "transformers"
      ? { framework: frameworkKeptOf(shape, { sequence, format, fused }) }
      : {};
  return { run, options, cluster, fixed: { machine, assumed, fused, bytesPerElement, states, ...framework } };
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
