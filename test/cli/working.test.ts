// The working of a number as text: formulas, shared parts once, sources by number.
import { expect, test } from "vitest";
import { working } from "../../src/cli/working.js";
import type { DerivationJson } from "../../src/ground/mime.js";
import type { Source } from "../../src/ground/source.js";

const memo: Source = { id: "memo", kind: "text", author: "Ann", title: "A memo", year: 2026 };
const log: Source = { ...memo, id: "log", title: "A log" };
const formula = (id: string, expression: string) => ({
  id,
  meaning: "",
  expression,
  tex: "",
  substitutedTex: "",
  resultTex: "",
  conventions: [],
});
const steps: DerivationJson = {
  label: "steps",
  value: 20,
  unit: "step",
  kind: "given",
  citation: { source: log, place: "line 3" },
  inputs: [],
};
const perStep: DerivationJson = {
  label: "time of a step",
  value: 180,
  unit: "s",
  kind: "formula",
  formula: { ...formula("b", "total / steps"), citation: { source: memo } },
  inputs: [steps],
};

test("a derivation is told from the result down, each input with its source", () => {
  const total: DerivationJson = {
    label: "time",
    value: 3600,
    unit: "s",
    displayUnit: "h",
    kind: "formula",
    formula: formula("a", "steps * stepTime"),
    inputs: [steps, perStep, perStep, { ...steps, label: "two", value: 2, kind: "constant", note: "agreed" }],
  };
  expect(working(total).replaceAll("\u00a0", " ").split("\n")).toEqual([
    "  time = 1 h",
    "    = steps * stepTime",
    "    steps = 20 steps  [1] line 3",
    "    time of a step = 3 min",
    "      = total / steps  ([2])",
    "      steps = 20 steps  [1] line 3",
    "    time of a step = 3 min  (above)",
    "    two = 2 steps  agreed; [1] line 3",
    "",
    "[1] Ann (2026). A log",
    "[2] Ann (2026). A memo",
    "",
  ]);
});

test("below the levels that were asked for it says how many steps there are", () => {
  const half = { ...perStep, label: "half" };
  const total: DerivationJson = { ...perStep, label: "time", value: 3600, inputs: [half, steps] };
  const lines = (levels: number) => working(total, levels).split("\n\n")[0]?.split("\n");
  expect(lines(1)).toEqual([expect.stringMatching(/time =/), expect.any(String), "    … 3 more steps"]);
  expect(lines(2)).toContain("      … 1 more step");
  expect(lines(3)?.join()).not.toContain("more step");
});

test("a sum says so", () => {
  const sum: DerivationJson = { label: "both", value: 40, unit: "step", kind: "sum", inputs: [steps, steps] };
  expect(working(sum)).toMatch(/both = 40.*\n {4}the sum of\n {4}steps = 20/);
});
