import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectFile } from "../../src/report/project-file.js";

const home = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-files-")));
const root = join(home, "project");
const folder = join(root, "notebooks");
mkdirSync(folder, { recursive: true });
writeFileSync(join(home, "secret.csv"), "secret");
writeFileSync(join(root, "shared.csv"), "shared");
writeFileSync(join(folder, "own name.csv"), "own");
symlinkSync(join(home, "secret.csv"), join(folder, "leaving.csv"));
symlinkSync(home, join(folder, "up"));
symlinkSync(join(root, "shared.csv"), join(folder, "staying.csv"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const read: string[] = [];
const recorded = (path: string) => {
  read.push(path);
  return readFileSync(path);
};
const files = { folder, root, readFile: recorded };
const textOf = (address: string) => new TextDecoder().decode(projectFile(address, files));

test("files beside the notebook, above it in the project and behind links within it are read", () => {
  expect(textOf("own%20name.csv")).toBe("own");
  expect(textOf("own name.csv")).toBe("own");
  expect(textOf("../shared.csv")).toBe("shared");
  expect(textOf("staying.csv")).toBe("shared");
  expect(read.at(-1)).toBe(join(folder, "staying.csv")); // by the name that the notebook gave: the manifest's input
});

test.each(["../../secret.csv", "leaving.csv", "up/secret.csv", "..%2f..%2fsecret.csv", ".."])(
  "%s is not read: it lies outside the project, or nowhere",
  (address) => {
    const before = read.length;
    expect(() => projectFile(address, files)).toThrow(
      /^.*: (?:lies outside the project; copy it|cannot be read; check)/,
    );
    expect(read.slice(before).filter((path) => path.includes("secret"))).toEqual([]);
  },
);

test("an absolute path is refused, a missing file and a folder are told", () => {
  expect(() => textOf(join(root, "shared.csv"))).toThrow(
    /the path is absolute; write it relative to the notebook/,
  );
  expect(() => textOf("none.csv")).toThrow(/^none\.csv: cannot be read; check the path/);
  expect(() => projectFile("../notebooks/../../project/notebooks", { ...files, folder: root })).toThrow(
    /cannot be read/,
  );
});
