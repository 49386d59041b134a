// The price of a device that serving reckons with: the caller's, else the geometric mean of the lowest and the highest rent on record, the median of a budget.
import type { Device } from "../../hardware/index.js";
import type { Market } from "../../hardware/market.js";
import { rentRange } from "../../hardware/rent.js";
import { given, type Quantity } from "../../numbers/quantity.js";

const hourly = "USD/(h*device)";

/** Rent of a device; undefined when nobody says and none is on record. */
export function rentOf(device: Device, own: number | undefined, market?: Market): Quantity | undefined {
  if (own !== undefined)
    return given({ value: own, unit: hourly }, "set by the caller", { label: `${device.name}: price` });
  const rents = rentRange(device, market === undefined ? {} : { market });
  if (rents === undefined) return undefined;
  const { middle, words, source } = rents;
  const label =
    rents.low === rents.high ? words : `geometric mean of the lowest and the highest rent; ${words}`;
  return given({ value: middle, unit: hourly }, source, { label });
}
