// The price of a device that serving reckons with: the caller's, else the lowest rent on demand on record.
import type { Device } from "../../hardware/index.js";
import { rentalPrices } from "../../hardware/prices.js";
import { given, type Quantity } from "../../quantity.js";

const hourly = "USD/(h*device)";

/** Rent of a device; undefined when nobody says and none is on record. */
export function rentOf({ id, name }: Device, own: number | undefined): Quantity | undefined {
  if (own !== undefined)
    return given({ value: own, unit: hourly }, "set by the caller", { label: `${name}: price` });
  const [lowest] = rentalPrices
    .filter(
      ({ device, contract }) => contract === "on-demand" && (id === device || id.startsWith(`${device}-`)),
    )
    .sort((a, b) => a.usdPerHour - b.usdPerHour);
  if (lowest === undefined) return undefined;
  return given({ value: lowest.usdPerHour, unit: hourly }, lowest.source, {
    label: `${name}: lowest rent on demand, ${lowest.provider}, ${lowest.date}`,
  });
}
