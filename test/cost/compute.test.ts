// Training compute, time, memory, money and energy against hand arithmetic.
import katex from "katex";
import { describe, expect, it } from "vitest";
import {
  accumulatedDeviceTime,
  backwardFlopOfForward,
  costFormulas,
  deviceCost,
  devicesForMemory,
  devicesForTime,
  deviceTime,
  flopOfConnections,
  flopOfMac,
  flopPerParameterToken,
  languageModelBackwardFlop,
  languageModelForwardFlop,
  languageModelTrainingFlop,
  languageModelTrainingFlopOfParts,
  memoryShare,
  multiHeadAttentionFlop,
  passesPerStep,
  reachedUtilisation,
  samplesSeen,
  stateMemoryOfParameters,
  trainingCarbon,
  trainingEnergy,
  trainingFlop,
  trainingFlopOfConnections,
  trainingFlopOfSamplesSeen,
  trainingStateMemory,
  trainingTime,
} from "../../src/cost/index.js";
import {
  days,
  deviceHours,
  dollarsPerDeviceHour,
  flop,
  gibibytes,
  gigabytes,
  gramsPerKilowattHour,
  teraflopPerSecond,
  watts,
} from "../../src/numbers/units.js";
import { scalingFormulas } from "../../src/scaling/index.js";

const perSample = (value: number) => ({ value, unit: "FLOP/sample" });

describe("training compute by operation counting", () => {
  it("is three forward passes for each sample and epoch", () => {
    const run = { forwardFlop: perSample(2e9), samples: 1000, epochs: 10 };
    expect(trainingFlop(run).value).toBe(6e13); // 3 × 2e9 × 1000 × 10
    const seen = samplesSeen({ samples: 1000, epochs: 10 });
    expect(trainingFlopOfSamplesSeen({ forwardFlop: perSample(2e9), samplesSeen: seen }).value).toBe(6e13);
  });

  it("follows from the counting choices: 2 for a multiply-accumulate, 1 + 2 passes, 6 for a parameter and token", () => {
    expect(flopOfMac({ forwardMac: 10 }).value).toBe(20);
    expect(backwardFlopOfForward({ forwardFlop: perSample(10) }).value).toBe(20);
    expect(passesPerStep({}).value).toBe(3);
    expect(flopPerParameterToken({}).value).toBe(6);
    expect(flopOfConnections({ connections: 10 }).value).toBe(20);
    expect(trainingFlopOfConnections({ connections: 1e6, samples: 1e4, epochs: 10 }).value).toBe(6e11); // 2 × 3 × 1e11
  });

  it("says which choices it made", () => {
    const words = trainingFlop({ forwardFlop: perSample(1), samples: 1, epochs: 1 }).derivation().formula
      ?.conventions;
    expect(words?.join(" ")).toMatch(/three forward passes.*updating the weights is not counted/);
  });

  it("of a language model is 6ND, and 2N + 4N by its parts", () => {
    const whole = languageModelTrainingFlop({ parameters: 7e9, tokens: 2e12 });
    const forwardFlopPerToken = languageModelForwardFlop({ parameters: 7e9 });
    const backwardFlopPerToken = languageModelBackwardFlop({ forwardFlopPerToken });
    const parts = languageModelTrainingFlopOfParts({
      forwardFlopPerToken,
      backwardFlopPerToken,
      tokens: 2e12,
    });
    expect([forwardFlopPerToken.value, backwardFlopPerToken.value]).toEqual([14e9, 28e9]);
    expect(whole.value).toBe(8.4e22);
    expect(parts.value).toBe(whole.value);
  });

  it("of attention is the sum of its three parts", () => {
    // 2 × 16 × (1024 × 192 + 20 × 128 + 64 × 1024) = 32 × 264,704
    const shape = { heads: 16, inputDim: 1024, keyDim: 64, valueDim: 64, sequence: 20, outputDim: 1024 };
    expect(multiHeadAttentionFlop(shape).value).toBe(8_470_528);
  });
});

describe("time", () => {
  const peak = teraflopPerSecond(100);

  it("is compute over useful rate, shared among devices", () => {
    const run = { trainingFlop: flop(3.6e20), peak, utilisation: 0.5 }; // 7.2e6 device-seconds
    expect(deviceTime(run).valueIn("device*h")).toBeCloseTo(2000, 9);
    expect(trainingTime({ ...run, devices: 8 }).valueIn("h")).toBeCloseTo(250, 9);
    expect(devicesForTime({ ...run, time: days(1) }).value).toBeCloseTo(83.33, 2); // 2000 / 24
    expect(
      reachedUtilisation({ trainingFlop: flop(3.6e20), peak, deviceTime: deviceHours(2000) }).value,
    ).toBeCloseTo(0.5, 12);
    expect(accumulatedDeviceTime({ time: days(5), devices: 4 }).valueIn("device*day")).toBe(20);
  });

  it("refuses a utilisation above 1 and a rate where a count belongs", () => {
    expect(() => deviceTime({ trainingFlop: flop(1), peak, utilisation: 1.5 })).toThrow(/must be at most 1/);
    // @ts-expect-error a rate is not a count
    expect(() => deviceTime({ trainingFlop: peak, peak, utilisation: 0.5 })).toThrow(/needs FLOP/);
  });
});

describe("memory of the training state", () => {
  it("is 4N + 4N + 8N for Adam and less for simpler optimizers", () => {
    const adam = trainingStateMemory(7e9);
    expect([adam.parameters, adam.gradients, adam.optimizer].map((part) => part.valueIn("GB"))).toEqual([
      28, 28, 56,
    ]);
    expect(adam.state.text).toBe("112\u00a0GB");
    expect(trainingStateMemory(1e9, "momentum").state.valueIn("GB")).toBe(12);
    expect(trainingStateMemory(1e9, "sgd").state.valueIn("GB")).toBe(8);
  });

  it("is the same in one line, (4 + 4 + 4 M) P", () => {
    expect(stateMemoryOfParameters({ parameters: 25.6e6, optimizerValues: 2 }).value).toBe(409.6e6);
  });

  it("does not fit one device of 80 GB, but two", () => {
    const need = { stateMemory: gigabytes(112), deviceMemory: gibibytes(80) };
    expect(memoryShare(need).value).toBeCloseTo(1.3039, 4); // 112e9 / (80 × 2^30)
    expect(devicesForMemory(need).value).toBe(2);
  });
});

describe("money, energy and carbon", () => {
  it("follow from device time", () => {
    expect(
      deviceCost({ deviceTime: deviceHours(1000), price: dollarsPerDeviceHour(2.5) }).valueIn("USD"),
    ).toBeCloseTo(2500, 9);
    const energy = trainingEnergy({ deviceTime: deviceHours(1000), power: watts(400), overhead: 1.1 });
    expect(energy.valueIn("kWh")).toBeCloseTo(440, 9);
    expect(
      trainingCarbon({ energy, carbonIntensity: gramsPerKilowattHour(50) }).valueIn("kgCO2e"),
    ).toBeCloseTo(22, 9);
  });
});

describe.each([...costFormulas, ...scalingFormulas].map((one) => [one.id, one] as const))(
  "formula %s",
  (_, one) => {
    it("is set by KaTeX in strict mode and names its source", () => {
      expect(() => katex.renderToString(one.tex, { strict: "error", throwOnError: true })).not.toThrow();
      expect(one.source).toBeTruthy();
    });
  },
);

describe("the lists of formulas", () => {
  it("hold every id once", () => {
    const ids = [...costFormulas, ...scalingFormulas].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
