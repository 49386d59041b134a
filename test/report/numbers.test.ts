// Numbers as HTML.
import { describe, expect, test } from "vitest";
import { groupedDigits } from "../../src/numbers/format.js";
import { cutNumber, glued, numberHtml } from "../../src/report/text/numbers.js";
import { plainText } from "./markup.js";

describe("groups of three", () => {
  test.each([
    ["999", "999"],
    ["1200", "1,200"],
    ["21100", "21,100"],
    ["1281167", "1,281,167"],
    ["123456", "123,456"],
    ["21100.25", "21,100.25"],
    ["0.00012345", "0.00012345"],
  ])("%s", (digits, shown) => expect(groupedDigits(digits)).toBe(shown));

  test("stand on a page as on the terminal", () =>
    expect(plainText(numberHtml(25_557_032, "1", { exact: true }))).toBe("25,557,032"));
});

describe("a number with its unit", () => {
  test("does not part from it", () => {
    expect(numberHtml(2.67e18, "FLOP")).toBe('<span class="q">2.67\u00a0EFLOP</span>');
  });

  test("as a power of ten is read and copied as 10^18", () => {
    const html = numberHtml(2.669e18, "FLOP", { notation: "power", digits: 4 });
    expect(html).toContain('<span class="x">×</span>10<span class="vh">^</span><sup class="e">18</sup>');
    expect(plainText(html)).toBe("2.669×10^18\u00a0FLOP");
  });

  test("keeps a real minus in number and exponent", () => {
    expect(plainText(numberHtml(-2.5e-9, "1", { notation: "power", digits: 2 }))).toBe("−2.5×10^−9");
  });

  test("stands bare when asked", () =>
    expect(numberHtml(96_100, "s", { unit: "h", bare: true })).toBe('<span class="q">26.7</span>'));
});

test("a number is cut at its point for columns that align there", () => {
  const parts = { sign: "−", digits: "12345.67", exponent: undefined, prefix: "", unit: "" } as const;
  expect(cutNumber(parts)).toEqual({ whole: "−12,345", fraction: ".67", aligns: true });
  expect(cutNumber({ ...parts, exponent: 3 }).aligns).toBe(false);
});

test("typed numbers hold on to what follows them", () => {
  expect(glued("50 % of 8 × V100 in 3 h or 3 hours")).toBe(
    "50\u00a0% of 8\u00a0×\u00a0V100 in 3\u00a0h or 3 hours",
  );
});
