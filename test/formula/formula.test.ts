// Evaluating formulas: values, units, bounds, errors, and the working that comes with a number.
import { describe, expect, it } from "vitest";
import { formula } from "../../src/catalogue/vocabulary.js";
import type { Formula } from "../../src/formula/index.js";
import { given, type Quantity } from "../../src/numbers/quantity.js";
import { days, flop, gigabytes, hours, teraflopPerSecond } from "../../src/numbers/units.js";
import { sources } from "../../src/sources/bibliography.js";

const forward = formula({
  id: "test.forward",
  meaning: "operations of one forward pass",
  expression: "flopPerMac * forwardMac",
  result: "forwardFlop",
  inputs: ["forwardMac"],
  source: { source: sources.sze2017, place: "section II" },
});

const training = formula({
  id: "test.training",
  meaning: "training operations",
  expression: "passesPerStep * forwardFlop * samples * epochs",
  result: "trainingFlop",
  inputs: ["forwardFlop", "samples", "epochs"],
  conventions: ["bias-is-free"],
  source: { source: sources.epochMethod, place: "method 1" },
});

const duration = formula({
  id: "test.duration",
  meaning: "time of a run",
  expression: "trainingFlop / (utilisation * devices * peak)",
  result: "time",
  inputs: ["trainingFlop", "utilisation", "devices", "peak"],
  source: "operations over rate",
});

const reached = formula({
  id: "test.reached",
  meaning: "utilisation reached",
  expression: "trainingFlop / (time * devices * peak)",
  result: "utilisation",
  inputs: ["trainingFlop", "time", "devices", "peak"],
  source: "operations over what the devices could do",
});

/** An input that the compiler would refuse. */
const wrong = (value: unknown) => value as Quantity;

const v100 = given(
  teraflopPerSecond(125),
  { source: sources.nvidiaV100, place: "page 1" },
  { label: "V100 peak" },
);

describe("a formula", () => {
  it("gives a value in base units: ResNet-50 v1 on ImageNet by hand", () => {
    const perImage = forward({ forwardMac: 3_857_973_248 });
    expect(perImage.value).toBe(7_715_946_496);
    expect(perImage.unit).toBe("FLOP/sample");
    // 3 x 7 715 946 496 x 1 281 167 x 90
    const run = training({ forwardFlop: perImage, samples: 1_281_167, epochs: 90 });
    expect(run.value / 2.6690623265990246e18).toBeCloseTo(1, 14);
    expect(run.text).toBe("2.67\u00a0EFLOP");
  });

  it("converts amounts at the door", () => {
    // 0.5 x 125e12 FLOP/s for 3 h = 6.75e17 FLOP
    expect(
      reached({ trainingFlop: flop(6.75e17), time: hours(3), devices: 1, peak: v100 }).value,
    ).toBeCloseTo(0.5, 12);
    const q = duration({
      trainingFlop: flop(1.08e19),
      utilisation: 0.5,
      devices: 1,
      peak: teraflopPerSecond(125),
    });
    expect(q.value).toBeCloseTo(172_800, 6);
    expect(q.text).toBe("48\u00a0h");
    expect(duration({ trainingFlop: flop(1.08e20), utilisation: 0.5, devices: 1, peak: v100 }).text).toBe(
      "20\u00a0days",
    );
  });

  it("shows its result in the unit of its symbol", () => {
    const u = reached({ trainingFlop: flop(6.75e17), time: hours(3), devices: 1, peak: v100 });
    expect(u.text).toBe("50\u00a0%");
    expect(u.resultTex).toBe("0.5 = 50\\,\\%");
  });

  it("fills constants in and lets the caller put others in their place", () => {
    const three = training({ forwardFlop: flop(10), samples: 2, epochs: 1 });
    const four = training({ forwardFlop: flop(10), samples: 2, epochs: 1, passesPerStep: 4 });
    expect(three.value).toBe(60);
    expect(four.value).toBe(80);
    expect(three.tex).toBe("C = 3\\,F_{\\mathrm{fwd}}\\,N_{\\mathrm{s}}\\,E");
    expect(four.tex).toBe("C = p\\,F_{\\mathrm{fwd}}\\,N_{\\mathrm{s}}\\,E");
  });

  it("carries its description, with the conventions of its constants", () => {
    const erased: Formula = training;
    expect(erased.id).toBe("test.training");
    expect(training.unit).toBe("FLOP");
    expect(training.inputs).toEqual(["forwardFlop", "samples", "epochs"]);
    expect(training.conventions).toEqual(["three-passes", "bias-is-free"]);
    expect(forward.tex).toBe("F_{\\mathrm{fwd}} = 2\\,M_{\\mathrm{fwd}}");
  });

  it("does not call the noun of a count a dimension", () => {
    const images = given(1_281_167, sources.he2016, { unit: "image" });
    expect(training({ forwardFlop: flop(1), samples: images, epochs: 1 }).value).toBe(3 * 1_281_167);
  });
});

describe("a formula refuses", () => {
  const inputs = { trainingFlop: flop(1e18), utilisation: 0.5, devices: 8, peak: v100 };

  it.each<[string, object, string]>([
    [
      "a missing input",
      { trainingFlop: undefined },
      'input "trainingFlop": is missing (training operations), got nothing; pass a value in FLOP',
    ],
    ["null", { utilisation: null }, 'input "utilisation": is missing'],
    [
      "a misspelt input",
      { utilization: 0.5 },
      'has no input of this name, got "utilization"; did you mean "utilisation"',
    ],
    [
      "an input of another formula",
      { samples: 3 },
      'got "samples"; its inputs are trainingFlop, utilisation, devices, peak',
    ],
    ["a constant that it does not use", { passesPerStep: 3 }, 'got "passesPerStep"'],
    ["NaN", { utilisation: Number.NaN }, 'input "utilisation": must be a finite number, got NaN'],
    ["infinity", { trainingFlop: flop(Number.POSITIVE_INFINITY) }, "got Infinity FLOP"],
    [
      "a bare number for a dimension",
      { trainingFlop: wrong(1e18) },
      "got the bare number 1000000000000000000; pass a value with its unit, in FLOP",
    ],
    [
      "a string",
      { devices: wrong("8") },
      'input "devices": cannot be used (devices), got string 8; pass a number',
    ],
    [
      "another dimension",
      { peak: wrong(gigabytes(80)) },
      'input "peak": needs FLOP/s (peak rate of one device), got 80\u00a0GB in byte',
    ],
    ["a count where a rate is due", { peak: wrong(flop(1e12)) }, "needs FLOP/s"],
    [
      "an unknown unit",
      { trainingFlop: { value: 1, unit: "EFLOPs" } },
      'unknown unit, got "EFLOPs"; did you mean "EFLOP"',
    ],
    [
      "a utilisation above 1",
      { utilisation: 1.2 },
      'input "utilisation": must be at most 1 (utilisation of the peak rate), got 1.2;',
    ],
    ["a percentage without its sign", { utilisation: 50 }, "must be at most 1"],
    ["a utilisation of nothing", { utilisation: 0 }, "must be above 0"],
    ["half a device", { devices: 2.5 }, "must be a whole number (devices), got 2.5 device"],
    ["no device", { devices: 0 }, "must be at least 1"],
    ["negative work", { trainingFlop: flop(-1) }, "must be at least 0 (training operations), got -1 FLOP"],
  ])("%s", (_, changes, message) => {
    const call = () => duration({ ...inputs, ...changes } as typeof inputs);
    expect(call).toThrow(/formula "test\.duration": |unit "EFLOPs": /);
    expect(call).toThrow(message);
  });

  it("a result that is not finite, naming the inputs", () => {
    expect(() => reached({ trainingFlop: flop(0), time: hours(0), devices: 1, peak: v100 })).toThrow(
      'formula "test.reached": the result is not finite, got NaN from trainingFlop = 0, time = 0, devices = 1, peak = 125000000000000',
    );
    expect(() => reached({ trainingFlop: flop(1), time: hours(0), devices: 1, peak: v100 })).toThrow(
      "got Infinity from",
    );
    expect(() => reached.compiled()({ trainingFlop: 1, time: 0, devices: 1, peak: 1 })).toThrow(
      "got Infinity from",
    );
  });
});

describe("the worked step of a formula", () => {
  it("has the formula, the same with values and units, and the result", () => {
    const run = training({
      forwardFlop: forward({ forwardMac: 3_857_973_248 }),
      samples: 1_281_167,
      epochs: 90,
    });
    expect(run.substitutedTex).toBe(
      "3 \\times {7.716 \\times 10^{9}\\;\\mathrm{FLOP/sample}} \\times 1{,}281{,}167\\;\\mathrm{samples} \\times 90\\;\\mathrm{epochs}",
    );
    expect(run.resultTex).toBe("2.669 \\times 10^{18}\\;\\mathrm{FLOP}");
    const t = duration({ trainingFlop: run, utilisation: 0.5, devices: 1, peak: v100 });
    expect(t.tex).toBe("t = \\frac{C}{u\\,n\\,P}");
    expect(t.substitutedTex).toBe(
      "\\frac{{2.669 \\times 10^{18}\\;\\mathrm{FLOP}}}{0.5 \\times 1\\;\\mathrm{device} \\times 125\\;\\mathrm{TFLOP/s}}",
    );
    // 2.66906e18 / 62.5e12 = 42 705.0 s = 11.862 h
    expect(t.resultTex).toBe("42{,}700\\;\\mathrm{s} = 11.86\\;\\mathrm{h}");
  });

  it("does not use a rounded value for the next step", () => {
    const run = training({
      forwardFlop: forward({ forwardMac: 3_857_973_248 }),
      samples: 1_281_167,
      epochs: 90,
    });
    const t = duration({ trainingFlop: run, utilisation: 0.5, devices: 1, peak: v100 });
    expect(t.value).toBeCloseTo(42_704.997, 3);
  });

  it("takes a run of days as days", () => {
    const u = reached({ trainingFlop: flop(8.1e21), time: days(2500), devices: 1, peak: v100 });
    expect(u.substitutedTex).toContain("2{,}500\\;\\mathrm{days}");
  });
});
