// The figures of every device against a second entry: datasheets read again, Epoch AI's table, vendors' pages.
import { expect, test } from "vitest";
import {
  boardPower,
  type Device,
  device,
  devices,
  interconnectBandwidth,
  memoryBandwidth,
  memoryCapacity,
  numberFormats,
  peak,
} from "../../src/hardware/index.js";
import { confirmed, digits, missed, type Readings, type Source, secondEntry, swaps } from "./second-entry.js";

interface Entry {
  readonly sources: Readonly<Record<string, Source>>;
  readonly devices: Readonly<
    Record<string, { readonly datasheet: string; readonly figures: Readonly<Record<string, Readings>> }>
  >;
  readonly differs: readonly { device: string; figure: string; source: string; reads: number; why: string }[];
  readonly noSecondEntry: readonly { device: string; figure: string; why: string }[];
}

const entry = secondEntry<Entry>("devices");
const ids = devices.map(({ id }) => id);

/** The figures of a device in the units of datasheets: GiB, GB/s, W, TFLOP/s. */
function figuresOf(record: Device): ReadonlyMap<string, number> {
  const found = new Map([
    ["launchYear", record.launchYear],
    ["memory", digits(memoryCapacity(record).valueIn("GiB"))],
    ["bandwidth", digits(memoryBandwidth(record).valueIn("GB/s"))],
    ["sparsity", record.sparsityMultiplier],
  ]);
  if (record.power !== undefined) found.set("power", digits(boardPower(record).valueIn("W")));
  if (record.interconnect !== undefined)
    found.set("link", digits(interconnectBandwidth(record).valueIn("GB/s")));
  for (const format of numberFormats)
    if (record.densePeak[format] !== undefined)
      found.set(format, digits(peak(record, format).valueIn("TFLOP/s")));
  return found;
}

const without = (id: string) =>
  entry.noSecondEntry.filter((one) => one.device === id).map(({ figure }) => figure);

const readingsOf = (id: string) => entry.devices[id]?.figures ?? {};

test.each(ids)("%s: every figure has a second entry that confirms it, and no other has one", (id) => {
  const figures = figuresOf(device(id));
  const expected = [...figures.keys()].filter((figure) => !without(id).includes(figure));
  expect(Object.keys(readingsOf(id)).sort()).toEqual(expected.sort());
  for (const figure of expected) {
    const value = figures.get(figure) ?? Number.NaN;
    const readings = readingsOf(id)[figure] ?? {};
    expect(confirmed(value, readings), `${id} ${figure}: ${value}, read ${JSON.stringify(readings)}`).toBe(
      true,
    );
  }
});

test.each(ids)("%s: two swapped digits of any figure would be found", (id) => {
  for (const [figure, value] of figuresOf(device(id)))
    if (!without(id).includes(figure))
      expect([id, figure, missed(value, readingsOf(id)[figure] ?? {})]).toEqual([id, figure, []]);
});

test("a power of 530 W for the L40S is found", () => {
  expect(swaps(350)).toContain(530);
  expect(confirmed(350, readingsOf("l40s").power ?? {})).toBe(true);
  expect(confirmed(530, readingsOf("l40s").power ?? {})).toBe(false);
});

test("a second entry is of a device that there is, from a source that is named", () => {
  expect(Object.keys(entry.devices).filter((id) => !ids.some((known) => known === id))).toEqual([]);
  const used = new Set(
    Object.values(entry.devices).flatMap(({ figures }) => Object.values(figures).flatMap(Object.keys)),
  );
  for (const { source } of entry.differs) used.add(source);
  expect([...used].sort()).toEqual(Object.keys(entry.sources).sort());
  for (const { datasheet } of Object.values(entry.devices)) expect(datasheet.length).toBeGreaterThan(5);
});

test("a reading that differs is further off than the tolerance, and says why", () => {
  for (const { device: id, figure, reads, why } of entry.differs) {
    const value = figuresOf(device(id)).get(figure);
    if (value !== undefined)
      expect(Math.abs(reads - value) / value, `${id} ${figure}`).toBeGreaterThan(0.005);
    expect(why.length).toBeGreaterThan(5);
  }
});

test("most devices have a second witness beside the table", () => {
  const witnesses = (id: string) => new Set(Object.values(readingsOf(id)).flatMap(Object.keys)).size;
  // 82 devices; the rest are newer than Epoch's table or missing from it.
  expect(ids.filter((id) => witnesses(id) > 1).length).toBeGreaterThanOrEqual(68);
});

test("few figures have no second entry", () => {
  expect(entry.noSecondEntry.length).toBeLessThanOrEqual(3);
});
