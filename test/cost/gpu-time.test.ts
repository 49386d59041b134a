// The device-time method: the example of Epoch's article, and each default rule on both sides of its border.
import { describe, expect, it } from "vitest";
import { deviceTimeRules } from "../../src/cost/gpu-time-rules.js";
import {
  type DeviceTimeSpec,
  deviceTimeEstimate,
  meanPeakOfYear,
  methodRatio,
  typicalDevices,
  utilisationEvidence,
} from "../../src/cost/index.js";
import { deviceDays, flop } from "../../src/numbers/units.js";

const igpt: DeviceTimeSpec = {
  deviceTime: deviceDays(2500),
  device: "V100",
  date: "2020-06-17",
  organisation: "corporation",
  large: true,
};
const estimate = (change: Partial<DeviceTimeSpec> = {}) => deviceTimeEstimate({ ...igpt, ...change });
const without = (...fields: readonly (keyof DeviceTimeSpec)[]) =>
  deviceTimeEstimate(
    Object.fromEntries(Object.entries(igpt).filter(([name]) => !fields.includes(name as never))) as never,
  );
const rules = ({ assumptions }: ReturnType<typeof estimate>) => assumptions.map(({ id }) => id);

describe("iGPT-L", () => {
  it("takes 8.1e21 operations by the rules alone", () => {
    const result = estimate();
    expect(result.trainingFlop.value / 8.1e21).toBeCloseTo(1, 12); // 0.3 × 125e12 × 2500 × 86400
    expect(result.device.id).toMatch(/^v100-sxm2/);
    expect(rules(result)).toEqual([
      "hardware-known",
      "variant-server",
      "format-corporation",
      "rate-tensor",
      "utilisation-tensor",
    ]);
  });

  it("carries the range of measured utilisation, 0.25 to 0.62 on several devices", () => {
    const { low, high } = estimate();
    expect(low.value / 6.75e21).toBeCloseTo(1, 12); // 0.25 × 2.7e22
    expect(high.value / 16.74e21).toBeCloseTo(1, 12); // 0.62 × 2.7e22
    expect(estimate({ devices: "one" }).high.value / 20.25e21).toBeCloseTo(1, 12); // 0.75 × 2.7e22
  });

  it("states every rule with its place in the text, and its caveat where the text contradicts itself", () => {
    const { assumptions, trainingFlop } = estimate();
    for (const { says, choice, citation } of assumptions) {
      expect(says).toMatch(/\.$/);
      expect(choice).not.toBe("");
      expect(citation.source.id).toBe("epochMethod");
    }
    expect(assumptions.find(({ id }) => id === "rate-tensor")?.caveat).toMatch(
      /rule prefers the plain 16-bit rate/,
    );
    expect(trainingFlop.sources.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["epochMethod", "nvidiaV100"]),
    );
  });

  it("is a third of that by the plain 16-bit rate of the text's own rule", () => {
    const plain = estimate({ tensorCores: "plain-rate" });
    expect(plain.trainingFlop.value / 2.71296e21).toBeCloseTo(1, 9); // 0.4 × 31.4e12 × 2.16e8
    expect(rules(plain)).toContain("rate-plain");
  });
});

describe("the rules for the number format", () => {
  it("take the stated format", () => {
    expect(estimate({ format: "fp32" }).format).toBe("fp32");
    expect(rules(estimate({ format: "fp32" }))).toContain("format-known");
  });

  it("take FP32 before 2019, even for a large model of a corporation", () => {
    expect(estimate({ date: "2018-12-31" }).format).toBe("fp32");
    expect(estimate({ date: "2019-01-01" }).format).toBe("fp16-tensor");
  });

  it("take 16 bits from mid 2020 on, and the framework's FP32 for academics before", () => {
    const academic = { organisation: "academic", large: false } as const;
    expect(rules(estimate({ ...academic, date: "2020-06-30" }))).toContain("format-framework-default");
    expect(estimate({ ...academic, date: "2020-06-30" }).format).toBe("fp32");
    expect(rules(estimate({ ...academic, date: "2020-07-01" }))).toContain("format-automatic");
  });

  it("take FP32 in doubt: a small model, or nobody named", () => {
    expect(rules(estimate({ large: false }))).toContain("format-doubt");
    expect(rules(without("organisation", "large"))).toContain("format-doubt");
  });
});

describe("the rules for hardware", () => {
  it("take the variant that is not PCIe unless PCIe is named", () => {
    expect(estimate({ device: "A100" }).device.formFactor).toBe("SXM4");
    expect(rules(estimate({ device: "v100-pcie-16" }))).not.toContain("variant-server");
  });

  it("take the typical device of the year, by our own table, when none is named", () => {
    const unknown = (date: string) => deviceTimeEstimate({ deviceTime: deviceDays(1), date });
    expect(unknown("2014-05").device.id).toBe("k40");
    expect(unknown("2017").device.id).toBe("p100-sxm2");
    expect(unknown("2022").device.id).toBe("a100-sxm-40");
    expect(unknown("2022").assumptions[0]?.caveat).toMatch(
      /its own of typical hardware; ours is made from datasheets/,
    );
    expect(() => unknown("2009")).toThrow(/got 2009; the table begins in 2014, so name the device/);
  });

  it("offer the geometric mean of two generations instead", () => {
    // sqrt(10.6 × 6.84) TFLOP/s
    expect(meanPeakOfYear(2017, "fp32").valueIn("TFLOP/s")).toBeCloseTo(8.515, 3);
    expect(meanPeakOfYear(2014, "fp32").valueIn("TFLOP/s")).toBeCloseTo(5.04, 9);
  });

  it("leave sparse rates out and say so where a datasheet prints them", () => {
    const result = estimate({ device: "A100", date: "2022-01-01" });
    expect(result.peak.valueIn("TFLOP/s")).toBe(312);
    expect(rules(result)).toContain("sparsity-ignored");
  });

  it("keep the table in order of years", () => {
    const years = typicalDevices.map(({ from }) => from);
    expect(years).toEqual([...years].sort((a, b) => a - b));
  });
});

describe("the rules for utilisation", () => {
  it("take 0.3 for language models and 0.4 for others", () => {
    expect(estimate({ format: "fp32", network: "language" }).utilisation.value).toBe(0.3);
    expect(estimate({ format: "fp32", network: "other" }).utilisation.value).toBe(0.4);
  });

  it("take a stated one, and remark on what is above 0.75", () => {
    expect(rules(estimate({ utilisation: 0.5 })).at(-1)).toBe("utilisation-known");
    expect(rules(estimate({ utilisation: 0.8 })).at(-1)).toBe("utilisation-ceiling");
    expect(() => estimate({ utilisation: 30 })).toThrow(/must be above 0 and at most 1, got 30/);
  });

  it("rest on the data points of the text", () => {
    expect(utilisationEvidence).toHaveLength(10);
    for (const { low, high } of utilisationEvidence) expect(low).toBeLessThanOrEqual(high);
  });
});

describe("the two methods", () => {
  it("are compared by their ratio", () => {
    expect(methodRatio({ timeMethodFlop: flop(8.1e21), operationCountFlop: flop(5.4e21) }).value).toBeCloseTo(
      1.5,
      12,
    );
  });

  it("refuse a date that is none", () => {
    expect(() => estimate({ date: "June 2020" })).toThrow(
      /date must be a day, month or year, got "June 2020"/,
    );
    expect(() => estimate({ date: "2020-13" })).toThrow(/got "2020-13"/);
  });

  it("list no rule that never applies", () => {
    const results = [
      estimate(),
      estimate({ tensorCores: "plain-rate" }),
      estimate({ format: "fp32", network: "language" }),
      estimate({ date: "2018" }),
      estimate({ date: "2021", organisation: "academic" }),
      estimate({ date: "2020-01-01", organisation: "academic" }),
      estimate({ large: false }),
      estimate({ utilisation: 0.8 }),
      estimate({ device: "A100", date: "2022" }),
      without("device"),
    ];
    const applied = new Set(results.flatMap(rules));
    expect(Object.keys(deviceTimeRules).filter((id) => !applied.has(id as never))).toEqual([]);
  });
});
