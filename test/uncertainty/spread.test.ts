// Uncertain inputs against closed forms: quantiles, sums of variances, products of lognormals.
import { expect, test } from "vitest";
import { trainingTime } from "../../src/cost/time.js";
import { given, type Quantity, sum } from "../../src/numbers/quantity.js";
import {
  discrete,
  distributionOf,
  lognormal,
  normal,
  sensitivities,
  spread,
  spreads,
  triangular,
  uniform,
} from "../../src/uncertainty/index.js";

const amount = (value: number, label: string): Quantity => given({ value, unit: "FLOP" }, "test", { label });

test("distributions have the quantiles that their names promise", () => {
  // 5 % and 95 % at the ends of the interval; the middle of a lognormal is the geometric mean: sqrt(2 x 8) = 4
  for (const make of [normal, lognormal]) {
    expect(make(2, 8).quantile(0.05)).toBeCloseTo(2, 12);
    expect(make(2, 8).quantile(0.95)).toBeCloseTo(8, 12);
  }
  expect(normal(2, 8).quantile(0.5)).toBe(5);
  expect(lognormal(2, 8).quantile(0.5)).toBeCloseTo(4, 12);
  expect(uniform(2, 8).quantile(0.25)).toBe(3.5);
  // half of the area of a triangle from 0 over 1 to 3 lies below 3 - sqrt(0.5 x 3 x 2) = 1.268
  expect(triangular(0, 1, 3).quantile(0.5)).toBeCloseTo(3 - Math.sqrt(3), 12);
  expect([0.1, 0.4, 0.9].map(discrete([1, 2, 4]).quantile)).toEqual([1, 2, 4]);
  expect(discrete([1, 2], [3, 1]).quantile(0.74)).toBe(1);
  // a table of the normal distribution: 97.5 % below 1.959963984540054 deviations
  const z = normal(-1.6448536269514722, 1.6448536269514722);
  expect(z.quantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(z.quantile(1e-9)).toBeCloseTo(-5.997807015007687, 9);
});

test("a quotient of lognormals has the spread of its logarithms: squares of widths add up", () => {
  const trainingFlop = amount(4, "operations");
  const utilisation = given(0.4, "test");
  const time = trainingTime({
    trainingFlop,
    utilisation,
    devices: given(1, "test", { unit: "device" }),
    peak: given({ value: 1, unit: "FLOP/s/device" }, "test"),
  });
  const { median, low, high } = spread(
    time,
    [
      { quantity: trainingFlop, distribution: lognormal(2, 8) },
      { quantity: utilisation, distribution: lognormal(0.2, 0.8) },
    ],
    { samples: 200_000 },
  );
  // ln 4 and ln 4 wide on either side of 4 / 0.4 = 10: together sqrt(2) ln 2 = 0.98
  expect(median).toBeGreaterThan(9.9);
  expect(median).toBeLessThan(10.1);
  expect(Math.log(high / 10)).toBeCloseTo(Math.SQRT2 * Math.log(2), 1);
  expect(Math.log(10 / low)).toBeCloseTo(Math.SQRT2 * Math.log(2), 1);
});

test("one price drives all: results drawn together stay together", () => {
  const shared = amount(1, "shared");
  const twice = sum("twice", [shared, shared]);
  const [one, two] = spreads(
    [sum("once", [shared]), twice],
    [{ quantity: shared, distribution: uniform(1, 3) }],
  );
  expect(two?.high).toBeCloseTo(2 * (one?.high ?? 0), 12);
});

test("the same seed gives the same digits, another seed others", () => {
  const x = amount(1, "x");
  const of = (seed: number) =>
    spread(sum("x", [x]), [{ quantity: x, distribution: normal(0, 1) }], { samples: 1000, seed }).median;
  expect(of(3)).toBe(of(3));
  expect(of(3)).not.toBe(of(4));
  // drawn once by this generator; another value means that it changed, and with it every published interval
  expect(of(1)).toBeCloseTo(0.5, 1);
});

test("variance shares of a sum are the shares of its parts, and the tornado has their ends", () => {
  const [wide, narrow] = [amount(1, "wide"), amount(1, "narrow")];
  const found = sensitivities(sum("both", [narrow, wide]), [
    { quantity: narrow, distribution: uniform(0, 1) },
    { quantity: wide, distribution: uniform(0, 2) },
  ]);
  // variances 1/12 and 4/12: shares 0.2 and 0.8
  expect(found.map(({ input }) => input.quantity.label)).toEqual(["wide", "narrow"]);
  expect(found[0]?.varianceShare).toBeCloseTo(0.8, 1);
  expect(found[1]?.varianceShare).toBeCloseTo(0.2, 1);
  // wide at 5 % and 95 % is 0.1 and 1.9, narrow at its median 0.5
  expect([found[0]?.low, found[0]?.high].map((value) => Number(value?.toFixed(9)))).toEqual([0.6, 2.4]);
});

test("texts are read as ranges, distributions and numbers", () => {
  expect(distributionOf("0.3 to 0.5").quantile(0.05)).toBeCloseTo(0.3, 12);
  expect(distributionOf("-1 to 1").text).toBe("normal(-1, 1)");
  expect(distributionOf("triangular(1, 2, 4)").text).toBe("triangular(1, 2, 4)");
  expect(distributionOf("0.4").quantile(0.9)).toBe(0.4);
  expect(() => distributionOf("lognormel(2, 4)")).toThrow(
    /unknown distribution, got "lognormel\(2, 4\)"; did you mean "lognormal"/,
  );
  expect(() => distributionOf("uniform(4, 2)")).toThrow(/needs rising values, got \(4, 2\)/);
  expect(() => distributionOf("uniform(4)")).toThrow(/takes 2 values/);
  expect(() => distributionOf("many")).toThrow(/got "many"/);
  expect(() => lognormal(-1, 2)).toThrow(/needs positive values, got -1/);
});
