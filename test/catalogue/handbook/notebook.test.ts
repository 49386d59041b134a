// The handbook's notebook prints the whole catalogue, and no worked step runs into its number.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../../src/catalogue/catalogue.js";
import { catalogueGroups, sample } from "../../../src/catalogue/handbook/index.js";
import { workedTex } from "../../../src/report/outputs/worked-step.js";
import { formulaWidth } from "../../../src/report/text/formula-width.js";

describe("the handbook", () => {
  it("has a section for every group of the catalogue", () => {
    const notebook = readFileSync(new URL("../../../notebooks/handbook.ipynb", import.meta.url), "utf8");
    const shown = [...notebook.matchAll(/showGroup\(\\"([\w-]+)\\"\)/g)].map((match) => match[1]);
    expect([...shown].sort()).toEqual(catalogueGroups());
  });

  it("breaks every worked step to the width of the column", () => {
    const wide = catalogue.filter((formula) => {
      const { tex = "", substitutedTex = "", resultTex } = sample(formula);
      const step = workedTex({ tex, substitutedTex, resultTex });
      const rows = step.replace(/\\(?:begin|end)\{aligned\}/g, "").split(/\\\\\[[\d.]+em\]/);
      return rows.some((row) => formulaWidth(row.replaceAll("&", "")) > 63 && !row.includes("\\frac"));
    });
    expect(wide.map(({ id }) => id)).toEqual([]);
  });
});
