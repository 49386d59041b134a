// The reference list: every source can be cited and found.
import { describe, expect, it } from "vitest";
import type { Source } from "../../src/ground/source.js";
import { sources } from "../../src/sources/bibliography.js";

const entries = Object.entries(sources as Readonly<Record<string, Source>>);

describe("every source", () => {
  it.each(entries)(
    "%s has its key as id, an author, a title, a sane year, and an https address",
    (key, source) => {
      expect(source.id).toBe(key);
      expect(source.author.trim()).not.toBe("");
      expect(source.title).toMatch(/^\S.*[^.\s]$/);
      const undated = source.kind === "text" && source.read !== undefined;
      if (source.year === undefined) expect(undated).toBe(true);
      else expect(Math.min(Math.max(source.year, 1940), 2026)).toBe(source.year);
      if (source.url !== undefined) expect(new URL(source.url).protocol).toBe("https:");
      if (source.kind === "paper" || source.kind === "page") expect(source.url).toBeDefined();
      if (source.read !== undefined) expect(source.read).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    },
  );

  it("has the year of its arXiv number or a later one", () => {
    for (const [key, { published, year }] of entries) {
      const [, month] = /arXiv:(\d\d)\d\d\.\d{5}/.exec(published ?? "") ?? [];
      if (month !== undefined) expect(year, key).toBeGreaterThanOrEqual(2000 + Number(month));
    }
  });
});
