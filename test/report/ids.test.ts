// Ids of headings: letters of any script stay, no id comes twice, and none is too long for a PDF.
import { describe, expect, test } from "vitest";
import { freshIds, sameWords, slug } from "../../src/report/state/ids.js";

describe("the id of a heading", () => {
  test.each([
    ["What the source got wrong", "what-the-source-got-wrong"],
    ["结果：方法", "结果-方法"],
    ["हिन्दी मॉडल", "हिन्दी-मॉडल"],
    ["결과", "결과"],
    ["نتائج", "نتائج"],
    ["Größe & Café", "große-cafe"],
    ["Größe", "große"],
    ["Cafe\u0301", "cafe"],
    ["Łódź", "łodz"],
    ["Εκτίμηση", "εκτίμηση"],
    ["ガイド", "ガイド"],
    ["100 % of C++", "100-of-c"],
    ["!!!", ""],
    ["🎉", ""],
  ])("for %s is %s", (words, id) => {
    expect(slug(words)).toBe(id);
  });

  test("is cut at a word, in 120 bytes of UTF-8", () => {
    const long = slug("word ".repeat(100));
    expect(long).toMatch(/^(?:word-)+word$/);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(120);
    expect(slug("标".repeat(300))).toBe("标".repeat(40)); // three bytes each
  });

  test("is given once, whether accents are joined or not", () => {
    const ids = freshIds();
    expect([ids.claim("caf\u00e9"), ids.claim("cafe\u0301"), ids.claim(""), ids.claim("")]).toEqual([
      "caf\u00e9",
      "caf\u00e9-2",
      "part",
      "part-2",
    ]);
  });
});

test("two titles are the same by their words, or where they have none by their signs", () => {
  expect(sameWords("The cost!", "the cost")).toBe(true);
  expect(sameWords("🎉", "✅")).toBe(false);
  expect(sameWords("🎉", "🎉 ")).toBe(true);
});
