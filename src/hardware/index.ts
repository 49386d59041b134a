// The devices by explicit list, and how a name finds one of them.

import type { Formula } from "../formula/index.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import { amd } from "./amd.js";
import { aws } from "./aws.js";
import type { Device } from "./device.js";
import { google } from "./google.js";
import { graphcore } from "./graphcore.js";
import { huawei } from "./huawei.js";
import { integerRateOf } from "./integer-rate.js";
import { intel } from "./intel.js";
import { nvidia } from "./nvidia.js";
import { checkedDevice } from "./own-device.js";
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
export { checkedDevice, deviceOf, type OwnDeviceRow } from "./own-device.js";
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
 * method of Epoch AI, which takes the NVLink variant for clusters. `own` are devices of your own, found in the same
 * way where no name of ours fits. Errors with the nearest names.
 *
 * @example device("h100-sxm").name // "H100 SXM 80 GB"
 */
export function device(name: DeviceId | (string & {}), own: readonly Device[] = []): Device {
  const [best] = variants(name, own);
  if (best !== undefined) return best;
  const ids = [...own, ...devices].map(({ id }) => id);
  const chips = new Set(ids.map((id) => id.split("-")[0] ?? id));
  const near = suggestion(name, [...chips, ...ids]) || `; known are ${ids.join(", ")}`;
  throw new FlopbookError(`hardware: no device of this name, got "${name}"${near}`);
}

/**
 * Every device that a short name may mean, the one that `device` takes first; empty when none fits.
 *
 * @example variants("a100").map(({ id }) => id) // ["a100-sxm-80", "a100-sxm-40", "a100-pcie-80", "a100-pcie-40"]
 */
export function variants(name: string, own: readonly Device[] = []): readonly Device[] {
  const condensed = condense(name);
  const exact = [...devices, ...own].filter(({ id }) => condense(id) === condensed);
  if (exact.length > 0) return exact;
  const ours = shortNamed(name, devices);
  return ours.length > 0 ? ours : shortNamed(name, own);
}

function shortNamed(name: string, list: readonly Device[]): readonly Device[] {
  const wanted = segments(name);
  return list
    .filter(({ id }) => matches(wanted, segments(id)))
    .sort((a, b) => Number(onPcie(a)) - Number(onPcie(b)) || b.memory.value - a.memory.value);
}

/** Devices of one's own, checked, with ids that mean none of ours, in short either, nor one another. */
export function ownDevices(list: readonly Device[]): readonly Device[] {
  const taken = new Set<string>();
  return list.map((one) => {
    checkedDevice(one);
    const [meant] = taken.has(one.id) ? [one] : variants(one.id);
    if (meant !== undefined)
      throw new FlopbookError(
        `devices/${one.id}: the id is taken, got it where it means "${meant.id}"; choose another`,
      );
    taken.add(one.id);
    return one;
  });
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
