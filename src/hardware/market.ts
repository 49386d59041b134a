// Prices and grids on record, and those of one's own beside them, checked where they come in.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation, Origin } from "../ground/source.js";
import { ownCitation } from "../sources/own.js";
import type { Device } from "./device.js";
import { electricitySource, type Grid, grids, industrialElectricity } from "./electricity.js";
import { devices } from "./index.js";
import { type Contract, contracts, type PurchasePrice, type RentalPrice } from "./price.js";
import { purchasePrices, rentalPrices } from "./prices.js";

/** Price of electricity by year, USD for a kWh. */
export interface ElectricityPrices {
  readonly byYear: Readonly<Record<number, number>>;
  readonly source: Citation;
}

/** What devices rent and sell for, what electricity costs, and what grids emit. */
export interface Market {
  readonly rents: readonly RentalPrice[];
  readonly purchases: readonly PurchasePrice[];
  readonly electricity: ElectricityPrices;
  readonly grids: readonly Grid[];
}

/** What is on record here. */
export const recordedMarket: Market = {
  rents: rentalPrices,
  purchases: purchasePrices,
  electricity: { byYear: industrialElectricity, source: electricitySource },
  grids,
};

type OwnSource<Row> = Omit<Row, "source"> & { readonly source: Origin };

/** Prices and grids of one's own: the rows of our tables, whose source may be a sentence. */
export interface OwnPrices {
  /** Beside those on record; `contract` is "on-demand" where absent. */
  readonly rents?: readonly (Omit<OwnSource<RentalPrice>, "contract"> & { readonly contract?: Contract })[];
  readonly purchases?: readonly OwnSource<PurchasePrice>[];
  /** In the place of the series on record. */
  readonly electricity?: OwnSource<ElectricityPrices>;
  readonly grids?: readonly OwnSource<Grid>[];
}

/**
 * The market with prices of one's own, of our devices and of `ownDevices`. Errors on a device that neither has, on an
 * amount that is no price, on a day that is none, and on a grid whose id is taken.
 */
export function marketWith(own: OwnPrices, ownDevices: readonly Device[] = []): Market {
  checkNames(own);
  const ids = [...ownDevices, ...devices].map(({ id }) => id);
  const { rents = [], purchases = [], electricity, grids: places = [] } = own;
  return {
    rents: [...recordedMarket.rents, ...rents.map((row, at) => rentOf(row, `rents/${at + 1}`, ids))],
    purchases: [
      ...recordedMarket.purchases,
      ...purchases.map((row, at) => purchaseOf(row, `purchases/${at + 1}`, ids)),
    ],
    electricity: electricity === undefined ? recordedMarket.electricity : electricityOf(electricity),
    grids: [...recordedMarket.grids, ...places.map(gridOf)],
  };
}

function checkNames(own: OwnPrices): void {
  const names = ["rents", "purchases", "electricity", "grids"];
  const strange = Object.keys(own).find((name) => !names.includes(name));
  if (strange === undefined) return;
  throw new FlopbookError(
    `prices: no such list, got "${strange}"${suggestion(strange, names) || `; known are ${names.join(", ")}`}`,
  );
}

function rentOf(
  row: NonNullable<OwnPrices["rents"]>[number],
  where: string,
  ids: readonly string[],
): RentalPrice {
  const { contract = "on-demand", provider } = row;
  checkDevice(row.device, where, ids);
  checkText("provider", provider, where);
  checkAmount("usdPerHour", row.usdPerHour, where, 1e5);
  checkDay(row.date, where);
  if (!contracts.includes(contract))
    throw fault(where, `contract must be ${contracts.join(" or ")}, got "${contract}"; write one of these`);
  return { ...row, contract, source: sourceOf(row.source, where, provider) };
}

function purchaseOf(
  row: NonNullable<OwnPrices["purchases"]>[number],
  where: string,
  ids: readonly string[],
): PurchasePrice {
  checkDevice(row.device, where, ids);
  checkAmount("usd", row.usd, where, 1e9);
  checkDay(row.date, where);
  return { ...row, source: sourceOf(row.source, where, "own quote") };
}

function electricityOf(row: OwnSource<ElectricityPrices>): ElectricityPrices {
  const years = Object.entries(row.byYear ?? {});
  if (years.length === 0)
    throw fault("electricity", "byYear must name a year, got none; write byYear: { 2025: 0.09 }");
  for (const [year, usd] of years) checkAmount(`byYear of ${year}`, usd, "electricity", 10);
  return { byYear: row.byYear, source: sourceOf(row.source, "electricity", "own tariff") };
}

function gridOf(row: OwnSource<Grid>): Grid {
  const where = `grids/${String(row.id)}`;
  checkText("id", row.id, where);
  checkText("name", row.name, where);
  checkAmount("gramsPerKilowattHour", row.gramsPerKilowattHour, where, 5000, 0);
  if (recordedMarket.grids.some(({ id }) => id === row.id))
    throw fault(where, "the id is taken, got it again; choose another");
  return { ...row, source: sourceOf(row.source, where, row.name) };
}

function checkDevice(name: string, where: string, ids: readonly string[]): void {
  if (ids.some((id) => id === name || id.startsWith(`${name}-`))) return;
  const near = suggestion(String(name), ids) || "; name one of ours or of your own";
  throw fault(where, `no device of this id, got "${name}"${near}`);
}

function checkText(name: string, value: unknown, where: string): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw fault(where, `${name} must be a text, got ${shown(value)}; write one`);
}

function checkAmount(name: string, value: number, where: string, most: number, least = 1e-6): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  throw fault(where, `${name} must be a number from ${least} to ${most}, got ${shown(value)}; correct it`);
}

function checkDay(date: string, where: string): void {
  if (/^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))) return;
  throw fault(where, `date must be a day, got ${shown(date)}; write one such as "2026-03-01"`);
}

function sourceOf(origin: Origin | undefined, where: string, author: string): Citation {
  if (origin === undefined)
    throw fault(where, "source is needed, got none; write where the price is printed, a sentence will do");
  return ownCitation(origin, { id: where.replaceAll("/", "-"), author });
}

function fault(where: string, problem: string): FlopbookError {
  return new FlopbookError(`prices/${where}: ${problem}`);
}

function shown(value: unknown): string {
  return value === undefined ? "none" : (JSON.stringify(value) ?? String(value));
}
