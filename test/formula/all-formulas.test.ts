// What every formula of the cost half must keep, whoever adds it: TeX that renders, fast path equal to slow path.
import katex from "katex";
import { describe, expect, it } from "vitest";
import { type Formula, symbolOf } from "../../src/formula/index.js";
import type { Quantity } from "../../src/numbers/quantity.js";
import { everyFormula, madeUpValue, randomNumbersOf } from "./every-formula.js";

const formulas = await everyFormula();
const render = (tex: string) =>
  katex.renderToString(tex, { strict: "error", throwOnError: true, displayMode: true });

function madeUpValues(formula: Formula, random: () => number): Record<string, number> {
  return Object.fromEntries(
    formula.inputs.map((name) => [name, madeUpValue(symbolOf(formula, name), name, random)]),
  );
}

function evaluated(formula: Formula, values: Readonly<Record<string, number>>): Quantity {
  const inputs = Object.entries(values).map(([name, value]) => [
    name,
    { value, unit: symbolOf(formula, name).unit },
  ]);
  return formula.evaluate(Object.fromEntries(inputs));
}

describe("every formula", () => {
  it("is found", () => {
    expect(formulas.length).toBeGreaterThan(0);
  });

  it("has an id of its own", () => {
    const ids = formulas.map(({ formula }) => formula.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it.each(formulas.map(({ file, formula }) => [formula.id, file, formula] as const))(
    "%s (%s) renders in KaTeX's strict mode, with symbols, with values, and its result",
    (_, __, formula) => {
      const quantity = evaluated(formula, madeUpValues(formula, randomNumbersOf(formula.id)));
      expect(formula.tex).toBe(quantity.tex);
      for (const tex of [formula.tex, quantity.substitutedTex ?? "", quantity.resultTex]) {
        expect(tex).not.toMatch(/\\cdot *10|\^\{\+|[A-Za-z]\\_|NaN|undefined/);
        expect(() => render(tex), tex).not.toThrow();
      }
    },
  );

  it.each(formulas.map(({ formula }) => [formula.id, formula] as const))(
    "%s compiles to the numbers that it evaluates to",
    (_, formula) => {
      const random = randomNumbersOf(formula.id);
      for (let i = 0; i < 20; i++) {
        const values = madeUpValues(formula, random);
        expect(formula.compute(values)).toBe(evaluated(formula, values).value);
      }
    },
  );
});
