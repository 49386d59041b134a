// Dated prices of a device as a range: what it rents for, what it costs to buy, electricity, grids.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Device } from "../hardware/device.js";
import type { Grid } from "../hardware/electricity.js";
import { type Market, recordedMarket } from "../hardware/market.js";
import type { PurchasePrice } from "../hardware/price.js";
import { ofDevice, type RentWish, rentRange } from "../hardware/rent.js";
import { percent } from "../numbers/format.js";
import { type Distribution, exactly, lognormal } from "../uncertainty/index.js";
import { leafKinds } from "./kinds.js";
import { type Leaf, leaf } from "./leaf.js";

/** Rent of a device from the lowest to the highest on record; undefined when none is. */
export function rentLeaf(device: Device, wish: RentWish): Leaf | undefined {
  const rents = rentRange(device, wish);
  if (rents === undefined) return undefined;
  const { low, high, words, source } = rents;
  const place = low === high ? words : `${words}; taken as a 90 % interval`;
  return leaf(leafKinds.price, between(low, high), { source: source.source, place });
}

/** How far a single quote for a purchase may be off, either way. */
const quoteFactor = 1.3;

/** Purchase price of a device with the spread of a single quote; undefined when none is on record. */
export function purchaseLeaf(device: Device, market: Market = recordedMarket): Leaf | undefined {
  const newest = [...ofDevice<PurchasePrice>(market.purchases, device)].sort((a, b) =>
    b.date < a.date ? -1 : 1,
  )[0];
  if (newest === undefined) return undefined;
  const spread = lognormal(newest.usd / quoteFactor, newest.usd * quoteFactor);
  const place = `${newest.source.place ?? newest.date}; one quote, taken to be good to a factor of ${quoteFactor}`;
  return leaf(leafKinds.purchase, spread, { source: newest.source.source, place });
}

/** Years of prices that a run's electricity may be like. */
const recentYears = 10;

/** Price of electricity: between the lowest and the highest year of the last ten. */
export function electricityLeaf({ electricity }: Market = recordedMarket): Leaf {
  const { byYear } = electricity;
  const years = Object.keys(byYear).map(Number).sort();
  const recent = years.slice(-recentYears);
  const values = recent.map((year) => byYear[year] ?? Number.NaN);
  const span = `${recent[0]} to ${recent.at(-1)}, lowest to highest year`;
  const place = [electricity.source.place, span].filter((words) => words !== undefined).join("; ");
  const { source } = electricity.source;
  return leaf(leafKinds.electricity, between(Math.min(...values), Math.max(...values)), { source, place });
}

/** How far a site may be from its country's mean, either way. */
const siteShare = 0.2;

/** Carbon intensity of a grid by its id or name. Errors on an unknown one, with the nearest. */
export function gridLeaf(name: string, { grids }: Market = recordedMarket): Leaf {
  const wanted = name.trim().toLowerCase();
  const found = grids.find((grid) => grid.id === wanted || grid.name.toLowerCase() === wanted);
  if (found === undefined) {
    const names = grids.flatMap((grid) => [grid.id, grid.name]);
    throw new FlopbookError(
      `grid: none of this name, got "${name}"${suggestion(name, names) || `; known are ${grids.map(({ id }) => id).join(", ")}, or give gCO2e for a kWh`}`,
      { exitCode: 2 },
    );
  }
  const { gramsPerKilowattHour: grams, source } = found;
  const spread = lognormal(grams * (1 - siteShare), grams * (1 + siteShare));
  return leaf({ ...leafKinds.carbon, label: gridLabel(found) }, spread, {
    source: source.source,
    place: `${found.name}, ${source.place ?? found.year}; ${percent(siteShare, 2)} either way for the site`,
  });
}

function gridLabel({ name }: Grid): string {
  return `carbon intensity, ${name}`;
}

function between(low: number, high: number): Distribution {
  return low < high ? lognormal(low, high) : exactly(low);
}
