// The examples of doc comments are true: they compile against our declarations, run, and give what stands behind them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { describe, expect, it } from "vitest";
import { docText, exampleOf, isType, publicItems } from "../../../src/catalogue/reference/index.js";
import * as flopbook from "../../../src/index.js";

const root = join(import.meta.dirname, "..", "..", "..");
const text = (file: string) => readFileSync(join(root, "dist", file), "utf8");
const items = publicItems(JSON.parse(text("flopbook.api.json")), text("bundle/index.d.ts"));
const values = items.filter((item) => !isType(item));
const examples = values.flatMap((item) => {
  const code = exampleOf(item);
  return code === undefined ? [] : [{ name: item.name, ...taken(code) }];
});

/** An example in parts: statements, the expression behind them (its other lines are indented), and what it gives. */
function taken(code: string): { statements: string; expression: string; gives: string | undefined } {
  const [, all = code, gives] = /^([\s\S]*?)(?: \/\/ (.*))?$/.exec(code) ?? [];
  const lines = all.split("\n");
  const last = Math.max(...lines.map((line, at) => (line.startsWith(" ") ? 0 : at)));
  return { statements: lines.slice(0, last).join("\n"), expression: lines.slice(last).join("\n"), gives };
}

/** A value as the comments write it: quantities by their text, texts in quotes, spaces plain. */
function shown(value: unknown): string {
  if (flopbook.isQuantity(value)) return value.text;
  if (typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.map(shown).join(", ")}]` : String(value);
}

describe("the examples", () => {
  it("are there for most values, and so are the errors", () => {
    expect(examples.length).toBeGreaterThan(230);
    expect(values.filter((item) => /\b(errors?|throws)\b/i.test(docText(item))).length).toBeGreaterThan(100);
  });

  it.each(examples)("$name gives what its example says", ({ name, statements, expression, gives }) => {
    const run = new Function(...Object.keys(flopbook), `${statements}; return (${expression});`);
    const value: unknown = run(...Object.values(flopbook));
    if (gives === undefined) expect(value, name).toBeDefined();
    else expect(shown(value).replace(/\s/g, " ")).toBe(gives);
  });

  it("compile as a program of a user's", () => {
    const file = join(root, "test", "fixtures", "consumer", "examples.ts");
    const names = Object.keys(flopbook).join(", ");
    const blocks = examples.map(
      ({ statements, expression, name }) => `{ // ${name}\n${statements}\n(${expression});\n}`,
    );
    const program = `import { ${names} } from "flopbook";\n${blocks.join("\n")}\n`;
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      types: ["node"],
      strict: false,
      skipLibCheck: true,
      noEmit: true,
    };
    const host = ts.createCompilerHost(options);
    const ours = { fileExists: host.fileExists, getSourceFile: host.getSourceFile };
    host.fileExists = (path) => path === file || ours.fileExists(path);
    host.getSourceFile = (path, ...rest) =>
      path === file
        ? ts.createSourceFile(path, program, ts.ScriptTarget.ES2022)
        : ours.getSourceFile(path, ...rest);
    const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
    const lines = program.split("\n");
    const told = found.map(({ file: at, start = 0, messageText }) => [
      lines[at?.getLineAndCharacterOfPosition(start).line ?? 0],
      ts.flattenDiagnosticMessageText(messageText, " "),
    ]);
    expect(told).toEqual([]);
  });
});
