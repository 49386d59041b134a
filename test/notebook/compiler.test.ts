// The compiling process: source maps, and that the changes for speed change nothing in what tslab compiles.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodedPositions, joinedPositions, originalPosition } from "../../src/notebook/tslab/source-map.js";
import { fixtures } from "./trial.js";

describe("source maps", () => {
  test("decode to compiled column, line and column", () => {
    // "AAAA" is 0,0,0,0; "IACE": column +4, source 0, line +1, column +2; "D" is -1; "gB" is 16.
    expect(decodedPositions("AAAA,IACE;;gBADD")).toEqual([[0, 0, 0, 4, 1, 2], [], [16, 0, 1]]);
  });

  test("join and look up the nearest mark before a column", () => {
    const first = [[0, 3, 0, 10, 4, 2]];
    const second = [[], [2, 0, 0, 8, 0, 12]];
    const joined = joinedPositions(first, second);
    expect(joined).toEqual([[], [2, 3, 0, 8, 4, 2]]);
    expect(originalPosition(joined, 1, 7)).toEqual({ line: 3, column: 0 });
    expect(originalPosition(joined, 1, 0)).toEqual({ line: 3, column: 0 });
    expect(originalPosition(joined, 1, 99)).toEqual({ line: 4, column: 2 });
    expect(originalPosition(joined, 0, 0)).toBeUndefined();
    expect(originalPosition(joined, 9, 0)).toBeUndefined();
  });
});

describe("tslab's converter with our changes", () => {
  test("compiles, declares and judges as without them", () => {
    const notebook = JSON.parse(readFileSync(join(fixtures, "project", "conformance.ipynb"), "utf8"));
    const sources: string[] = notebook.cells
      .filter((cell: { cell_type: string }) => cell.cell_type === "code")
      .map((cell: { source: string[] }) => cell.source.join(""));
    const plain = conversions(sources, "(compiler) => ({})");
    const ours = conversions(sources, "hooks.compilerHooks().override");
    expect(plain.filter((conversion) => "output" in (conversion as object)).length).toBeGreaterThan(10);
    expect(ours).toEqual(plain);
  });
});

/** What the converter makes of cells one after another, in a process of its own, with the given changes. */
function conversions(sources: readonly string[], override: string): readonly unknown[] {
  const built = join(fixtures, "..", "..", "..", "dist", "notebook", "tslab");
  const program = `
    const library = await import(${JSON.stringify(join(built, "library.js"))});
    const hooks = await import(${JSON.stringify(join(built, "compiler-hooks.js"))});
    const { createConverter } = library.loadConverter(${override});
    const converter = createConverter();
    let declarations = "";
    const results = ${JSON.stringify(sources)}.map((source) => {
      const conversion = converter.convert(declarations, source);
      if (conversion.output !== undefined) declarations = conversion.declOutput;
      return conversion;
    });
    process.stdout.write(JSON.stringify(results), () => process.exit(0));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: join(fixtures, "project"),
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return JSON.parse(output);
}

describe("declarations without doc comments", () => {
  test("hold the same code as with them", () => {
    const require = createRequire(import.meta.url);
    const compiler = createRequire(require.resolve("tslab/dist/converter.js"))("@tslab/typescript-for-tslab");
    const folder = join(require.resolve("@types/node/package.json"), "..");
    const files: string[] = compiler.sys.readDirectory(folder, [".d.ts"]);
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      expect(code(compiler, text.replace(/\/\*\*[\s\S]*?\*\//g, "")) === code(compiler, text), file).toBe(
        true,
      );
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a compiler that has no types here
function code(compiler: any, text: string): string {
  const file = compiler.createSourceFile("x.d.ts", text, 99, false);
  return compiler.createPrinter({ removeComments: true }).printFile(file);
}
