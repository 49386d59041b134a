// Units: reading unit strings, dimensions, conversion at the door.
import { describe, expect, it } from "vitest";
import {
  baseUnitOf,
  days,
  deviceHours,
  dimensionOf,
  dimensionText,
  dollarsPerDeviceHour,
  dollarsPerHour,
  gibibytes,
  gigabytes,
  gramsPerKilowattHour,
  hours,
  inBase,
  isDimensionless,
  kilowattHours,
  nouns,
  petaflopPerSecondDays,
  sameDimension,
  teraflopPerSecond,
  unitFactor,
  watts,
} from "../../src/numbers/units.js";

const none = { FLOP: 0, byte: 0, s: 0, J: 0, gCO2e: 0, USD: 0 };

describe("units", () => {
  it.each([
    [hours(3), 10_800, "s"],
    [days(2500), 216_000_000, "s"],
    [teraflopPerSecond(125), 125e12, "FLOP/s"],
    [gigabytes(80), 80e9, "byte"],
    [gibibytes(80), 85_899_345_920, "byte"],
    [watts(300), 300, "J/s"],
    [kilowattHours(2), 7_200_000, "J"],
    [dollarsPerHour(3.6), 0.001, "USD/s"],
    [dollarsPerDeviceHour(7.2), 0.002, "USD/s/device"],
    [gramsPerKilowattHour(360), 0.0001, "gCO2e/J"],
    [deviceHours(2), 7200, "device*s"],
    // 1e15 FLOP/s for 86 400 s
    [petaflopPerSecondDays(1), 8.64e19, "FLOP"],
    [{ value: 2, unit: "GMAC/image" }, 2e9, "MAC/image"],
    [{ value: 50, unit: "%" }, 0.5, "1"],
  ])("converts %o to base units", (amount, value, unit) => {
    const base = inBase(amount);
    expect(base.unit).toBe(unit);
    expect(base.value / value).toBeCloseTo(1, 14);
  });

  it("keeps FLOP and FLOP/s apart, and counts out of dimensions", () => {
    expect(dimensionOf("FLOP")).toEqual({ ...none, FLOP: 1 });
    expect(dimensionOf("FLOP/s")).toEqual({ ...none, FLOP: 1, s: -1 });
    expect(sameDimension(dimensionOf("FLOP"), dimensionOf("FLOP/s"))).toBe(false);
    expect(dimensionOf("FLOP/MAC")).toEqual({ ...none, FLOP: 1 });
    expect(isDimensionless(dimensionOf("GMAC"))).toBe(true);
    for (const noun of nouns) expect(isDimensionless(dimensionOf(noun))).toBe(true);
  });

  it("writes one unit in one spelling", () => {
    expect(baseUnitOf("USD/(h*device)")).toBe("USD/s/device");
    expect(baseUnitOf("USD/device/h")).toBe("USD/s/device");
    expect(baseUnitOf("h*device")).toBe("device*s");
    expect(baseUnitOf("1/s")).toBe("1/s");
    expect(baseUnitOf("kWh/(token/s)")).toBe("s*J/token");
    expect(baseUnitOf("W*s")).toBe("J");
    expect(baseUnitOf("pixel^2")).toBe("pixel^2");
    expect(dimensionText(dimensionOf("TB/s"))).toBe("byte/s");
  });

  it("tells a microsecond, a minute and a megawatt apart", () => {
    expect(unitFactor("µs")).toBe(1e-6);
    expect(unitFactor("min")).toBe(60);
    expect(unitFactor("MW")).toBe(1e6);
    expect(unitFactor("mW")).toBe(1e-3);
  });

  it.each([
    ["FLOPS", 'unknown unit, got "FLOPS"; did you mean "FLOP"'],
    ["TFLOPs/s", 'got "TFLOPs"; did you mean'],
    ["tokn", 'did you mean "token"'],
    ["B", 'got "B"'],
    ["FLOP s", 'got "FLOP s"'],
    ["FLOP//s", "cannot be read"],
    ["", "cannot be read"],
    ["FLOP/", "cannot be read"],
    ["(FLOP", "cannot be read"],
    ["FLOP)", "cannot be read"],
    ["s^", "cannot be read"],
  ])("refuses %j", (unit, message) => {
    expect(() => dimensionOf(unit)).toThrow(message);
  });
});
