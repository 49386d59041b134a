// Files of a user: JSON and modules, and errors that name file, record and field.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type FileEffects, readExamples } from "../../src/cli/check/user-file.js";
import { evaluateExamples } from "../../src/examples/index.js";

const record = {
  id: "own-total",
  title: "Training compute of our network",
  where: "slide 12",
  formula: "compute.training-flop",
  inputs: { forwardFlop: { value: 2, unit: "GFLOP/image" }, samples: 1000, epochs: 10 },
  stated: { value: 60, digits: 2 }, // 3 × 2e9 × 1000 × 10 = 6e13
  unit: "TFLOP",
};
const document = { author: "Our team", title: "Kick-off slides", year: 2025 };

const json = (content: unknown): FileEffects => ({
  readText: async () => (typeof content === "string" ? content : JSON.stringify(content)),
  importModule: async () => ({}),
});
const read = (content: unknown) => readExamples("our.json", json(content));
const withRecord = (change: object) => read({ document, examples: [{ ...record, ...change }] });

describe("a JSON file of examples", () => {
  it("is read and judged like the built-in ones", async () => {
    const [result] = evaluateExamples(await read({ document, examples: [record] }));
    expect(result).toMatchObject({
      id: "own-total",
      computed: 60,
      unit: "TFLOP",
      verdict: "agrees",
      status: "pass",
    });
    expect(result?.document.author).toBe("Our team");
  });

  it("takes the result of another formula as an input, corrections, causes and expectations", async () => {
    const forwardFlop = { formula: "compute.flop-of-mac", inputs: { forwardMac: 2e9 } };
    const examples = await withRecord({
      corrected: {
        inputs: { forwardFlop },
        source: { author: "He", title: "Paper", year: 2016, place: "Table 1" },
      },
      cause: "Multiply-accumulates taken for operations: {correct} is right.",
      expect: { verdict: "wrong-premise", value: 60, correct: 120 },
    });
    expect(evaluateExamples(examples)[0]).toMatchObject({ problem: null, correct: 120 });
  });

  it("fails the check when its statement is wrong and no verdict is declared", async () => {
    const [result] = evaluateExamples(await withRecord({ stated: { value: 61, digits: 3 } }));
    expect(result).toMatchObject({ status: "fail", verdict: "inconsistent" });
  });

  it.each<[string, object, RegExp]>([
    [
      "a formula",
      { formula: "compute.training-flops" },
      /formula: there is no .* "compute\.training-flops"; did you mean "compute\.training-flop"/,
    ],
    ["a field", { titel: "x" }, /has an unknown field, got "titel"; did you mean "title"/],
    [
      "an input's name",
      { inputs: { ...record.inputs, epoch: 1 } },
      /inputs: has an unknown field, got "epoch"; did you mean "epochs"/,
    ],
    ["a missing input", { inputs: { samples: 1 } }, /inputs\.forwardFlop: is missing .*FLOP\/sample/],
    [
      "a bare number for an amount",
      { inputs: { ...record.inputs, forwardFlop: 2e9 } },
      /inputs\.forwardFlop: must be \{ "value"/,
    ],
    [
      "a unit",
      { inputs: { ...record.inputs, forwardFlop: { value: 2, unit: "GFLOPS" } } },
      /inputs\.forwardFlop: unit "GFLOPS": unknown/,
    ],
    [
      "a dimension",
      { inputs: { ...record.inputs, forwardFlop: { value: 2, unit: "GB" } } },
      /must have the dimension of FLOP\/sample, got "GB"/,
    ],
    [
      "the statement",
      { stated: { value: 60, digit: 2 } },
      /stated: has an unknown field, got "digit"; did you mean "digits"/,
    ],
    ["the digits", { stated: { value: 60 } }, /stated: digits must be a whole number/],
    [
      "the source of a correction",
      { corrected: { inputs: { epochs: 9 } } },
      /corrected\.source: must be a sentence/,
    ],
  ])("is refused for %s with file, record and field", async (_, change, message) => {
    await expect(withRecord(change)).rejects.toThrow(message);
    await expect(withRecord(change)).rejects.toThrow(/^our\.json: record 1 \("own-total"\): /);
  });

  it("is refused when it is not JSON, has no document or no records", async () => {
    await expect(read("{")).rejects.toThrow(/^our\.json: is not JSON/);
    await expect(read({ examples: [record] })).rejects.toThrow(/^our\.json: document: must be/);
    await expect(read({ document, examples: [] })).rejects.toThrow(/^our\.json: examples: must be a list/);
    await expect(read([record])).rejects.toThrow(/^our\.json: must be an object/);
  });
});

describe("a module of examples", () => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, source: string) => {
    writeFileSync(join(folder, name), source);
    return join(folder, name);
  };
  const source = `export default ${JSON.stringify({ document, examples: [record] })}`;

  it("is read from JavaScript", async () => {
    const examples = await readExamples(write("own.mjs", source));
    expect(evaluateExamples(examples)[0]?.problem).toBeNull();
  });

  it("is read from TypeScript on every Node, with imports from JavaScript beside it", async () => {
    write("year.mjs", "export const year = 2025;");
    const typed = `import { year as which } from "./year.mjs";\nconst year: number = which;\nenum Unit { Total = "TFLOP" }\n${source.replace('"year":2025', '"year":year').replace('"unit":"TFLOP"}', '"unit":Unit.Total}')} as const;`;
    const examples = await readExamples(write("own.ts", typed));
    expect(evaluateExamples(examples)[0]).toMatchObject({ problem: null, unit: "TFLOP" });
  });

  it("takes a list that claimsOf made", async () => {
    const [example] = await read({ document, examples: [record] });
    const effects = { ...json(""), importModule: async () => ({ default: [example] }) };
    expect(await readExamples("own.ts", effects)).toEqual([example]);
  });

  it("is refused by name when it is broken, exports nothing, or imports what is not there", async () => {
    await expect(readExamples(write("broken.ts", "const x: = 1;\n"))).rejects.toThrow(
      /^broken\.ts: line 1: /,
    );
    await expect(readExamples(write("empty.mjs", "export const a = 1;"))).rejects.toThrow(
      /^empty\.mjs: has no default export, got a/,
    );
    await expect(readExamples(write("lost.ts", 'import "./nowhere.js";'))).rejects.toThrow(
      /^lost\.ts: cannot find an import, got "\.\/nowhere\.js"/,
    );
    await expect(readExamples(write("throws.mjs", 'throw new Error("boom")'))).rejects.toThrow(
      /^throws\.mjs: cannot be loaded: boom/,
    );
  });
});
