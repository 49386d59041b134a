// Text of numbers, each expectation written by hand.
import { describe, expect, it } from "vitest";
import {
  difference,
  formulaTex,
  numberParts,
  percent,
  resultTex,
  tex,
  text,
} from "../../src/numbers/format.js";

/** No-break spaces as "_" so that the expectations can be read. */
const plain = (written: string) => written.replaceAll("\u00a0", "_");

describe("text", () => {
  it.each([
    [2.669e18, "FLOP", {}, "2.67_EFLOP"],
    [2.67e18, "FLOP", { notation: "power" }, "2.67_×_10^18_FLOP"],
    [1.25e14, "FLOP/s", {}, "125_TFLOP/s"],
    [7_715_946_496, "FLOP/image", {}, "7.72_GFLOP/image"],
    [3_857_973_248, "MAC", { exact: true }, "3,857,973,248_MAC"],
    [3_857_973_248, "MAC", { digits: 4 }, "3.858_GMAC"],
    [25_557_032, "parameter", {}, "25.6_million_parameters"],
    [25_557_032, "parameter", { exact: true }, "25,557,032_parameters"],
    [2e12, "token", {}, "2_trillion_tokens"],
    [1.67e20, "1", {}, "1.67_×_10^20"],
    [4096, "token", {}, "4,096_tokens"],
    [4096, "token", { digits: 2 }, "4,100_tokens"],
    [1, "device", {}, "1_device"],
    [8, "device", {}, "8_devices"],
    [1.5, "class", {}, "1.5_classes"],
    [2, "FLOP/MAC", {}, "2_FLOP/MAC"],
    [0, "FLOP", {}, "0_FLOP"],
    [0, "s", {}, "0_s"],
    [-2.5e9, "FLOP", {}, "−2.5_GFLOP"],
    [0.00025, "1", {}, "2.5_×_10^−4"],
    [0.0123456, "1", {}, "0.0123"],
    [1234.5, "1", {}, "1,230"],
    [0.1 + 0.2, "1", {}, "0.3"],
    [5e27, "FLOP", {}, "5_×_10^27_FLOP"],
    [12345.678, "1", { notation: "plain" }, "12,300"],
    [1e7, "1", { notation: "plain" }, "10,000,000"],
    [0.5, "1", { exact: true }, "0.5"],
    [1e21, "FLOP", { exact: true }, "1,000,000,000,000,000,000,000_FLOP"],
  ] as const)("of %d %s with %o is %s", (value, unit, options, expected) => {
    expect(plain(text(value, unit, options))).toBe(expected);
  });

  it.each([
    [999.6, "FLOP", "1.00_kFLOP"],
    [999.4, "FLOP", "999_FLOP"],
    [999_999, "FLOP", "1.00_MFLOP"],
    [9.996, "1", "10.0"],
    [999_999.9, "1", "1.00_million"],
    [0.99999, "1", "1.00"],
    [119.96, "s", "2.00_min"],
    [7199.9, "s", "2.00_h"],
    [1999.9, "byte", "2.00_kB"],
    [9.9999e20, "FLOP", "1.00_ZFLOP"],
  ])("carries the rounding of %d %s into the next prefix: %s", (value, unit, expected) => {
    expect(plain(text(value, unit))).toBe(expected);
  });

  it.each([
    [21_120, "s", {}, "5.87_h"],
    [21_120, "s", { unit: "s" }, "21,120_s"],
    [42_705, "s", { unit: "min" }, "712_min"],
    [90, "s", {}, "90_s"],
    [600, "s", {}, "10_min"],
    [0.35, "s/step", {}, "350_ms/step"],
    [2.5e-5, "s", {}, "25_µs"],
    [9e6, "s", {}, "104_days"],
    [86_400 * 4, "s", {}, "4_days"],
    [31_557_600 * 3, "s", {}, "3_years"],
    [2500 * 86_400, "device*s", { unit: "device*day" }, "2,500_device·day"],
    [36_000, "device*s", {}, "10_device·h"],
  ])("of the time %d %s with %o is %s", (value, unit, options, expected) => {
    expect(plain(text(value, unit, options))).toBe(expected);
  });

  it.each([
    [80e9, "byte", {}, "80_GB"],
    [85_899_345_920, "byte", { unit: "GiB" }, "80_GiB"],
    [85_899_345_920, "byte", {}, "85.9_GB"],
    [4, "byte", {}, "4_bytes"],
    [1, "byte", {}, "1_byte"],
    [16, "byte/parameter", {}, "16_bytes/parameter"],
    [3.35e12, "byte/s", {}, "3.35_TB/s"],
    [300, "J/s", {}, "300_W"],
    [1_200_000, "J/s", {}, "1.2_MW"],
    [5000, "J", {}, "5_kJ"],
    [3.6e6 * 1500, "J", {}, "1.5_MWh"],
    [381, "gCO2e", {}, "381_g_CO2e"],
    [5300, "gCO2e", {}, "5.3_kg_CO2e"],
    [4.2e6, "gCO2e", {}, "4.2_t_CO2e"],
    [0.0001, "gCO2e/J", {}, "360_gCO2e/kWh"],
  ])("of %d %s with %o is %s", (value, unit, options, expected) => {
    expect(
      plain(text(value, unit, options))
        .replace("_CO2e/kWh", "CO2e/kWh")
        .replace("g_CO2e/", "gCO2e/"),
    ).toBe(expected);
  });

  it.each([
    [3.06, "USD", "3.06_USD"],
    [0.5, "USD", "0.50_USD"],
    [81.7, "USD", "81.70_USD"],
    [8, "USD", "8.00_USD"],
    [99.996, "USD", "100_USD"],
    [1234.5, "USD", "1,230_USD"],
    [4.6e6, "USD", "4.6_million_USD"],
    [0.00312, "USD", "0.00312_USD"],
    [3.06 / 3600, "USD/s", "3.06_USD/h"],
    [2 / 3600, "USD/s/device", "2.00_USD/h/device"],
    [0.1 / 3.6e6, "USD/J", "0.10_USD/kWh"],
  ])("of %d %s has cents where money has them: %s", (value, unit, expected) => {
    expect(plain(text(value, unit))).toBe(expected);
  });

  it("keeps a unit that is not a base unit", () => {
    expect(plain(text(7716, "GFLOP"))).toBe("7,716_GFLOP");
    expect(plain(text(26.7, "h"))).toBe("26.7_h");
  });

  it("refuses what is not a number, and a unit of another dimension", () => {
    expect(() => text(Number.NaN, "FLOP")).toThrow("only finite numbers can be printed, got NaN FLOP");
    expect(() => text(Number.POSITIVE_INFINITY, "s")).toThrow("got Infinity s");
    expect(() => text(3, "FLOP", { unit: "TFLOP/s" })).toThrow(
      'must have the dimension of the value (FLOP), got "TFLOP/s"',
    );
  });
});

describe("numberParts", () => {
  it("gives ungrouped digits, the prefix straight before the unit, and a true minus", () => {
    expect(numberParts(-2.669e18, "FLOP")).toEqual({
      sign: "−",
      digits: "2.67",
      exponent: undefined,
      prefix: "E",
      unit: "FLOP",
    });
    expect(numberParts(112e9, "byte")).toEqual({
      sign: "",
      digits: "112",
      exponent: undefined,
      prefix: "G",
      unit: "B",
    });
    expect(numberParts(25_557_032, "parameter").prefix).toBe("million\u00a0");
    expect(numberParts(2.669e18, "FLOP", { notation: "power" })).toMatchObject({
      digits: "2.67",
      exponent: 18,
    });
    expect(numberParts(9.999e18, "FLOP", { notation: "power" })).toMatchObject({
      digits: "1.00",
      exponent: 19,
    });
    expect(numberParts(1_281_167, "image", { exact: true }).digits).toBe("1281167");
  });

  it("has no sign on a negative number that rounds to zero", () => {
    expect(numberParts(-0.0001, "1", { notation: "plain", digits: 3 })).toMatchObject({
      sign: "−",
      digits: "0.0001",
    });
    expect(numberParts(-0, "1").sign).toBe("");
  });
});

describe("tex", () => {
  it.each([
    [2.669e18, "FLOP", {}, "2.67 \\times 10^{18}\\;\\mathrm{FLOP}"],
    [1_281_167, "image", { exact: true }, "1{,}281{,}167\\;\\mathrm{images}"],
    [1200, "s", { exact: true }, "1{,}200\\;\\mathrm{s}"],
    [0.236, "1", { unit: "%" }, "23.6\\,\\%"],
    [-5, "1", {}, "-5"],
    [2.5e-4, "1", {}, "2.5 \\times 10^{-4}"],
    [36_000, "device*s", { notation: "prefix" }, "10\\;\\mathrm{device{\\cdot}h}"],
    [5300, "gCO2e", { notation: "prefix" }, "5.3\\;\\mathrm{kg\\,CO_{2}e}"],
    [2.5e-5, "s", { notation: "prefix" }, "25\\;\\mathrm{\\mu s}"],
    [25_557_032, "parameter", { notation: "prefix" }, "25.6\\;\\mathrm{million\\,parameters}"],
  ] as const)("of %d %s with %o is %s", (value, unit, options, expected) => {
    expect(tex(value, unit, options)).toBe(expected);
  });

  it("writes values in formulas with four digits and fractions as fractions", () => {
    expect(formulaTex(0.3, "1", "%")).toBe("0.3");
    expect(formulaTex(7_715_946_496, "FLOP/image")).toBe("7.716 \\times 10^{9}\\;\\mathrm{FLOP/image}");
    expect(formulaTex(125e12, "FLOP/s", "TFLOP/s")).toBe("125\\;\\mathrm{TFLOP/s}");
    expect(formulaTex(1.12e11, "byte")).toBe("112\\;\\mathrm{GB}");
  });

  it("writes a time in seconds and in the unit that people read", () => {
    expect(resultTex(42_705, "s")).toBe("42{,}705\\;\\mathrm{s} = 11.86\\;\\mathrm{h}");
    expect(resultTex(42_705.6, "s", "min")).toBe("42{,}710\\;\\mathrm{s} = 711.8\\;\\mathrm{min}");
    expect(resultTex(90, "s")).toBe("90\\;\\mathrm{s}");
    expect(resultTex(0.236, "1", "%")).toBe("0.236 = 23.6\\,\\%");
  });
});

describe("percent and difference", () => {
  it("writes fractions in percent", () => {
    expect(plain(percent(0.236))).toBe("23.6_%");
    expect(plain(percent(0.5))).toBe("50_%");
    expect(plain(percent(-0.0151, 2))).toBe("−1.5_%");
    expect(plain(percent(1))).toBe("100_%");
  });

  it.each([
    // published ResNet-50 forward MAC against the count: 3.8 / 3.858 - 1
    [3.858, 3.8, "−1.5_%"],
    // 29 published hours against 26.7: 1.086
    [26.7, 29, "+8.6_%"],
    [3.84, 5, "+30_%"],
    [23.6, 50, "2.1_×"],
    [2.67, 1.32, "−51_%"],
    [1, 1, "0.0_%"],
    [1, 1.0004, "0.0_%"],
    [1, 0.9996, "0.0_%"],
    [1, 1.99, "+99_%"],
    [1, 2, "2_×"],
    [1, 1.9996, "2.0_×"],
    [0.73, 8, "11.0_×"],
    [1, 0, "−100_%"],
    [1, 0.0003, "−99.97_%"],
    [0, 0, "0.0_%"],
  ])("from %d to %d is %s", (computed, stated, expected) => {
    expect(plain(difference(computed, stated))).toBe(expected);
  });

  it("refuses to compare with zero", () => {
    expect(() => difference(0, 1)).toThrow("a computed value that is not 0, got 1 against 0");
  });
});
