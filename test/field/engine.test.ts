// Field: what people write in cells, and what they bring as a notebook: it runs, or one line says what to do.
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FieldProject, fieldProject, fixtures, type Outcome } from "./field.js";

const good = {
  "k01-local-ts": ["42", "tiny"],
  "k01b-local-ts-ext": ["42"],
  "k01c-readfile": ["4"],
  "k02-npm": ["1"],
  "k02b-npm-esm": ["3"],
  "k03-await": ["late"],
  "k03b-interval": ["true"],
  "k04-classes": ["sq 9", "sq 16"],
  "k04b-decorators": ["1"],
  "k07-nb40-noids": ["1"],
  "k08-dup-ids": ["2"],
  "k09-crlf": ["3 1"],
  "k10-bom": ["3 1"],
  "k11c-zero-cells": [],
  "k11d-blank-cell": [],
  "k12 name with spaces": ["1"],
  "k13-params": ["64"],
  "c13b-error-ok": ["bad thing", "after"],
} as const;

/** What each says; the remedy is part of it. */
const refused = {
  "k04c-jsx": /k04c-jsx, cell 2, line 2.*JSX.*write it as a text/,
  "k04d-using": /k04d-using, cell 2, line 1.*newer syntax such as `using` is not known/,
  "k04e-require": /k04e-require, cell 2.*import\.meta.*use process\.cwd\(\)/,
  "k05-python": /k05-python\.ipynb: kernel "tslab" is needed as the engine.*got "python3"; choose TypeScript/,
  "k06-nbformat3": /k06-nbformat3\.ipynb: nbformat 4 is needed, got 3; open and save/,
  "k10b-utf16": /k10b-utf16\.ipynb: UTF-8 is needed.*UTF-16.*save it as UTF-8/,
  "k11-badjson": /k11-badjson\.ipynb: not JSON/,
  "k11b-empty": /k11b-empty\.ipynb: the file is empty/,
  "c13-error": /c13-error, cell 2, line 1:7: Error: bad thing/,
} as const;

const quoted = "k12c-quote's & <x>#1%20";
let project: FieldProject;
let build: Outcome;

beforeAll(() => {
  const names = readdirSync(join(fixtures, "notebooks")).map((name) => name.replace(/\.ipynb$/, ""));
  const present = [...Object.keys(good), ...Object.keys(refused)].filter((name) => names.includes(name));
  project = fieldProject({ notebooks: present, packages: ["yaml", "p-limit", "yocto-queue"] });
  // A name that git does not carry on every system.
  project.write(
    `notebooks/${quoted}.ipynb`,
    readFileSync(join(project.folder, "notebooks/k07-nb40-noids.ipynb")),
  );
  cpSync(
    join(project.folder, "notebooks/k07-nb40-noids.ipynb"),
    join(project.folder, "notebooks/größe-模型.ipynb"),
  );
  build = project.flopbook("build", "--to", "html");
}, 120_000);
afterAll(() => project?.remove());

/** The text of the outputs of a page, without the code. */
function outputs(name: string): string {
  return project
    .html(name)
    .replace(/<details[\s\S]*?<\/details>/g, "")
    .replace(/<[^>]+>/g, " ");
}

describe("a notebook that is right", () => {
  test.each(Object.entries(good))("%s runs and shows %j", (name, shown) => {
    expect(build.err).toContain(`ok ${name}  `);
    for (const text of shown) expect(outputs(name)).toContain(text);
  });
  test.each([quoted, "größe-模型"])("has any name: %s", (name) => {
    expect(build.err).toMatch(new RegExp(`^ok ${name.replace(/[^\w ]/g, ".")}  `, "m"));
    expect(project.html(name)).toContain("</html>");
  });
});

describe("a notebook that cannot be built", () => {
  test("fails the build and no other notebook", () => expect(build.code).toBe(1));
  test.each(Object.entries(refused))("%s is told in a line", (name, line) => {
    expect(build.err).toContain(`FAILED ${name}`);
    expect(build.err).toMatch(line);
    expect(build.err).not.toMatch(/\n\s+at .*\.js:\d/);
  });
});

describe("a parameter", () => {
  const wrong = (...words: string[]) => project.flopbook("build", "k13-params", "--to", "html", ...words);
  test("of a wrong type is a usage error that names it", () => {
    const { code, err } = wrong("-P", "batch=many");
    expect(code).toBe(2);
    expect(err).toContain('flopbook: -P batch: a number is expected (k13-params), got "many"');
  });
  test("that is a list is refused", () => {
    const { code, err } = wrong("-P", "list=[1]");
    expect(code).toBe(2);
    expect(err).toMatch(/-P list: no notebook declares this parameter/);
  });
  test("from a file with a wrong type is refused, too", () => {
    project.write("p.yml", "flags: maybe\n");
    const { code, err } = wrong("--params", "p.yml");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("-P flags: true or false is expected"),
    });
  });
});

test("stored outputs are shown only when asked for, with a word about where they come from", () => {
  const stored = JSON.parse(readFileSync(join(fixtures, "notebooks/k07-nb40-noids.ipynb"), "utf8"));
  const code = stored.cells.find((cell: { cell_type: string }) => cell.cell_type === "code");
  code.outputs = [{ output_type: "stream", name: "stdout", text: ["kept ", "text\n"] }];
  project.write("notebooks/kept.ipynb", JSON.stringify(stored));
  const ran = project.flopbook("build", "kept", "--to", "html");
  expect(ran.code).toBe(0);
  expect(outputs("kept")).not.toContain("kept text");
  const unrun = project.flopbook("build", "kept", "--to", "html", "--no-execute");
  expect(unrun).toMatchObject({ code: 0 });
  expect(outputs("kept")).toContain("kept text");
  expect(project.html("kept")).toMatch(/as the notebook.{1,6}s file held them; this build ran no cell/);
  expect(project.html("kept")).toContain("flopbook build notebooks/kept.ipynb --no-execute");
  expect(JSON.parse(project.read("reports/manifest.json")).reports.kept.outputsFrom).toBe("file");
  expect(project.flopbook("verify", "kept")).toMatchObject({ code: 0 });
  rmSync(join(project.folder, "notebooks/kept.ipynb"));
});
