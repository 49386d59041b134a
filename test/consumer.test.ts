// What a notebook's compiler makes of our declarations: TypeScript 5.0.4, strict off, Node10 resolution, as in tslab.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const fixtures = join(import.meta.dirname, "fixtures", "consumer");
const file = (name: string) => join(fixtures, name);

/** tslab's options, except that declarations are checked too, and none of Node's may be needed. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  lib: ["lib.es2022.d.ts"],
  types: [],
  strict: false,
  skipLibCheck: false,
  noEmit: true,
};

interface Problem {
  readonly line: number;
  readonly message: string;
}

function problems(name: string, strict = false): readonly Problem[] {
  const program = ts.createProgram([file(name)], { ...options, strict });
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => ({
    line: 1 + (diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? -1),
    message: `${diagnostic.file?.fileName.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`,
  }));
}

describe("a consumer under TypeScript 5.0.4 with Node10 resolution", () => {
  beforeAll(() => {
    expect(ts.version).toBe("5.0.4");
    expect(existsSync(join(root, "dist", "index.d.ts")), "dist/ is missing; run npm run build").toBe(true);
  });

  it("parses declarations of at most half the size that they had in 365 files, 1.25 MB", () => {
    const bytes = readFileSync(join(root, "dist", "bundle", "declarations.d.ts")).length;
    expect(bytes).toBeGreaterThan(300_000);
    expect(bytes).toBeLessThan(625_000);
  });

  it("compiles what is right, declarations included, strict or not", () => {
    expect(problems("good.ts")).toEqual([]);
    expect(problems("good.ts", true)).toEqual([]);
  });

  it("writes a layer of its own in one file", () => {
    expect(problems("own-layer.ts")).toEqual([]);
    expect(problems("own-layer.ts", true)).toEqual([]);
  });

  it("finds the types of every door", () => {
    expect(problems("doors.ts")).toEqual([]);
    expect(problems("doors.ts", true)).toEqual([]);
  });

  it("is told of every mistake, and of nothing else", () => {
    const expected = readFileSync(file("bad.ts"), "utf8")
      .split("\n")
      .flatMap((line, i) => {
        const [, message] = /\/\/! (.*)$/.exec(line) ?? [];
        return message === undefined ? [] : [{ line: i + 1, message }];
      });
    const found = problems("bad.ts");
    expect(found.map(({ line }) => line)).toEqual(expected.map(({ line }) => line));
    for (const [i, { message }] of expected.entries()) expect(found[i]?.message).toContain(message);
  });

  it("sees no type of another library", () => {
    const program = ts.createProgram([file("good.ts")], options);
    const foreign = program
      .getSourceFiles()
      .map(({ fileName }) => fileName.replaceAll("\\", "/"))
      .filter((name) => name.includes("/node_modules/") && !name.includes("typescript-for-tslab/lib/lib."));
    expect(foreign).toEqual([]);
  });
});
