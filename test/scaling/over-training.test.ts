// Smaller models trained longer: de Vries' published overheads, the closed forms, isoFLOP curves and their minima.
import { describe, expect, it } from "vitest";
import { exaflop, flop } from "../../src/numbers/units.js";
import {
  breakEvenTokens,
  type FitName,
  isoFlopCurve,
  isoFlopMinimum,
  logarithmicRange,
  lossAt,
  lossContour,
  lossSurface,
  overTrainingOf,
  parametricAllocation,
  parametricFits,
  tokensToReach,
} from "../../src/scaling/index.js";

const fits = Object.keys(parametricFits) as FitName[];

describe("training a smaller model to the same loss", () => {
  /** Overhead of a share of the best size, by tokens to the same loss. */
  const overheadOf = (share: number) => {
    const { parameters, loss } = parametricAllocation(flop(1e22), "hoffmann-printed");
    const smaller = parameters.value * share;
    const tokens = tokensToReach(loss, smaller, "hoffmann-printed");
    return overTrainingOf(smaller, tokens, "hoffmann-printed").overhead.value;
  };

  it("costs twice the compute at 30 % of the best size: the critical size of de Vries 2023", () => {
    expect(overheadOf(0.3)).toBeCloseTo(1.055, 3); // "around 30 % ... leads to a 100 % compute overhead"
  });

  it("costs a fifth more at half of the best size, and nothing at the best size", () => {
    // k (1 - (k^-0.34 - 1) 0.28/0.34)^(-1/0.28) - 1 by hand for k = 0.5 and 0.75
    expect(overheadOf(0.5)).toBeCloseTo(0.208, 3);
    expect(overheadOf(0.75)).toBeCloseTo(0.0285, 4);
    expect(overheadOf(1)).toBeCloseTo(0, 9);
  });

  it("is never free, on either side of the best size", () => {
    for (const fit of fits) {
      const { parameters, tokens } = parametricAllocation(exaflop(1000), fit);
      for (const share of [0.4, 0.8, 1.25, 2.5])
        expect(
          overTrainingOf(parameters.value * share, tokens.value / share, fit).overhead.value,
        ).toBeGreaterThan(0);
    }
  });

  it("has no end below the loss that the size allows", () => {
    const endless = 1.69 + 406.4 / 1e9 ** 0.34; // E + A/N^alpha
    expect(() => tokensToReach(endless - 0.001, 1e9, "hoffmann-printed")).toThrow(
      /does not reach the loss.*take a larger model/,
    );
    const tokens = tokensToReach(endless + 0.001, 1e9, "hoffmann-printed").value;
    expect(lossAt(1e9, tokens, "hoffmann-printed").value).toBeCloseTo(endless + 0.001, 9);
  });

  it("pays after the tokens at which two operations a parameter saved make up for it", () => {
    const tokens = breakEvenTokens({
      extraFlop: flop(6e20),
      largerParameters: 2e9,
      smallerParameters: 1e9,
    });
    expect(tokens.value).toBe(3e11); // 6e20 / (2 × 1e9)
  });
});

describe("the line of equal compute", () => {
  const sizes = logarithmicRange(1e8, 1e11, 31);

  it("spends the budget at every point", () => {
    for (const { parameters, tokens } of isoFlopCurve(flop(1e21), sizes, "besiroglu"))
      expect(6 * parameters * tokens).toBeCloseTo(1e21, -9);
  });

  it.each(fits)("has the least loss of %s where the closed form says", (fit) => {
    const { parameters, loss } = parametricAllocation(flop(1e21), fit);
    const near = logarithmicRange(parameters.value / 1.5, parameters.value * 1.5, 9);
    const lowest = isoFlopMinimum(isoFlopCurve(flop(1e21), near, fit));
    // a parabola is only the first part of the curve: half a decade about the minimum it is within 1 %
    expect(Math.abs(lowest.parameters / parameters.value - 1)).toBeLessThan(0.01);
    expect(lowest.loss).toBeCloseTo(loss.value, 4);
  });

  it("finds the lowest point of a true parabola, uneven points too", () => {
    const points = [0, 1, 2.5, 4, 7].map((x) => ({
      parameters: Math.exp(x),
      tokens: Math.exp(10 - x),
      loss: 2 + 0.1 * (x - 3) ** 2,
    }));
    const lowest = isoFlopMinimum(points);
    expect(Math.log(lowest.parameters)).toBeCloseTo(3, 9);
    expect(Math.log(lowest.tokens)).toBeCloseTo(7, 9);
    expect(lowest.loss).toBeCloseTo(2, 9);
  });

  it("says when it has no lowest point", () => {
    const falling = [1, 2, 3].map((x) => ({ parameters: x, tokens: 1, loss: -(Math.log(x) ** 2) }));
    expect(() => isoFlopMinimum(falling)).toThrow(/no lowest point/);
    expect(() => isoFlopMinimum(falling.slice(1))).toThrow(/at least three points, got 2/);
  });

  it("lies on the surface", () => {
    const [point] = lossSurface([1e9], [20e9], "besiroglu");
    expect(point?.loss).toBe(lossAt(1e9, 20e9, "besiroglu").value);
  });
});

it("a contour holds its loss, falls, and begins and ends at the window", () => {
  const window = { parameters: [1e8, 1e12], tokens: [1e9, 1e14] } as const;
  const contour = lossContour(2.2, "besiroglu", window);
  // 1.8172 + 482.01 / N^0.3478 + 2085.43 / D^0.3658 = 2.2 at D = 1e14: N = (482.01 / (0.3828 - 0.0158))^(1/0.3478).
  expect(contour[0]?.parameters).toBeCloseTo(9.25e8, -7);
  expect(contour[0]?.tokens).toBeCloseTo(1e14, -9);
  for (const { loss } of contour) expect(loss).toBeCloseTo(2.2, 9);
  for (const [i, { tokens }] of contour.entries())
    if (i > 0) expect(tokens).toBeLessThan(contour[i - 1]?.tokens ?? 0);
  expect(contour.at(-1)?.parameters).toBeCloseTo(1e12, 0);
});

it("a window without the loss has no contour, and a loss below what remains is an error", () => {
  const window = { parameters: [1e8, 1e9], tokens: [1e9, 1e10] } as const;
  expect(lossContour(1.9, "besiroglu", window)).toEqual([]);
  expect(() => lossContour(1.8, "besiroglu", window)).toThrow(
    /no size and no tokens reach this loss, got 1.8/,
  );
});
