// The records in words name formulas that exist and works that describe them.
import { expect, test } from "vitest";
import { catalogue } from "../../src/catalogue/catalogue.js";
import { type PracticeRule, practiceRules, type Technique, techniques } from "../../src/cost/index.js";

const ids = new Set(catalogue.map(({ id }) => id));
const techniqueRows: readonly (readonly [string, Technique])[] = Object.entries(techniques);
const ruleRows: readonly (readonly [string, PracticeRule])[] = Object.entries(practiceRules);

test("there are eight techniques, and each kind of relief", () => {
  expect(techniqueRows).toHaveLength(8);
  const relieved = new Set(techniqueRows.flatMap(([, { relieves }]) => relieves));
  expect([...relieved].sort()).toEqual(["computation", "data movement", "memory"]);
});

test.each([...techniqueRows, ...ruleRows])(
  "%s names formulas of the catalogue and its place in a work that can be found",
  (_, record) => {
    expect(record.formulas.length).toBeGreaterThan(0);
    for (const id of record.formulas) expect(ids, id).toContain(id);
    expect(record.citation.source.url).toMatch(/^https:/);
    expect(record.citation.place?.length).toBeGreaterThan(10);
  },
);

test("every rule is a sentence", () => {
  for (const [, { says, caveat }] of ruleRows)
    for (const text of [says, caveat ?? "."]) expect(text).toMatch(/\.$/);
});
