// One question, eleven formulas: training compute from what is known.
import { describe, expect, it } from "vitest";
import { knownTrainingFlop, trainingFlopFormulas } from "../../src/cost/known-training-flop.js";
import { deviceHours, given } from "../../src/index.js";

describe("training compute from what is known", () => {
  it("is 6ND for parameters and tokens", () => {
    const quantity = knownTrainingFlop({ parameters: 70e9, tokens: 1.4e12 });
    expect(quantity.value).toBe(6 * 70e9 * 1.4e12);
    expect(quantity.derivation().formula?.id).toBe("compute.language-model-training-flop");
  });

  it("counts passes for samples and epochs, and lets a convention be replaced", () => {
    const run = { forwardFlop: { value: 8e9, unit: "FLOP/sample" }, samples: 1e6, epochs: 90 } as const;
    expect(knownTrainingFlop(run).value).toBe(3 * 8e9 * 1e6 * 90);
    expect(knownTrainingFlop({ ...run, passesPerStep: 4 }).value).toBe(4 * 8e9 * 1e6 * 90);
  });

  it("goes by device time where that is known", () => {
    const quantity = knownTrainingFlop({
      utilisation: 0.4,
      peak: given({ value: 312, unit: "TFLOP/(s*device)" }, "A100 datasheet"),
      deviceTime: deviceHours(1000),
    });
    expect(quantity.value).toBeCloseTo(0.4 * 312e12 * 3.6e6, -8);
  });

  it("has one formula for each set of inputs", () => {
    const sets = trainingFlopFormulas.map(({ inputs }) => [...inputs].sort().join());
    expect(new Set(sets).size).toBe(sets.length);
  });

  it.each([
    [{ parameters: 1e9 }, "give parameters + tokens"],
    [{ parameter: 1e9, tokens: 1e9 }, 'did you mean "parameters"?'],
    [{}, "got nothing"],
    [{ parameters: 1e9, tokens: 1e9, epochs: 3 }, "no formula takes exactly this"],
  ])("tells %j what is missing", (known, words) => {
    expect(() => knownTrainingFlop(known as never)).toThrow(words);
  });
});
