// What the study of training costs takes owned hardware to be: servers round devices, power, network, decline.

import type { Citation } from "../ground/source.js";
import type { Device } from "../hardware/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";

const study = (place: string): Citation => ({ source: sources.cottier2024, place });

interface Row {
  readonly device: RegExp;
  readonly value: number;
}

/** Price of a server over that of its devices. */
const serverPrices: readonly Row[] = [
  { device: /^a100/, value: 1.66 },
  { device: /^v100/, value: 1.69 },
  { device: /^p100/, value: 1.54 },
  { device: /./, value: 1.64 },
];

/** Power of a server over that of its devices: rated kW of a DGX over eight devices of so many kW. */
const serverPowers: readonly Row[] = [
  { device: /^h100/, value: 10.2 / 8 / 0.7 },
  { device: /^a100/, value: 6.5 / 8 / 0.4 },
  { device: /^v100/, value: 2.29 },
  { device: /^tpu-v2/, value: 1.64 },
  { device: /^tpu-v3/, value: 1.47 },
  { device: /^tpu/, value: 1.56 },
  { device: /./, value: 1.8 },
];

function ofDevice(rows: readonly Row[], { id }: Device): number {
  return rows.find(({ device }) => device.test(id))?.value ?? Number.NaN;
}

/** Whether the device is one of Google's. */
export function isTpu({ id }: Device): boolean {
  return id.startsWith("tpu");
}

/** Price of a server in units of that of its devices. */
export function serverFactorOf(device: Device): Quantity {
  const label = "price of a server over its devices";
  return given(ofDevice(serverPrices, device), study("appendix: server overhead"), { label });
}

/** Power of a server in units of that of its devices. */
export function serverPowerFactorOf(device: Device): Quantity {
  const label = "power of a server over its devices";
  return given(ofDevice(serverPowers, device), study("appendix: server power over chip power"), { label });
}

/** Share of the rated power that training draws, on average over known runs. */
export function usualPowerShare(device: Device): number {
  return isTpu(device) ? 0.43 : 0.75;
}

/** Network's share of a cluster's price. */
export const networkShare: Quantity = given(
  { value: 0.19, unit: "1" },
  study("appendix: interconnect, 19 % of the cluster's price"),
  { label: "network's share of the price" },
).as("%");

/** Orders of magnitude by which price-performance improves in the period. */
export const yearlyProgress: Quantity = given(0.14, study("0.14 orders of magnitude a year"), {
  label: "progress of hardware, orders of magnitude in the period",
});

/** That period. */
export const progressPeriod: Quantity = given({ value: 1, unit: "year" }, study("a year"), {
  label: "period of that progress",
});

/** Median utilisation of the runs in the study: what an outsider assumes. */
export const medianUtilisation: Quantity = given(
  0.375,
  study("median utilisation of known runs, as in the study's code"),
  { label: "median utilisation of known runs" },
).as("%");

/** Place of the study for the shares of power and the overheads of buildings. */
export const powerOrigin: Citation = study("appendix: 75 % of the rated power for GPUs, 43 % for TPUs");
export const buildingOrigin: Citation = study("appendix: 1.1 for hyperscalers, 1.25 for others");
