// The devices by explicit list, and how a name finds one of them.
import { FlopbookError, suggestion } from "../errors.js";
import type { Formula } from "../formula/index.js";
import { amd } from "./amd.js";
import { aws } from "./aws.js";
import type { Device } from "./device.js";
import { google } from "./google.js";
import { graphcore } from "./graphcore.js";
import { huawei } from "./huawei.js";
import { integerRateOf } from "./integer-rate.js";
import { intel } from "./intel.js";
import { nvidia } from "./nvidia.js";
import { sparsePeak } from "./peak.js";
import { bandwidthOfBus, peakOfUnits } from "./processing-units.js";

export {
  boardPower,
  type Device,
  densePeak,
  hasSparsePeak,
  type Interconnect,
  interconnectBandwidth,
  memoryBandwidth,
  memoryCapacity,
  type ProcessingUnits,
} from "./device.js";
export { integerRate, integerRateOf } from "./integer-rate.js";
export { type NumberFormat, numberFormats, type PeakFormat, vectorCounterpart } from "./number-format.js";
export { peak, sparsePeak } from "./peak.js";
export { bandwidthOfBus, peakOfUnits, unitsPeak } from "./processing-units.js";

const vendors = [...nvidia, ...amd, ...google, ...aws, ...intel, ...huawei, ...graphcore] as const;

/** Every device, by vendor and launch. */
export const devices: readonly Device[] = vendors;

/** The id of a device, e.g. "a100-sxm-80". */
export type DeviceId = (typeof vendors)[number]["id"];

/**
 * The device of this name: an id ("a100-sxm-80"), or a shorter name ("a100", "V100 PCIe"). Where a short name
 * leaves a choice, the server variant (not PCIe) is taken and then the largest memory: the rule of the second
 * method of Epoch AI, which takes the NVLink variant for clusters. Errors with the nearest names.
 */
export function device(name: DeviceId | (string & {})): Device {
  const [best] = variants(name);
  if (best !== undefined) return best;
  const ids = devices.map(({ id }) => id);
  const chips = new Set(ids.map((id) => id.slice(0, id.indexOf("-"))));
  const near = suggestion(name, [...chips, ...ids]) || `; known are ${ids.join(", ")}`;
  throw new FlopbookError(`hardware: no device of this name, got "${name}"${near}`);
}

/** Every device that a short name may mean, the one that `device` takes first; empty when none fits. */
export function variants(name: string): readonly Device[] {
  const condensed = condense(name);
  const exact = devices.filter(({ id }) => condense(id) === condensed);
  if (exact.length > 0) return exact;
  const wanted = segments(name);
  return devices
    .filter(({ id }) => matches(wanted, segments(id)))
    .sort((a, b) => Number(onPcie(a)) - Number(onPcie(b)) || b.memory.value - a.memory.value);
}

function matches(wanted: readonly string[], id: readonly string[]): boolean {
  const fits = (part: string) => id.some((own) => own === part || (part === "sxm" && own.startsWith("sxm")));
  return wanted[0] === id[0] && wanted.every(fits);
}

/** "Gaudi 2" -> "gaudi2", so that spaces and hyphens do not matter. */
function condense(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}

const brands = /^(nvidia|tesla|geforce|gtx|rtx|amd|instinct|google|aws|intel|huawei|graphcore|gi?b|)$/;

/** "NVIDIA A100 80GB" -> ["a100", "80"]. */
function segments(name: string): string[] {
  const words = name.toLowerCase().split(/[\s_-]+/);
  return words.map((word) => word.replace(/(\d)gi?b$/, "$1")).filter((word) => !brands.test(word));
}

function onPcie({ formFactor }: Device): boolean {
  return formFactor.startsWith("PCIe");
}

/** Every formula of this folder. */
export const hardwareFormulas: readonly Formula[] = [bandwidthOfBus, integerRateOf, peakOfUnits, sparsePeak];
