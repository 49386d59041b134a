// Every worked step of the handbook reads like a real one: finite, within bounds, of a size that occurs.
import { describe, expect, it } from "vitest";
import { catalogue } from "../../../src/catalogue/catalogue.js";
import { sample } from "../../../src/catalogue/handbook/index.js";
import { symbols } from "../../../src/catalogue/vocabulary.js";
import type { SymbolEntry, Symbols } from "../../../src/formula/index.js";

/** Results that may lie below zero, and why. */
const signed: Readonly<Partial<Record<string, string>>> = {
  decayedVelocity: "a velocity points against the gradient",
  difference: "a prediction may lie below its target",
  foldedBias: "a bias may be negative",
  integerMinimum: "the smallest integer of a signed format",
  logProbability: "the logarithm of a number below one",
  logitGradient: "the gradient at the true class is negative",
  lossGradient: "a gradient has a sign",
  lossTerm: "a term before the mean turns its sign is the logarithm of a probability",
  realZeroPoint: "the lowest value of a range that holds zero",
  shiftedLogit: "a logit minus the largest",
  speedChange: "recomputation makes training slower",
  velocityNext: "a velocity points against the gradient",
};

/** What values of a unit lie between in practice, in base units. */
const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  s: [1e-7, 1e8],
  "device*s": [1, 1e10],
  byte: [1, 1e15],
  "byte/s": [1e8, 1e14],
  "byte/element": [0.25, 8],
  "byte/parameter": [0.25, 40],
  "byte/token": [1e3, 1e7],
  bit: [1, 64],
  "bit/element": [1, 64],
  FLOP: [1, 1e29],
  "FLOP/s": [1e12, 1e19],
  "FLOP/s/device": [1e12, 1e16],
  "FLOP/byte": [1, 1e4],
  "FLOP/element": [1, 20],
  parameter: [1, 1e14],
  token: [1, 1e14],
  sample: [1, 1e10],
  layer: [1, 200],
  device: [1, 1e5],
  J: [1e-12, 1e13],
  "J/s": [1, 1e5],
  USD: [0.01, 1e9],
};
/** Symbols whose unit says too little. */
const rangesOfSymbols: Readonly<Partial<Record<string, readonly [number, number]>>> = {
  accessBytes: [1, 64],
  busWidth: [64, 16_384],
  crossoverBatch: [1, 1000],
  learningRate: [1e-5, 1],
  loss: [1.5, 8],
  secondScaleBits: [1, 64],
};
const share: readonly [number, number] = [-1, 2];

const entries: Symbols = symbols;

function entry(name: string): SymbolEntry {
  const found = entries[name];
  if (found === undefined) throw new Error(name);
  return found;
}

/** What is wrong with a value of a symbol; "" when nothing is. */
function fault(name: string, value: number): string {
  const { minimum, above, maximum, integer, unit, display } = entry(name);
  if (!Number.isFinite(value)) return "is not finite";
  if (minimum !== undefined && value < minimum) return `is below ${minimum}`;
  if (above !== undefined && value <= above) return `is not above ${above}`;
  if (maximum !== undefined && value > maximum) return `is above ${maximum}`;
  if (integer === true && !Number.isInteger(value)) return "is no whole number";
  const range = rangesOfSymbols[name] ?? ranges[unit] ?? (display === "%" ? share : undefined);
  return range !== undefined && (value < range[0] || value > range[1])
    ? `lies outside ${range.join(" to ")} ${unit}`
    : "";
}

const steps = catalogue.map((formula) => ({ formula, step: sample(formula) }));

describe("the worked steps of the handbook", () => {
  it("give results within the bounds of their symbols and of a size that occurs", () => {
    const faults = steps
      .map(({ formula: { id, result }, step }) => [id, step.text, fault(result, step.value)])
      .filter(([, , words]) => words !== "");
    expect(faults).toEqual([]);
  });

  it("put in values of a size that occurs", () => {
    const faults = steps.flatMap(({ formula: { id }, step: { provenance } }) => {
      const names = provenance.kind === "formula" ? provenance.formula.inputNames : [];
      return provenance.inputs
        .map(({ value, text }, i) => [id, names[i], text, fault(names[i] ?? "", value)])
        .filter((row) => row[3] !== "");
    });
    expect(faults).toEqual([]);
  });

  it("give no negative result but where the symbol says why", () => {
    const negative = steps
      .filter(({ formula, step }) => step.value < 0 && signed[formula.result] === undefined)
      .map(({ formula, step }) => `${formula.id} = ${step.text}`);
    expect(negative).toEqual([]);
  });

  it("have a reason for each sign that is needed, and no more", () => {
    const negative = new Set(steps.filter(({ step }) => step.value < 0).map(({ formula }) => formula.result));
    expect(Object.keys(signed).filter((name) => !negative.has(name))).toEqual([]);
  });

  it("agree with arithmetic by hand", () => {
    const value = (id: string) => steps.find(({ formula }) => formula.id === id)?.step.value;
    expect(value("layers.convolution.output-size")).toBe(28); // floor((56 + 2 - 2 - 1) / 2) + 1
    expect(value("optimizers.sgd.weight")).toBeCloseTo(0.495, 12); // 0.5 - 0.1 x 0.05
    expect(value("kv-cache.largest-batch")).toBe(245); // floor((80e9 - 14e9) / (2048 x 131,072)) = floor(245.9)
    expect(value("latency.sequential")).toBeCloseTo(0.0102, 12); // 3.2 ms + 7 ms
    expect(value("roofline.ridge")).toBe(156); // 312e12 / 2e12
  });
});

describe("sample values", () => {
  it("stand beside symbols that some formula takes, and in formulas beside inputs of theirs", () => {
    const taken = new Set<string>(catalogue.flatMap(({ inputs }) => inputs));
    expect(
      Object.keys(entries).filter((name) => entries[name]?.sample !== undefined && !taken.has(name)),
    ).toEqual([]);
    const idle = catalogue.filter(({ inputs, sample: own }) =>
      Object.keys(own).some((name) => !inputs.includes(name)),
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});
