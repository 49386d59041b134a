// Whatever a number rests on can be opened: formulas, devices, prices and runs cite an address, a DOI or an ISBN.
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue/catalogue.js";
import { electricitySource, grids } from "../../src/hardware/electricity.js";
import { devices } from "../../src/hardware/index.js";
import { purchasePrices, rentalPrices } from "../../src/hardware/prices.js";
import { trainingRuns } from "../../src/runs/index.js";
import { canBeFound, judged, offenders, originsIn } from "./address.js";

const records: Readonly<Record<string, readonly object[]>> = {
  device: devices,
  rent: rentalPrices,
  purchase: purchasePrices,
  electricity: [{ source: electricitySource }, ...grids],
  run: trainingRuns,
};

describe("a source that a reader can open", () => {
  it("stands behind every formula of the catalogue", () => {
    expect(offenders(catalogue.map(({ id, source }) => [id, source]))).toEqual([]);
  });

  it.each(Object.entries(records))("stands behind every %s", (kind, list) => {
    const origins = list.map((one, i) => originsIn(one, "id" in one ? String(one.id) : `${kind} ${i + 1}`));
    expect(origins.filter((found) => found.length === 0)).toEqual([]);
    expect(offenders(origins.flat())).toEqual([]);
  });

  it("is none of the texts that the project judges, of which there are some", () => {
    const [text = ""] = judged;
    const source = {
      id: text,
      kind: "text",
      author: "Somebody",
      title: "Notes",
      url: "https://x.y",
    } as const;
    expect(offenders([["here", { source, place: "page 3" }]])).toEqual([`here: ${text}`]);
    expect(judged.size).toBeGreaterThanOrEqual(4);
  });

  it("is told from a sentence, and from a text without address or ISBN", () => {
    const text = { id: "notes", kind: "text", author: "Somebody", title: "Notes", year: 2020 } as const;
    expect(canBeFound("own arithmetic")).toBe(false);
    expect(canBeFound({ source: text, place: "page 3" })).toBe(false);
    expect(canBeFound({ ...text, published: "A press, ISBN 978-0-201-89684-8" })).toBe(true);
    expect(canBeFound({ source: { ...text, url: "https://doi.org/10.1145/103162.103163" } })).toBe(true);
  });
});
