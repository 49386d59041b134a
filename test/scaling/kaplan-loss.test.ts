// The power laws of Kaplan et al. 2020 by hand arithmetic, and the rule for parameters against GPT-3.
import { describe, expect, it } from "vitest";
import { petaflopPerSecondDays } from "../../src/numbers/units.js";
import {
  criticalBatch,
  kaplanForwardFlop,
  kaplanLaws,
  kaplanLossOfBoth,
  kaplanLossOfCompute,
  kaplanLossOfParameters,
  kaplanLossOfTokens,
  kaplanModelParameters,
  lossOfSteps,
} from "../../src/scaling/index.js";

describe("the loss by one resource", () => {
  it("is 1 nat at the scale of each law", () => {
    expect(kaplanLossOfParameters(8.8e13).value).toBe(1);
    expect(kaplanLossOfTokens(5.4e13).value).toBe(1);
    expect(kaplanLossOfCompute(petaflopPerSecondDays(3.1e8)).value).toBeCloseTo(1, 12);
    expect(kaplanLossOfCompute(petaflopPerSecondDays(1.6e7), "fixedBatch").value).toBeCloseTo(1, 12);
  });

  it("falls by 5 % for twice the parameters", () => {
    // "2^-α_N = 0.95" in section 1.2
    expect(kaplanLossOfParameters(2e9).value / kaplanLossOfParameters(1e9).value).toBeCloseTo(0.949, 3);
  });

  it("is 2.38 nats for 10^9 parameters and 2.82 for 10^9 tokens", () => {
    expect(kaplanLossOfParameters(1e9).value).toBeCloseTo(2.376, 3); // 88,000^0.076
    expect(kaplanLossOfTokens(1e9).value).toBeCloseTo(2.816, 3); // 54,000^0.095
  });
});

it("the loss by both tends to that of each law's own constants", () => {
  const { both } = kaplanLaws;
  expect(kaplanLossOfBoth(1e9, 1e30).value).toBeCloseTo((both.criticalParameters / 1e9) ** 0.076, 6);
  expect(kaplanLossOfBoth(1e30, 1e9).value).toBeCloseTo((both.criticalTokens / 1e9) ** 0.103, 4);
});

it("the loss by steps adds the part of steps not taken", () => {
  const { sizeExponent, criticalParameters, stepExponent, criticalSteps } = kaplanLaws.steps;
  const inputs = { parameters: 6.5e13, sizeExponent, criticalParameters, stepExponent, criticalSteps };
  expect(lossOfSteps({ ...inputs, steps: 2100 }).value).toBe(2); // 1 + 1
});

it("the critical batch doubles for each fall of the loss by 13 %", () => {
  const at = (loss: number) => criticalBatch({ ...kaplanLaws.batch, loss }).value;
  expect(at(1)).toBe(2.1e8);
  expect(at(0.5 ** 0.21) / at(1)).toBeCloseTo(2, 9); // "doubles for every 13 % decrease", 2^-0.21 = 0.865
});

it("twelve times layers times width squared are GPT-3's parameters", () => {
  const parameters = kaplanModelParameters({
    modelDim: 12_288,
    layers: 96,
    attentionDim: 12_288,
    feedForwardDim: 4 * 12_288,
  });
  expect(parameters.value).toBe(12 * 96 * 12_288 ** 2);
  expect(parameters.value / 174.6e9).toBeCloseTo(0.996, 3); // the rest are embeddings
});

it("a token costs 2N and the attention over its context", () => {
  const flop = kaplanForwardFlop({ parameters: 1e6, layers: 2, sequence: 100, attentionDim: 64 });
  expect(flop.value).toBe(2e6 + 2 * 2 * 100 * 64);
});
