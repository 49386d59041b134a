// What costs, plans and budgets rest on can be opened: each source has an address, a DOI or an ISBN.
import { describe, expect, it } from "vitest";
import { budgetFormulas } from "../../src/budget/index.js";
import {
  costFormulas,
  countingRules,
  deviceTimeRules,
  practiceRules,
  stateRecipes,
  techniques,
  temporaryRules,
  utilisationDefaults,
  utilisationEvidence,
} from "../../src/cost/index.js";
import { processNodes, storageFormats } from "../../src/cost/inference/index.js";
import { planFormulas } from "../../src/plan/index.js";
import type { Origin, Source } from "../../src/sources/source.js";

/** Address, DOI or ISBN of an origin; undefined where a reader could open nothing. */
function found(origin: Origin): string | undefined {
  if (typeof origin === "string") return undefined;
  const { url, published }: Source = "source" in origin ? origin.source : origin;
  return url ?? /\bISBN [\d-]{10,}/.exec(published ?? "")?.[0];
}

describe("what can be opened", () => {
  const formulas = [...costFormulas, ...planFormulas, ...budgetFormulas];

  it.each(formulas.map(({ id, source }) => [id, source] as const))("%s rests on it", (_, source) => {
    expect(found(source)).toMatch(/^https:|^ISBN/);
  });

  it("is cited by every rule, technique and default", () => {
    const rows = [countingRules, deviceTimeRules, practiceRules, techniques, utilisationDefaults];
    const citations = [...rows.flatMap((records) => Object.values(records)), ...utilisationEvidence];
    expect(citations.length).toBeGreaterThan(50);
    for (const { citation } of citations) expect(found(citation), citation.source.id).toBeDefined();
  });

  it("is the origin of every storage format, process node, state and buffer", () => {
    const records = [storageFormats, processNodes, stateRecipes].flatMap((one) => Object.values(one));
    for (const { source, name } of records) expect(found(source), name).toBeDefined();
    expect(found(temporaryRules["largest-operation"].source)).toBeDefined();
  });
});
