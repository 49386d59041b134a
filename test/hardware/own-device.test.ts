// Devices and prices of one's own: whole ones are taken wherever ours are, others are refused with field and remedy.
import { describe, expect, test } from "vitest";
import {
  device,
  deviceOf,
  devices,
  memoryCapacity,
  type OwnDeviceRow,
  ownDevices,
  peak,
  variants,
} from "../../src/hardware/index.js";
import { marketWith, type OwnPrices, recordedMarket } from "../../src/hardware/market.js";
import { checkedDevice } from "../../src/hardware/own-device.js";
import { rentsOf } from "../../src/hardware/rent.js";

const acme = deviceOf("Acme");
const row: OwnDeviceRow = {
  id: "acme-one",
  name: "Acme One",
  launchYear: 2026,
  formFactor: "OAM",
  memory: 128,
  memoryType: "HBM3",
  bandwidth: 4000,
  power: 600,
  rates: { "fp16-tensor": 1000, "fp16-vector": 100 },
  sparsityMultiplier: 2,
  // 250 units that do 1,000 multiply-accumulates at 2 GHz: 2 × 250 × 1000 × 2e9 = 1e15.
  units: [["fp16-tensor", 250, 1000, 2]],
  confidence: "high",
  source: "Acme One datasheet, table 2",
};

describe("a device of one's own", () => {
  test("is written in the units of datasheets, and a sentence is its source", () => {
    const one = acme(row);
    expect(memoryCapacity(one).value).toBe(128 * 2 ** 30);
    const rate = peak(one, "fp16", { sparse: true });
    expect(rate.value).toBe(2e15);
    expect(rate.sources.map(({ title }) => title)).toContain("Acme One datasheet, table 2");
  });

  test("is found by id and by a short name, and leaves the names of ours alone", () => {
    const own = [acme(row), acme({ ...row, id: "h100-acme" })];
    expect(device("Acme One", own).id).toBe("acme-one");
    expect(device("acme", own).id).toBe("acme-one");
    expect(device("h100", own)).toBe(device("h100"));
    expect(variants("h100-acme", own).map(({ id }) => id)).toEqual(["h100-acme"]);
    expect(() => device("acme-on", own)).toThrow(/did you mean .*"acme-one"/);
    expect(() => device("acme-one")).toThrow(/no device of this name/);
  });

  test("may not take an id that is there", () => {
    expect(() => ownDevices([acme({ ...row, id: "h100-sxm" })])).toThrow(
      /devices\/h100-sxm: the id is taken, got it where it means "h100-sxm-80"/,
    );
    expect(() => ownDevices([acme(row), acme(row)])).toThrow(/acme-one: the id is taken/);
  });

  const wrong: readonly (readonly [what: string, change: object, error: RegExp])[] = [
    ["a misspelt field", { bandwith: 1 }, /no such field, got "bandwith"; did you mean "bandwidth"/],
    ["memory in bytes", { memory: 128e9 }, /memory must be from .*, got .*; a row gives it in GiB/],
    ["no bandwidth", { bandwidth: Number.NaN }, /memoryBandwidth must be from .* got NaN GB\/s/],
    [
      "rates in FLOP/s",
      { rates: { fp8: 1e15 }, units: [] },
      /rates: "fp8" must be from .* a row gives it in TFLOP\/s/,
    ],
    ["an unknown format", { rates: { fp17: 1 } }, /rates: no such format, got "fp17"/],
    ["no rates", { rates: undefined }, /rates is needed, got none/],
    [
      "matrix units slower than vector units",
      { rates: { "fp16-tensor": 9, "fp16-vector": 10 } },
      /at least the "fp16-vector"/,
    ],
    [
      "the sparse rate in the place of the dense one",
      { rates: { "fp16-tensor": 2000 } },
      /must be dense, got 2\sPFLOP\/s, the rate with structured sparsity/,
    ],
    [
      "units that make another rate",
      { rates: { "fp16-tensor": 700 } },
      /units: "fp16-tensor" must make its rate/,
    ],
    ["sparsity that slows down", { sparsityMultiplier: 0.5 }, /sparsityMultiplier must be 1/],
    ["no source", { source: undefined }, /source is needed, got none/],
    ["an empty source", { source: " " }, /source must be a document that can be opened or a sentence/],
    ["a year that is none", { launchYear: 26 }, /launchYear must be a year, got 26/],
    ["an id with spaces", { id: "acme one" }, /id must be lower-case letters/],
    ["an unknown confidence", { confidence: "sure" }, /confidence must be "high"/],
    ["power in kilowatts by mistake of a point", { power: 6e8 }, /power must be from/],
  ];
  test.each(wrong)("%s is refused", (_, change, error) => {
    expect(() => acme({ ...row, ...change } as OwnDeviceRow)).toThrow(error);
  });

  test.each(devices.map((one) => [one.id, one] as const))(
    "%s, one of ours, passes the same checks",
    (_, one) => {
      expect(checkedDevice(one)).toBe(one);
    },
  );
});

describe("prices of one's own", () => {
  const rent = {
    device: "acme-one",
    provider: "Acme Cloud",
    usdPerHour: 1.5,
    date: "2026-05-01",
    source: "contract 17",
  };
  const own = [acme(row)];

  test("stand beside those on record, for our devices and one's own", () => {
    const market = marketWith({ rents: [rent, { ...rent, device: "h100-sxm" }] }, own);
    expect(rentsOf({ id: "acme-one" }, { market }).map(({ usdPerHour }) => usdPerHour)).toEqual([1.5]);
    const h100 = { id: device("h100").id };
    expect(rentsOf(h100, { market })).toHaveLength(rentsOf(h100).length + 1);
    expect(market.electricity).toBe(recordedMarket.electricity);
  });

  const wrong: readonly (readonly [what: string, prices: OwnPrices, error: RegExp])[] = [
    [
      "a device that nobody has",
      { rents: [{ ...rent, device: "acme-on" }] },
      /prices\/rents\/1: no device of this id, got "acme-on"; did you mean "acme-one"/,
    ],
    ["a price below zero", { rents: [{ ...rent, usdPerHour: -1 }] }, /usdPerHour must be a number from/],
    [
      "a day that is none",
      { purchases: [{ device: "h100-sxm", usd: 25_000, date: "May", source: "quote" }] },
      /prices\/purchases\/1: date must be a day, got "May"/,
    ],
    [
      "a grid of ours",
      { grids: [{ id: "us", name: "x", gramsPerKilowattHour: 1, year: 2026, source: "x" }] },
      /grids\/us: the id is taken/,
    ],
    ["electricity without a year", { electricity: { byYear: {}, source: "x" } }, /byYear must name a year/],
    ["a misspelt list", { rent: [rent] } as OwnPrices, /no such list, got "rent"; did you mean "rents"/],
  ];
  test.each(wrong)("%s is refused", (_, prices, error) => {
    expect(() => marketWith(prices, own)).toThrow(error);
  });
});
