// Sizes, ties, unknown operators and names of an exported program.
import { describe, expect, test } from "vitest";
import { fromPt2, type Pt2Options } from "../../../src/importers/index.js";
import { expressionValue } from "../../../src/importers/pt2/expression.js";
import { viewStrides } from "../../../src/importers/pt2/strides.js";
import {
  backwardMac,
  forwardMac,
  graphSummary,
  parameters,
  savedForBackward,
} from "../../../src/models/index.js";
import { archiveOf, facts, linearProgram, node, programText, tensor } from "./pt2-writer.js";

const read = (program: string, options?: Pt2Options, places?: Readonly<Record<string, string>>) =>
  fromPt2({ name: "net.pt2", bytes: archiveOf(program, places === undefined ? {} : { places }) }, options);

describe("sizes", () => {
  test("are those of the file until they are given", () => {
    expect(forwardMac(read(linearProgram())).value).toBe(4 * 5 * 3);
    expect(forwardMac(read(linearProgram(), { batch: 10 })).value).toBe(10 * 5 * 3);
    expect(forwardMac(read(linearProgram(), { dims: { s0: 7 } })).value).toBe(7 * 5 * 3);
    expect(forwardMac(read(linearProgram(), { dims: { "x[0]": 7 } })).value).toBe(7 * 5 * 3);
  });

  test("outside their range are refused with the range", () => {
    expect(() => read(linearProgram(), { batch: 65 })).toThrow(/dimension s0 must be from 1 to 64, got 65/);
  });

  test("that are fixed are not changed", () => {
    expect(() => read(linearProgram(), { dims: { "x[1]": 6 } })).toThrow(/x\[1\] is fixed to 5, got 6/);
    expect(() => read(linearProgram(), { dims: { s9: 6 } })).toThrow(/has no dimension "s9"/);
  });

  test("that depend on data are asked for", () => {
    const open = facts([["Symbol('u0', integer=True)", null], 5]);
    const tensors = { x: facts([4, 5]), n: open, ...weights, y: open };
    const program = linearProgram({
      nodes: [node("aten.relu.default", { self: tensor("x") }, ["n"])],
      tensors,
      outputs: ["n"],
    });
    expect(() => read(program)).toThrow(
      /size u0 depends on the data, got no value in the file; set it by --dim u0=…/,
    );
    expect(read(program, { dims: { u0: 2 } }).nodes.length).toBeGreaterThan(0);
  });

  test.each([
    ["Add(Mul(Integer(2), Symbol('s0', positive=True, integer=True)), Integer(1))", 15],
    ["2*s0 + 1", 15],
    ["FloorDiv(Symbol('s0'), Integer(2))", 3],
    ["(s0 - 1)//2 * -1", -3],
    ["Max(Integer(1), Pow(Symbol('s0'), Integer(2)))", 49],
    ["Mod(Symbol('s0'), Integer(4))", 3],
  ])("%s for s0 = 7", (text, expected) => {
    expect(expressionValue(text, (name) => (name === "s0" ? 7 : undefined))).toBe(expected);
  });

  test("expressions that are none are refused", () => {
    expect(() => expressionValue("Evil(1)", () => 1)).toThrow(/one of SymPy's that sizes have, got "Evil"/);
    expect(() => expressionValue("1 +", () => 1)).toThrow(/must be an expression over symbols/);
  });
});

const weights = { p_w: facts([3, 5], { trainable: true }), p_b: facts([3], { trainable: true }) };

/** A table looked up, and a matrix of its shape that a linear layer reads; names of one parameter or of two. */
function tied(read: "p_e" | "p_h"): string {
  return programText({
    nodes: [
      node("aten.embedding.default", { weight: tensor(read), indices: tensor("x") }, ["e"], "embed"),
      node(
        "aten.linear.default",
        { input: tensor("e"), weight: tensor("p_h"), bias: tensor("p_b") },
        ["y"],
        "head",
      ),
    ],
    tensors: {
      p_b: facts([9], { trainable: true }),
      x: facts([2, 4], { dtype: 5 }),
      e: facts([2, 4, 6]),
      y: facts([2, 4, 9]),
      p_e: facts([9, 6], { trainable: true }),
      p_h: facts([9, 6], { trainable: true }),
    },
    parameters: { p_e: "embed.weight", p_h: "head.weight", p_b: "head.bias" },
    data: ["x"],
    outputs: ["y"],
  });
}

describe("ties", () => {
  const places = (embed: string, head: string, bias: string) => ({
    "embed.weight": embed,
    "head.weight": head,
    "head.bias": bias,
  });

  test("count once where both names have one place in the archive", () => {
    const graph = read(tied("p_h"), {}, places("weight_0", "weight_0", "weight_1"));
    expect(parameters(graph).value).toBe(54 + 9);
    expect(graph.notCounted).toEqual([]);
  });

  test("are none where the places differ", () => {
    expect(parameters(read(tied("p_e"), {}, places("weight_0", "weight_1", "weight_2"))).value).toBe(108 + 9);
  });

  test("that fake tensors hide are named and not guessed", () => {
    const graph = read(tied("p_h"), {}, places("weight_0", "weight_0", "weight_0"));
    expect(parameters(graph).value).toBe(108 + 9);
    expect(graph.notCounted.map(({ name }) => name)).toEqual(["embed.weight"]);
    expect(graph.notCounted[0]?.why).toMatch(/whether it is head\.weight under another name/);
  });

  test("are none where the program reads both", () => {
    const graph = read(tied("p_e"), {}, places("weight_0", "weight_0", "weight_0"));
    expect(graph.notCounted).toEqual([]);
  });
});

describe("gradients", () => {
  const two = (trainable: boolean) =>
    programText({
      nodes: [
        node("aten.linear.default", { input: tensor("x"), weight: tensor("p_a") }, ["h"], "a"),
        node("aten.sigmoid.default", { self: tensor("h") }, ["s"]),
        node("aten.linear.default", { input: tensor("s"), weight: tensor("p_b") }, ["y"], "b"),
      ],
      tensors: {
        x: facts([2, 5]),
        h: facts([2, 7]),
        s: facts([2, 7]),
        y: facts([2, 3]),
        p_a: facts([7, 5], { trainable }),
        p_b: facts([3, 7], { trainable: true }),
      },
      parameters: { p_a: "a.weight", p_b: "b.weight" },
      data: ["x"],
      outputs: ["y"],
    });

  test("a trainable network: weights of both, and the input of the second", () => {
    const graph = read(two(true));
    expect(backwardMac(graph).value).toBe(2 * 5 * 7 + 2 * 2 * 7 * 3);
    expect(savedForBackward(graph).value).toBe(4 * (2 * 5 + 2 * 7)); // x, and the sigmoid's result once
  });

  test("frozen weights want none and keep nothing", () => {
    const graph = read(two(false));
    expect(parameters(graph).value).toBe(35 + 21);
    expect(backwardMac(graph).value).toBe(2 * 7 * 3);
    expect(savedForBackward(graph).value).toBe(4 * 2 * 7);
  });
});

describe("what is not known", () => {
  const strange = linearProgram({
    nodes: [
      node("mine.whirl.default", { self: tensor("x") }, ["x2"], "odd"),
      node(
        "aten.linear.default",
        { input: tensor("x2"), weight: tensor("p_w"), bias: tensor("p_b") },
        ["y"],
        "head",
      ),
    ],
    tensors: { x: facts([4, 5]), x2: facts([4, 5]), y: facts([4, 3]), ...weights },
  });

  test("is named, and what follows counts with the shapes in the file", () => {
    const graph = read(strange);
    expect(graph.notCounted.map(({ name, what }) => [name, what])).toEqual([
      ["odd.whirl", "operator mine.whirl.default"],
    ]);
    expect(forwardMac(graph).value).toBe(60);
  });

  test("paths of the machine that exported reach no count", () => {
    const graph = read(strange);
    expect(JSON.stringify([graph, graphSummary(graph, { kind: "exported program" })])).not.toMatch(
      /secret|somebody/,
    );
  });
});

test("a reshape is a view where strides allow, else a copy", () => {
  expect(viewStrides([2, 3, 4], [12, 4, 1], [6, 4])).toEqual([4, 1]);
  expect(viewStrides([2, 3, 4], [4, 8, 1], [6, 4])).toBeUndefined(); // heads and tokens swapped
  expect(viewStrides([1, 3, 4], [99, 4, 1], [3, 4])).toEqual([4, 1]); // a size of 1 may have any stride
  expect(viewStrides([5, 4], [0, 1], [20])).toBeUndefined(); // expanded
});
