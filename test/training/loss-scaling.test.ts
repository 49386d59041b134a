// Loss scaling: PyTorch's rule for the scale, and hand arithmetic.
import { expect, test } from "vitest";
import {
  type LossScaleState,
  lossScaleAfterStep,
  lossScaling,
  lossScalingFlop,
  scaledLossGradient,
  smallestGradient,
  unscaledGradient,
} from "../../src/training/index.js";

const scaleOf = ({ scale }: LossScaleState) => (typeof scale === "number" ? scale : scale.value);

test("a gradient comes back from its scale", () => {
  const scaled = scaledLossGradient({ lossScale: 1024, gradient: 1e-7 });
  expect(scaled.value).toBeCloseTo(1.024e-4, 12);
  expect(unscaledGradient({ scaledLossGradient: scaled, lossScale: 1024 }).value).toBeCloseTo(1e-7, 15);
});

test("a scale of 1024 saves FP16 gradients down to 2^-34", () => {
  // The smallest FP16 number is 2^-24.
  expect(smallestGradient({ smallestNumber: 2 ** -24, lossScale: 1024 }).value).toBe(2 ** -34);
});

test("the scale halves after an overflow and doubles after 2000 good steps, as GradScaler's", () => {
  const start: LossScaleState = { scale: lossScaling.dynamic.scale, goodSteps: 0 };
  expect(scaleOf(lossScaleAfterStep(start, true))).toBe(32_768);
  let state = start;
  for (let i = 0; i < 1999; i++) state = lossScaleAfterStep(state, false);
  expect(scaleOf(state)).toBe(65_536);
  state = lossScaleAfterStep(state, false);
  expect([scaleOf(state), state.goodSteps]).toEqual([131_072, 0]);
});

test("it takes two operations for each gradient and two a step", () => {
  expect(lossScalingFlop(100).value).toBe(202);
});
