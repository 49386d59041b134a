// Where derivations open and which marks their nodes carry.
import { describe, expect, test } from "vitest";
import type { DerivationJson, NamedValueJson } from "../../src/mime.js";
import { panelHtml } from "../../src/report/derivation-panel.js";
import {
  type DerivationNode,
  derivationKeys,
  MASTHEAD,
  placedDerivations,
} from "../../src/report/derivations.js";
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
const words = { cite: () => "", equation: () => undefined };

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

test("a sum of many parts is one node with parts, not a level of nodes", () => {
  const node = at({ 1: ["forwardMac"] }).after(1)[0]?.root as DerivationNode;
  expect([node.children.length, node.parts.length]).toEqual([0, 11]);
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
  const html = panelHtml(placed.after(0)[0] as NonNullable<ReturnType<typeof placed.after>[0]>, words);
  expect(html.match(/<details/g)).toHaveLength(2); // the panel, and the third level round the fourth
  expect(html).toMatch(/<li id="d1\.1\.1"><details><summary>/);
  expect(html).toContain('<li id="d1.1.1.1">');
});
