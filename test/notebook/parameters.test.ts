// Parameters: what may be given, how it is checked, what is injected.
import { describe, expect, test } from "vitest";
import { parameterFaults, parameterValues, withParameters } from "../../src/notebook/parameters.js";
import { trial } from "./trial.js";

const declared = trial("cost", [
  [
    'const gpus: number = 8; // cards\nconst name = "V100"\nlet share: boolean = true;\nconst precision: "fp16" | "bf16" = \'fp16\'',
    "parameters",
  ],
  "gpus * 2",
]);
const given = (...assignments: string[]) => withParameters([declared], parameterValues(assignments))[0];

describe("parameters", () => {
  test("are injected as a cell after the parameters cell, typed as declared", () => {
    const result = given("gpus=64", "precision=bf16", "share=false", "name=A100");
    expect(result?.cells.map(({ number, injected }) => [number, injected])).toEqual([
      [1, false],
      [1, true],
      [2, false],
    ]);
    expect(result?.cells[1]?.source).toBe(
      'const gpus: number = 64;\nconst name: string = "A100";\nconst share: boolean = false;\nconst precision: "fp16" | "bf16" = "bf16";',
    );
    expect(result?.parameters).toEqual({ gpus: 64, name: "A100", share: false, precision: "bf16" });
  });

  test("leave a notebook as it is when none is given or it declares none of them", () => {
    expect(given()?.cells.every(({ injected }) => !injected)).toBe(true);
    const other = trial("other", ["1"]);
    expect(withParameters([declared, other], { gpus: 2 })[1]?.cells).toHaveLength(1);
  });

  test("accept numbers in any decimal notation", () => {
    expect(given("gpus=1e9")?.parameters).toEqual({ gpus: 1e9 });
    expect(given("gpus:-2.5")?.parameters).toEqual({ gpus: -2.5 });
  });

  test.each([
    ["gpu=64", /-P gpu: no notebook declares this parameter; did you mean "gpus"/],
    ["gpus=many", /-P gpus: a number is expected \(cost\), got "many"/],
    ["gpus=", /a number is expected .* got ""/],
    ["gpus=0x10", /a number is expected/],
    ["share=yes", /-P share: true or false is expected .* got "yes"/],
    ["precision=fp8", /one of "fp16", "bf16" is expected/],
    ["gpus", /-P: name=value is expected, got "gpus"/],
  ])("are refused when wrong: %s", (assignment, message) => {
    expect(() => given(assignment)).toThrow(message);
  });

  test("come from a file too, and the command line wins", () => {
    const file = { name: "p.yml", text: "gpus: 4\nname: A100\n" };
    expect(parameterValues(["gpus=16"], file)).toEqual({ gpus: "16", name: "A100" });
    expect(() => parameterValues([], { name: "p.yml", text: "gpus: [1]" })).toThrow(/p\.yml: gpus must be/);
  });

  test("are refused where the parameters cell computes with the old value", () => {
    const stale = trial("stale", [["const gpus = 8\nconst nodes = gpus / 8", "parameters"]]);
    expect(() => withParameters([stale], { gpus: 16 })).toThrow(
      /stale, cell 1: "gpus" is also used inside the parameters cell .* move what is computed from it to the next cell/,
    );
  });

  test("that one notebook cannot take leave the others what they take", () => {
    const stale = trial("stale", [["const gpus = 8\nconst nodes = gpus / 8\nconst only = 1", "parameters"]]);
    const words = trial("words", [['const gpus: "a" | "b" = "a"', "parameters"]]);
    const { refused, values } = parameterFaults([declared, stale, words], { gpus: 16, only: 2 }, true);
    expect([...refused]).toEqual([
      [stale.path, expect.stringContaining("is also used inside the parameters cell")],
      [words.path, expect.stringContaining('one of "a", "b" is expected')],
    ]);
    expect(values).toEqual({ gpus: 16 });
    expect(withParameters([declared], values)[0]?.parameters).toEqual({ gpus: 16 });
  });

  test("are a mistake of the command where no notebook takes their type, or none declares them", () => {
    expect(() => parameterFaults([declared], { gpus: "many" }, true)).toThrow(/a number is expected/);
    expect(() => parameterFaults([declared], { gpu: 1 }, true)).toThrow(/no notebook declares this/);
    // One that could not be read may declare it.
    expect(parameterFaults([declared], { gpu: 1 }, false)).toEqual({ refused: new Map(), values: {} });
  });

  test("replace a cell that papermill injected, and need one parameters cell only", () => {
    const injected = trial("i", [["const n = 1", "parameters"], ["const n = 2", "injected-parameters"], "n"]);
    expect(withParameters([injected], { n: 3 })[0]?.cells.map(({ source }) => source)).toEqual([
      "const n = 1",
      "const n: number = 3;",
      "n",
    ]);
    const two = () =>
      trial("two", [
        ["const n = 1", "parameters"],
        ["const m = 1", "parameters"],
      ]);
    expect(two).toThrow(/two, cell 2: cell 1 is already the parameters cell/);
  });
});
