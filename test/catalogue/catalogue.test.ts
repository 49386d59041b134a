// The catalogue holds every formula of the cost half, and finds them by id and by words.
import { describe, expect, it } from "vitest";
import {
  catalogue,
  catalogueRow,
  constantsOf,
  formulaById,
  formulasWith,
} from "../../src/catalogue/catalogue.js";
import { everyFormula } from "../formula/every-formula.js";

describe("the catalogue", () => {
  it("holds every formula of the cost half but those that only retell what a document did", async () => {
    const listed = new Set(catalogue);
    const ours = (await everyFormula()).filter(({ file }) => !file.startsWith("documents/"));
    const left = ours.filter(({ formula }) => !listed.has(formula));
    expect(left.map(({ file, formula }) => `${file}: ${formula.id}`)).toEqual([]);
  });

  it("has each formula once", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it("holds no formula twice under two ids: one result and one expression have one meaning", () => {
    const statements = new Map<string, string[]>();
    for (const { id, result, expression } of catalogue) {
      const statement = `${result} = ${expression.replaceAll(" ", "")}`;
      statements.set(statement, [...(statements.get(statement) ?? []), id]);
    }
    const twice = [...statements.values()].filter((ids) => ids.length > 1);
    // Kaplan's law leaves embeddings out and Hoffmann's counts them; a mask is a tensor of its own.
    const meant = [
      ["kaplan.parameters", "chinchilla.power-law-parameters"],
      ["regularizers.dropout.mask-memory", "models.tensor-bytes"],
    ];
    const sorted = (ids: readonly string[]) => [...ids].sort().join();
    const known = meant.map(sorted);
    expect(twice.filter((ids) => !known.includes(sorted(ids)))).toEqual([]);
  });

  it("finds a formula by its id, and offers near ones", () => {
    expect(formulaById("matmul.flop").expression).toContain("innerDim");
    expect(() => formulaById("matmul.flp")).toThrow(/got "matmul.flp"; did you mean "matmul.flop"/);
    expect(() => formulaById("matrix.flop")).toThrow(/did you mean .*flop"/); // the last part alone
    expect(() => formulaById("qqqqqqqqqqqq")).toThrow(/--search WORD/);
  });

  it("finds formulas that have all words, in any field and case", () => {
    const ids = (words: string) => formulasWith(words).map(({ id }) => id);
    expect(ids("KEY-VALUE cache window")).toEqual(["kv-cache.window-memory"]);
    expect(ids("hoffmann tokens loss")).toContain("chinchilla.loss");
    expect(ids("no such words")).toEqual([]);
    expect(ids("")).toHaveLength(catalogue.length);
  });

  it("tells the constants of a formula apart from its inputs", () => {
    const row = catalogueRow(formulaById("compute.training-flop"));
    expect(row.inputs.map(({ name }) => name)).toEqual(["forwardFlop", "samples", "epochs"]);
    expect(row.constants).toMatchObject([{ name: "passesPerStep", constant: 3 }]);
    expect(row.conventions).toContain(
      "a training step costs three forward passes: one forward, two backward",
    );
    expect(constantsOf(formulaById("quantization.scale"))).toEqual([]);
  });
});
