// What does device time cost? Price is an input with its own date and source.
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/**
 * Cost of rented device time in USD. Errors on inputs that are missing, of another unit or out of range.
 *
 * @example deviceCost({ deviceTime: deviceHours(1000), price: dollarsPerDeviceHour(2) }) // 2,000 USD
 */
export const deviceCost = formula({
  id: "money.device-cost",
  meaning: "Cost of device time at a price for one device and hour",
  expression: "deviceTime * price",
  result: "cost",
  inputs: ["deviceTime", "price"],
  source: {
    source: sources.cottier2024,
    place: "estimate from cloud rental prices: device hours times price",
  },
});
