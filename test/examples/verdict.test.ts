// Verdicts on hand-made numbers: each verdict, and both sides of each border between them.
import { describe, expect, it } from "vitest";
import { aboutValue, betweenValues, fitOf, lastPlace, verdictOn } from "../../src/examples/verdict.js";

describe("the last stated place", () => {
  it("is the unit of the last significant digit", () => {
    expect(lastPlace(21_100, 3)).toBe(100);
    expect(lastPlace(5.9, 2)).toBeCloseTo(0.1, 15);
    expect(lastPlace(1000, 1)).toBe(1000);
    expect(lastPlace(999, 1)).toBe(100);
    expect(lastPlace(-112, 3)).toBe(1);
    expect(lastPlace(0, 1)).toBe(1);
  });

  it("does not slip at powers of ten, where a logarithm may fall short", () => {
    for (let exponent = -12; exponent <= 26; exponent++) {
      const value = Number(`1e${exponent}`);
      expect(lastPlace(value, 1) / value).toBeCloseTo(1, 12);
    }
  });
});

describe("the fit of a computed value to a stated one", () => {
  it("is agreement up to half a unit of the last place, rounding up to one unit, and difference beyond", () => {
    const stated = aboutValue(1.32e18, 3); // one unit is 0.01e18
    expect(fitOf(1.315e18, stated)).toBe("agrees");
    expect(fitOf(1.3149e18, stated)).toBe("rounding");
    expect(fitOf(1.31e18, stated)).toBe("rounding");
    expect(fitOf(1.3099e18, stated)).toBe("differs");
    expect(fitOf(1.3301e18, stated)).toBe("differs");
  });

  it("takes no more than a tenth for a rounding, although one unit of a single digit may be more", () => {
    expect(fitOf(4.11, aboutValue(5, 1))).toBe("differs"); // 18 % away, less than a unit
    expect(fitOf(8.41, aboutValue(9, 1))).toBe("rounding"); // 6.6 %
    expect(fitOf(8.09, aboutValue(9, 1))).toBe("differs");
    expect(fitOf(0.949, betweenValues(1, 5, 1))).toBe("rounding");
    expect(fitOf(0.89, betweenValues(1, 5, 1))).toBe("differs");
  });

  it("does not let the error of binary fractions decide a tie", () => {
    expect(fitOf(2.5e4 * 3e5 * 3 * 3.1e8, aboutValue(6.97e18, 3))).toBe("agrees"); // 6.975e18 is half a unit away
    expect(fitOf(0.1 + 0.2, aboutValue(0.3))).toBe("agrees");
  });

  it("holds an exact statement to its value", () => {
    expect(fitOf(8.4e22, aboutValue(8.4e22))).toBe("agrees");
    expect(fitOf(8.41e22, aboutValue(8.4e22))).toBe("differs");
  });

  it("takes a range with its ends, and rounds the ends when their digits are known", () => {
    expect(fitOf(6, betweenValues(6, 8, 1))).toBe("agrees");
    expect(fitOf(8.5, betweenValues(6, 8, 1))).toBe("rounding");
    expect(fitOf(8.6, betweenValues(6, 8, 1))).toBe("differs");
    expect(fitOf(8.1, betweenValues(6, 8))).toBe("differs");
    expect(fitOf(1.4, betweenValues(1, Number.POSITIVE_INFINITY))).toBe("agrees");
  });

  it("never accepts a value that is not a finite number", () => {
    expect(fitOf(Number.NaN, aboutValue(1, 1))).toBe("differs");
    expect(fitOf(Number.POSITIVE_INFINITY, betweenValues(1, Number.POSITIVE_INFINITY))).toBe("differs");
  });
});

describe("a verdict", () => {
  const stated = aboutValue(625, 3);

  it("agrees when the source's own inputs give the stated digits and nothing is corrected", () => {
    expect(verdictOn({ stated, computed: 625.4 })).toBe("agrees");
  });

  it("is rounding when the last place is one off, or when only printed steps give the stated digits", () => {
    expect(verdictOn({ stated, computed: 624.2 })).toBe("rounding");
    expect(verdictOn({ stated, computed: 612, fromPrintedSteps: 625 })).toBe("rounding");
  });

  it("is inconsistent when neither the inputs nor the printed steps give the stated digits", () => {
    expect(verdictOn({ stated, computed: 612 })).toBe("inconsistent");
    expect(verdictOn({ stated, computed: 612, fromPrintedSteps: 620 })).toBe("inconsistent");
  });

  it("is a wrong premise when the arithmetic holds and the corrected value is another", () => {
    expect(verdictOn({ stated, computed: 625, corrected: 1250 })).toBe("wrong-premise");
    expect(verdictOn({ stated, computed: 624.2, corrected: 1250 })).toBe("wrong-premise");
  });

  it("stays inconsistent when a correction is known too", () => {
    expect(verdictOn({ stated, computed: 612, corrected: 625 })).toBe("inconsistent");
  });

  it("does not blame a premise whose correction leaves the stated digits as they are", () => {
    expect(verdictOn({ stated, computed: 625, corrected: 625.3 })).toBe("agrees");
    expect(verdictOn({ stated, computed: 625, corrected: 625.9 })).toBe("agrees");
  });
});
