// A term and a layer made of bad parts: each refusal names formula or layer, part, what it got and the remedy.
import { describe, expect, it } from "vitest";
import {
  elementwiseFlop,
  type Layer,
  layerOf,
  leaf,
  linear,
  linearMac,
  type Saved,
  type Term,
  type TermInput,
  term,
  type Work,
} from "../../src/layers/index.js";
import { given } from "../../src/numbers/quantity.js";

const good = { rows: 8, inputFeatures: 64, outputFeatures: 10 };
const made = (change: Readonly<Record<string, TermInput | undefined>>) =>
  term(linearMac, { ...good, ...change } as Record<keyof typeof good, TermInput>);

describe("a term", () => {
  it("binds counts, quantities and terms to a formula, and knows its unit", () => {
    const features = given({ value: 64, unit: "feature" }, "test");
    expect(made({ inputFeatures: features }).value).toBe(5120); // 8 x 64 x 10
    expect(made({}).unit).toBe("MAC");
    expect(made({ rows: 0 }).value).toBe(0);
  });

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-8", -8],
    ["nothing", undefined],
    ["8", "8" as unknown as number],
  ])("refuses %s for an input, before its value is asked for", (got, rows) => {
    expect(() => made({ rows })).toThrow(
      `layers/term layers.linear.mac: rows must be a count, finite and at least 0, got ${got}; give a number`,
    );
  });

  it("refuses a quantity below 0", () => {
    expect(() => made({ rows: given(-1, "test") })).toThrow(/rows must be a count.*got -1/);
  });

  it("refuses a misspelt input, with the nearest name and all that the formula takes", () => {
    expect(() => made({ row: 8 })).toThrow(
      'layers/term layers.linear.mac: no input of this name, got "row"; did you mean "rows"?; the formula takes rows, inputFeatures, outputFeatures',
    );
  });

  it("takes a symbol that has a constant, and no other symbol", () => {
    const inputs = { operationsPerElement: given(2, "test"), elements: 3 };
    const doubled = { ...inputs, flopPerOperation: given({ value: 2, unit: "FLOP" }, "test") };
    expect(term(elementwiseFlop, doubled).value).toBe(12); // 2 x 2 x 3
    expect(() => term(elementwiseFlop, { ...inputs, mac: 1 } as typeof inputs)).toThrow(/got "mac"/);
  });

  it("that is read off a shape is finite and at least 0, too", () => {
    expect(() => leaf(given(-3, "test"))).toThrow(
      "layers/term: a count must be finite and at least 0, got -3",
    );
  });
});

const macTerm = made({});
const flopTerm = term(elementwiseFlop, { operationsPerElement: given(1, "test"), elements: 4 });
const layer = (parts: Partial<Layer>) =>
  layerOf({ kind: "elementwise", settings: "", inputs: [[2, 2]], output: [2, 2], ...parts });
const work = (operationClass: string, one: Term): Partial<Layer> => ({
  forward: [{ operationClass, term: one } as Work],
});
const keeps = (saved: object): Partial<Layer> => ({ saved: [saved as Saved] });

describe("a layer", () => {
  it("is made of checked parts", () => {
    const parts = { ...work("matrix", macTerm), ...keeps({ kind: "own", label: "indices", elements: 4 }) };
    expect(layer(parts).forward[0]?.term.value).toBe(5120);
    expect(layer({}).saved).toEqual([]);
  });

  it.each<[string, Partial<Layer>, string]>([
    [
      "a shape with a part of an element",
      { inputs: [[2, 1.5]] },
      "input must be [size 1, size 2], got [2,1.5]",
    ],
    ["an output without elements", { output: [0, 2] }, "output must be [size 1, size 2], got [0,2]"],
    [
      "an unknown class",
      work("matrx", macTerm),
      'no such class of operations, got "matrx"; did you mean "matrix"',
    ],
    ["FLOP where MAC are counted", work("matrix", flopTerm), "forward must count MAC here, got FLOP"],
    ["MAC where FLOP are counted", work("softmax", macTerm), "forward must count FLOP here, got MAC"],
    [
      "a number for a term",
      work("softmax", 5 as unknown as Term),
      "forward must be a term, got 5; make it with",
    ],
    ["parameters in MAC", { parameters: macTerm }, "parameters must count parameter here, got MAC"],
    [
      "bad work of a gradient",
      { inputGradient: [[{ operationClass: "matrix", term: flopTerm }]] },
      "inputGradient",
    ],
    ["a kept input that there is not", keeps({ kind: "input", index: 1 }), "saved input must be one of 1"],
    [
      "a kept tensor of no kind",
      keeps({ kind: "mask" }),
      'saved must be "input", "output" or "own", got "mask"',
    ],
    [
      "NaN kept elements",
      keeps({ kind: "own", label: "mask", elements: Number.NaN }),
      'saved "mask" must have',
    ],
    [
      "kept elements of NaN bytes",
      keeps({ kind: "own", label: "mask", elements: 4, bytesPerElement: Number.NaN }),
      "got 4 of NaN bytes",
    ],
  ])("refuses %s", (_, parts, message) => {
    expect(() => layer(parts)).toThrow(message);
    expect(() => layer(parts)).toThrow(/^layers\/elementwise: /);
  });

  it("of ours has the units that it says", () => {
    const { forward, parameters } = linear({ input: [8, 64], outputFeatures: 10 });
    expect([forward[0]?.term.unit, parameters?.unit]).toEqual(["MAC", "parameter"]);
  });
});
