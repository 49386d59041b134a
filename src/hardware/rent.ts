// What a device rents for: the rents on record from the lowest to the highest, and the geometric mean that every command reckons with.

import type { Citation } from "../ground/source.js";
import { text } from "../numbers/format.js";
import type { Device } from "./device.js";
import { type Market, recordedMarket } from "./market.js";
import type { Contract, RentalPrice } from "./price.js";

/** Which rents to look at; all that are on record when absent. */
export interface RentWish {
  readonly contract?: Contract;
  readonly provider?: string;
  /** Default: what is on record here; `marketWith(...)` has prices of one's own beside it. */
  readonly market?: Market;
}

/** The rents of a device, USD for an hour. */
export interface RentRange {
  readonly low: number;
  readonly high: number;
  /** Geometric mean of the two: the median of a lognormal distribution between them. */
  readonly middle: number;
  /** "H100 SXM 80 GB: 8 rents, from 2.99 USD (RunPod, on-demand, 2025-03-03) to ...". */
  readonly words: string;
  readonly source: Citation;
}

/** Records that name this device; "h100-sxm" means every memory size. */
export function ofDevice<Price extends { readonly device: string }>(
  prices: readonly Price[],
  { id }: Pick<Device, "id">,
): readonly Price[] {
  return prices.filter(({ device }) => id === device || id.startsWith(`${device}-`));
}

/** Rents on record for a device, cheapest first. */
export function rentsOf(
  device: Pick<Device, "id">,
  { contract, provider, market = recordedMarket }: RentWish = {},
): readonly RentalPrice[] {
  return ofDevice(market.rents, device)
    .filter((one) => contract === undefined || one.contract === contract)
    .filter((one) => provider === undefined || one.provider.toLowerCase().includes(provider.toLowerCase()))
    .sort((a, b) => a.usdPerHour - b.usdPerHour);
}

/** The rents of a device as a range; undefined when none is on record. */
export function rentRange(device: Pick<Device, "id" | "name">, wish: RentWish = {}): RentRange | undefined {
  const rents = rentsOf(device, wish);
  const [lowest, highest] = [rents[0], rents.at(-1)];
  if (lowest === undefined || highest === undefined) return undefined;
  const dollars = ({ usdPerHour, provider, contract, date }: RentalPrice) =>
    `${text(usdPerHour, "USD")} (${provider}, ${contract}, ${date})`;
  const [low, high] = [lowest.usdPerHour, highest.usdPerHour];
  return {
    low,
    high,
    middle: low < high ? Math.exp((Math.log(low) + Math.log(high)) / 2) : low,
    words:
      low === high
        ? `${device.name}: ${dollars(lowest)}`
        : `${device.name}: ${rents.length} rents, from ${dollars(lowest)} to ${dollars(highest)}`,
    source: lowest.source,
  };
}
