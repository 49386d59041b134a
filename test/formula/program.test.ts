// Derivations compiled to one function: the bits of the formulas, and errors for what cannot be.
import { expect, test } from "vitest";
import { trainingTime } from "../../src/cost/time.js";
import { program } from "../../src/formula/index.js";
import { given, type Quantity, sum } from "../../src/numbers/quantity.js";

const run = (flop: number, devices: number, utilisation: number): { inputs: Quantity[]; time: Quantity } => {
  const trainingFlop = sum("operations", [
    given({ value: flop, unit: "FLOP" }, "test"),
    given({ value: 1e20, unit: "FLOP" }, "test"),
  ]);
  const inputs = [trainingFlop, given(devices, "test", { unit: "device" }), given(utilisation, "test")];
  const peak = given({ value: 312e12, unit: "FLOP/s/device" }, "test");
  const [, many, share] = inputs as [Quantity, Quantity, Quantity];
  return { inputs, time: trainingTime({ trainingFlop, devices: many, utilisation: share, peak }) };
};

test("a program gives the bits that the formulas give", () => {
  const { inputs, time } = run(3e21, 64, 0.4);
  const [, devices, utilisation] = inputs as [Quantity, Quantity, Quantity];
  const compiled = program({ free: [devices, utilisation], results: [time, devices] });
  for (const [n, u] of [
    [1, 0.1],
    [7, 0.31],
    [4096, 0.77],
  ] as const)
    expect(compiled.at([n, u])).toEqual([run(3e21, n, u).time.value, n]);
  expect(compiled.steps).toBe(1);
});

test("a quantity made from others may be free: what lies behind it is left out", () => {
  const { inputs, time } = run(3e21, 64, 0.4);
  const [flop] = inputs as [Quantity];
  const compiled = program({ free: [flop], results: [time] });
  // 6.1e21 in place of 3.1e21 operations take 6.1 / 3.1 of the time
  expect(compiled.at([6.1e21])[0]).toBeCloseTo((time.value * 6.1) / 3.1, 6);
});

test("columns are filled row by row", () => {
  const { inputs, time } = run(3e21, 64, 0.4);
  const [, devices] = inputs as [Quantity, Quantity];
  const out = new Float64Array(3);
  program({ free: [devices], results: [time] }).fill([Float64Array.of(64, 128, 32)], [out], 3);
  expect([...out]).toEqual([time.value, time.value / 2, time.value * 2]);
});

test("a result that is not finite and a free quantity without use are errors", () => {
  const { inputs, time } = run(3e21, 64, 0.4);
  const [, devices] = inputs as [Quantity, Quantity];
  expect(() => program({ free: [devices], results: [time] }).at([0])).toThrow(
    /program: .* must be finite, got Infinity at point 0/,
  );
  const stray = given(2, "test", { label: "stray" });
  expect(() => program({ free: [stray], results: [time] })).toThrow(/no result depends on "stray"/);
});
