// Where derivations open and which marks their nodes carry.
import { describe, expect, test } from "vitest";
import type { DerivationJson, NamedValueJson } from "../../src/ground/mime.js";
import { MASTHEAD, placedDerivations } from "../../src/report/derivations/derivations.js";
import { panelHtml } from "../../src/report/derivations/panel.js";
import { printedNodes } from "../../src/report/derivations/printed.js";
import { type DerivationNode, derivationKeys } from "../../src/report/derivations/tree.js";
import { cost, epochs, forwardFlop, forwardMac, hours, trainingFlop } from "./sample.js";

const values = new Map<string, NamedValueJson>(
  Object.entries({ trainingFlop, forwardFlop, forwardMac, hours, cost, epochs }).map(([name, derivation]) => [
    name,
    { name, derivation },
  ]),
);
const at = (places: Record<number, readonly string[]>) =>
  placedDerivations(
    new Map(
      Object.entries(places).map(([piece, names]) => [
        Number(piece),
        names.map((name) => ({ name, display: {} })),
      ]),
    ),
    values,
    derivationKeys(),
  );
const names = (placed: ReturnType<typeof at>, piece: number) => placed.after(piece).map(({ name }) => name);
const words = { cite: () => "", citeSources: () => "", equation: () => undefined };

describe("a derivation opens", () => {
  test("after the first piece of the body that mentions the value, not under the title block", () => {
    const placed = at({ [MASTHEAD]: ["trainingFlop"], 3: ["trainingFlop"], 5: ["trainingFlop"] });
    expect([names(placed, MASTHEAD), names(placed, 3), names(placed, 5)]).toEqual([[], ["trainingFlop"], []]);
  });

  test("under the title block when only that mentions the value", () => {
    expect(names(at({ [MASTHEAD]: ["cost"] }), MASTHEAD)).toEqual(["cost"]);
  });

  test("inside the tree of an earlier piece that holds the value", () => {
    // trainingFlop = passes, forwardFlop, images, epochs: the second input is D1.2
    const placed = at({ 1: ["trainingFlop"], 4: ["forwardFlop"] });
    expect(names(placed, 4)).toEqual([]);
    expect(placed.markOf("forwardFlop")).toBe("D1.2");
  });

  test("on its own when the tree that holds the value comes later, and that tree refers to it", () => {
    const placed = at({ 1: ["hours"], 4: ["cost"] });
    expect([placed.markOf("hours"), placed.markOf("cost")]).toEqual(["D1", "D2"]);
    expect(placed.after(4)[0]?.root.children[0]).toMatchObject({ mark: "D2.1", toldAt: "D1", children: [] });
  });

  test("for a plain input in any tree that holds it, even a later one", () => {
    const placed = at({ 1: ["epochs"], 4: ["trainingFlop"] });
    expect(names(placed, 1)).toEqual([]);
    expect(placed.markOf("epochs")).toBe("D1.4");
  });

  test("for a plain input on its own when no tree holds it", () => {
    expect(names(at({ 1: ["epochs"] }), 1)).toEqual(["epochs"]);
  });
});

test("marks follow the document, whatever the order of the mentions", () => {
  const placed = at({ 7: ["trainingFlop"], 2: ["cost"], [MASTHEAD]: ["trainingFlop", "cost"] });
  expect([placed.markOf("cost"), placed.markOf("trainingFlop")]).toEqual(["D1", "D2"]);
});

test("a step whose working was left out as told above points at the one that keeps it", () => {
  const { inputs: _inputs, ...step } = hours;
  const elided: DerivationJson = { ...step, note: "derived above", inputs: [] };
  const twice: DerivationJson = { ...cost, label: "twice", inputs: [hours, elided] };
  const placed = placedDerivations(
    new Map([[0, [{ name: "x", display: {} }]]]),
    new Map([["x", { name: "x", derivation: twice }]]),
    derivationKeys(),
  );
  expect(placed.all[0]?.root.children[1]).toMatchObject({ mark: "D1.2", toldAt: "D1.1" });
});

describe("the printed appendix", () => {
  const leaf = (label: string): DerivationJson => ({ label, value: 1, unit: "1", kind: "given", inputs: [] });
  const over = (label: string, inputs: readonly DerivationJson[]): DerivationJson => ({
    ...leaf(label),
    kind: "formula",
    inputs,
  });
  const rootOf = (derivation: DerivationJson) =>
    placedDerivations(
      new Map([[0, [{ name: "x", display: {} }]]]),
      new Map([["x", { name: "x", derivation }]]),
      derivationKeys(),
    );

  test("prints a sum of many parts as one row that lists them", () => {
    const [row, ...others] = printedNodes(at({ 1: ["forwardMac"] }).after(1)[0]?.root as DerivationNode);
    expect([row?.listed.length, row?.left, others.length]).toEqual([11, 0, 0]);
  });

  test("prints a small tree whole and cuts a large one at the level that keeps it within 24 rows", () => {
    // 1 + 6 + 36 + 216 nodes: two levels are 7 rows, three would be 43
    const six = (make: (label: string) => DerivationJson, name: string) =>
      Array.from({ length: 6 }, (_, i) => make(`${name}${i}`));
    const tree = over(
      "top",
      six(
        (a) =>
          over(
            a,
            six((b) => over(b, six(leaf, b)), a),
          ),
        "n",
      ),
    );
    const placed = rootOf(tree);
    const rows = printedNodes(placed.all[0]?.root as DerivationNode);
    expect(rows).toHaveLength(7);
    expect(rows[1]).toMatchObject({ mark: "D1.1", left: 42 });
    expect(placed.printedMark("D1.1.2.3")).toBe("D1.1");
    expect(printedNodes(rootOf(over("top", six(leaf, "n"))).all[0]?.root as DerivationNode)).toHaveLength(7);
  });
});

test("three levels stand open and deeper ones are folded", () => {
  const leaf = (label: string): DerivationJson => ({ label, value: 1, unit: "1", kind: "given", inputs: [] });
  const over = (label: string, ...inputs: DerivationJson[]): DerivationJson => ({
    ...leaf(label),
    kind: "sum",
    inputs,
  });
  const tree = over("one", over("two", over("three", leaf("four"), leaf("also four"))));
  const placed = placedDerivations(
    new Map([[0, [{ name: "x", display: {} }]]]),
    new Map([["x", { name: "x", derivation: tree }]]),
    derivationKeys(),
  );
  const html = panelHtml(
    placed.after(0)[0] as NonNullable<ReturnType<typeof placed.after>[0]>,
    words,
    new Map(),
  );
  expect(html.match(/<details/g)).toHaveLength(2); // the panel, and the third level round the fourth
  expect(html).toMatch(/<li id="d1\.1\.1"><details><summary>/);
  expect(html).toContain('<li id="d1.1.1.1">');
});
