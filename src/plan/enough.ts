// How many devices would be enough for a run that does not fit: doubled until the leanest layouts do.
import { memoryCapacity } from "../hardware/index.js";
import { searchedLayouts } from "./search/search.js";
import type { SearchSpace } from "./search/space.js";
import type { PlanContext } from "./step/context.js";

/** Most devices that are tried. */
export const mostDevices = 131_072;

/** The first doubling of the devices on which a layout fits; undefined: none up to 131,072. */
export function enoughDevices(context: PlanContext, space: SearchSpace = {}): number | undefined {
  const { run, options, fixed } = context;
  const usable = memoryCapacity(options.device).value - fixed.assumed.reservedMemory.value;
  for (let devices = 2 * run.devices; devices <= mostDevices; devices *= 2) {
    const larger = { ...context, run: { ...run, devices } };
    const { leanest } = searchedLayouts(larger, { space: { ...leanSizes, ...space }, keep: 1 });
    if (leanest !== undefined && leanest.memory <= usable) return devices;
  }
  return undefined;
}

/** Choices that leave least on a device; what was asked for goes before them. */
export const leanSizes: SearchSpace = { microbatch: [1], interleave: [1], zero: [3], recompute: ["full"] };
