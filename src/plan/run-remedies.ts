// What of a run, beside its layout, would make it fit: gradients in 16 bits, shorter sequences, states at the host, devices.
import { memoryCapacity } from "../hardware/index.js";
import { grouped, text } from "../numbers/format.js";
import { enoughDevices, leanSizes, mostDevices } from "./enough.js";
import { evaluatedLayout } from "./evaluate.js";
import { searchedLayouts } from "./search/search.js";
import type { SearchSpace } from "./search/space.js";
import { type PlanContext, type PlanOptions, planContext } from "./step/context.js";

/** A change of a run, with the memory of its leanest layout; on as many devices as were asked for unless it says so. */
export interface RunRemedy {
  readonly changed: readonly ("gradients" | "sequence" | "offload" | "devices")[];
  readonly words: string;
  readonly devices: number;
  readonly sequence: number;
  /** Bytes of optimizer state that each device leaves in its host's memory. */
  readonly offloaded: number;
  readonly memory: number;
}

/** What a run would fit with, the fewest devices first, and how many runs were laid out to say so. */
export interface RunAdvice {
  readonly remedies: readonly RunRemedy[];
  readonly tried: number;
  /** Where nothing fits: what the leanest run of all lacks on its fullest device. */
  readonly lacks: number | undefined;
}

/**
 * Changes of a run that does not fit in any layout. Memory shrinks with the sequence, with 16-bit gradients, with states
 * that lie elsewhere and with more devices, so that the leanest run has all of them at their ends: where that lacks
 * memory, nothing fits.
 */
export function runAdvice(context: PlanContext, space: SearchSpace = {}): RunAdvice {
  const ground = groundOf(context, space);
  const narrow = { narrow: true };
  const single = [
    ...(ground.wide ? asTried(ground, narrow) : []),
    ...shorter(ground, {}),
    ...offloaded(ground, {}),
    ...more(ground, {}),
  ];
  const joint = () => [
    ...shorter(ground, narrow),
    ...offloaded(ground, { ...narrow, sequence: 1 }),
    ...more(ground, narrow),
    ...more(ground, { ...narrow, sequence: 1 }),
  ];
  const found = single.length > 0 ? single : joint();
  return {
    remedies: [...found].sort((a, b) => a.devices - b.devices || a.changed.length - b.changed.length),
    tried: ground.spent.runs,
    lacks: found.length > 0 ? undefined : lacksAtLeast(ground),
  };
}

/** What the leanest run of all lacks, on the most devices that a layout of it divides. */
function lacksAtLeast(ground: Ground): number {
  const end = { narrow: true, sequence: 1 };
  const { devices } = ground.context.run;
  const leanest =
    leanestOf(ground, { ...end, devices: mostDevices }) ?? leanestOf(ground, { ...end, devices });
  return (leanest?.total ?? ground.usable) - ground.usable;
}

/** What differs from the run that was asked for. */
interface Trial {
  /** Gradients in 16 bits. */
  readonly narrow?: boolean;
  readonly sequence?: number;
  readonly devices?: number;
}

interface Leanest {
  readonly total: number;
  readonly optimizer: number;
}

/** What trials are made with, and how many have been. */
interface Ground {
  readonly context: PlanContext;
  readonly space: SearchSpace;
  /** Whether gradients are in FP32, so that there are narrower ones. */
  readonly wide: boolean;
  readonly usable: number;
  readonly spent: { runs: number };
}

function groundOf(context: PlanContext, space: SearchSpace): Ground {
  const { options, fixed } = context;
  return {
    context,
    space,
    wide: options.recipe === "mixed-fp32-gradients",
    usable: memoryCapacity(options.device).value - fixed.assumed.reservedMemory.value,
    spent: { runs: 0 },
  };
}

function contextOf({ context, wide }: Ground, { narrow = false, sequence, devices }: Trial): PlanContext {
  const { run, options } = context;
  const recipe: PlanOptions = narrow && wide ? { ...options, recipe: "mixed" } : options;
  return planContext({ ...run, sequence: sequence ?? run.sequence, devices: devices ?? run.devices }, recipe);
}

/** Memory of the leanest layout; undefined where there is none. */
function leanestOf(ground: Ground, trial: Trial): Leanest | undefined {
  ground.spent.runs += 1;
  const context = contextOf(ground, trial);
  const space = { ...leanSizes, ...ground.space };
  const { leanest } = searchedLayouts(context, { space, keep: 1 });
  if (leanest === undefined) return undefined;
  const { total, optimizer } = evaluatedLayout(context, leanest.layout).memory;
  return { total: total.value, optimizer: optimizer.value };
}

function remedyOf(
  { context: { run }, wide }: Ground,
  trial: Trial,
  memory: number,
  offloaded = 0,
): RunRemedy {
  const { narrow = false, sequence, devices } = trial;
  const parts = [
    ...(narrow && wide ? ([["gradients", "16-bit gradients"]] as const) : []),
    ...(sequence === undefined ? [] : ([["sequence", `a sequence of ${grouped(sequence)}`]] as const)),
    ...(offloaded === 0
      ? []
      : ([["offload", `${gibibytes(offloaded)} of optimizer state in the host's memory`]] as const)),
    ...(devices === undefined ? [] : ([["devices", `${grouped(devices)} devices`]] as const)),
  ];
  return {
    changed: parts.map(([name]) => name),
    words: parts.map(([, words]) => words).join(" and "),
    devices: devices ?? run.devices,
    sequence: sequence ?? run.sequence,
    offloaded,
    memory,
  };
}

function gibibytes(bytes: number): string {
  return text(bytes, "byte", { unit: "GiB" });
}

/** The run itself with this trial. */
function asTried(ground: Ground, trial: Trial): readonly RunRemedy[] {
  const found = leanestOf(ground, trial);
  return found !== undefined && found.total <= ground.usable ? [remedyOf(ground, trial, found.total)] : [];
}

/** The longest of the sequences that are a half, a quarter, an eighth ... */
function shorter(ground: Ground, trial: Trial): readonly RunRemedy[] {
  const { sequence: whole } = ground.context.run;
  for (let sequence = Math.floor(whole / 2); sequence >= 1; sequence = Math.floor(sequence / 2)) {
    const found = asTried(ground, { ...trial, sequence });
    if (found.length > 0) return found;
  }
  return [];
}

/** What lacks of a device left in its host's memory, as far as it is optimizer state. */
function offloaded(ground: Ground, trial: Trial): readonly RunRemedy[] {
  const found = leanestOf(ground, trial);
  const lacks = (found?.total ?? 0) - ground.usable;
  if (found === undefined || lacks <= 0 || lacks > found.optimizer) return [];
  return [remedyOf(ground, trial, found.total - lacks, lacks)];
}

/** The first doubling of the devices that is enough. */
function more(ground: Ground, trial: Trial): readonly RunRemedy[] {
  const devices = enoughDevices(contextOf(ground, trial), ground.space);
  if (devices === undefined) return [];
  return [remedyOf(ground, { ...trial, devices }, leanestOf(ground, { ...trial, devices })?.total ?? 0)];
}
