// Rents, purchase prices, electricity and grids against a second entry: the table that they were collected from.
import { expect, test } from "vitest";
import { grids, industrialElectricity } from "../../src/hardware/electricity.js";
import { purchasePrices, rentalPrices } from "../../src/hardware/prices.js";
import { confirmed, missed, type Readings, type Source, secondEntry } from "./second-entry.js";

interface Entry {
  readonly sources: Readonly<Record<string, Source>>;
  readonly rents: readonly {
    readonly device: string;
    readonly provider: string;
    readonly location: string;
    readonly contract: string;
    readonly date: string;
    readonly usdPerHour: number;
  }[];
  readonly purchases: readonly { readonly device: string; readonly date: string; readonly usd: number }[];
  readonly electricity: Readonly<Record<string, Readings>>;
  readonly grids: Readonly<Record<string, Readings>>;
  readonly noSecondEntry: readonly { readonly price: string; readonly reads: number }[];
}

const entry = secondEntry<Entry>("prices");

/** Every price of src by name, and what the second entry reads for it. */
const rows: readonly (readonly [name: string, value: number, readings: Readings])[] = [
  ...rentalPrices.map(({ device, provider, contract, date, usdPerHour }) => {
    const key = [device, provider, contract, date].join(", ");
    const found = entry.rents.filter(
      (one) => [one.device, one.provider, one.contract, one.date].join(", ") === key,
    );
    return [key, usdPerHour, readings(found.map((one) => one.usdPerHour))] as const;
  }),
  ...purchasePrices.map(({ device, date, usd }) => {
    const found = entry.purchases.filter((one) => one.device === device && one.date === date);
    return [`${device}, bought ${date}`, usd, readings(found.map((one) => one.usd))] as const;
  }),
  ...Object.entries(industrialElectricity).map(
    ([year, usd]) => [`electricity ${year}`, usd, entry.electricity[year] ?? {}] as const,
  ),
  ...grids
    .filter(({ id }) => id !== "world")
    .map(
      ({ id, gramsPerKilowattHour }) => [`grid ${id}`, gramsPerKilowattHour, entry.grids[id] ?? {}] as const,
    ),
];

function readings(values: readonly number[]): Readings {
  return Object.fromEntries(values.map((value, i) => [`prices ${i}`, value]));
}

test.each(rows)("%s: %d is confirmed by a second entry", (name, value, read) => {
  expect(confirmed(value, read), `${name}: ${value}, read ${JSON.stringify(read)}`).toBe(true);
});

test.each(rows)("%s: two swapped digits of %d would be found", (_, value, read) => {
  expect(missed(value, read)).toEqual([]);
});

test("no second entry is left over", () => {
  expect(entry.rents.length).toBe(rentalPrices.length);
  expect(entry.purchases.length).toBe(purchasePrices.length);
  expect(Object.keys(entry.electricity)).toEqual(Object.keys(industrialElectricity));
  expect(Object.keys(entry.grids).length).toBe(grids.length - 1);
});

test("the grid of the world has no second entry, and a report that is near", () => {
  expect(entry.noSecondEntry.map(({ price }) => price)).toEqual(["grid world"]);
  const world = grids.find(({ id }) => id === "world")?.gramsPerKilowattHour ?? Number.NaN;
  expect(Math.abs(world / (entry.noSecondEntry[0]?.reads ?? 0) - 1)).toBeLessThan(0.005);
});
