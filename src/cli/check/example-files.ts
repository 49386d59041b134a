// Where the worked examples of a check lie: files that the project names or has in their places, and files named to it.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import type { Project } from "../project.js";
import { isShipped, shippedFile } from "./shipped.js";

const endings = /\.(json|[cm]?[jt]s)$/;

/** True for a word that names a file of examples rather than an example. */
export function isExamplesFile(word: string): boolean {
  return endings.test(word);
}

/**
 * The example files that `check` finds without being told: those of `"flopbook": { "examples": [...] }` in the
 * project's `package.json`, in that order; then `flopbook.examples.json` (or `.ts`) in its root, and every
 * `<name>.examples.json` (or `.ts`) in its folder `examples/`, sorted. Errors when the setting is no list of files.
 */
export function projectExampleFiles({ root }: Project): string[] {
  const inPlace = [root, join(root, "examples")].flatMap((folder) => {
    const wanted = folder === root ? /^flopbook\.examples\.(json|ts)$/ : /^[^.].*\.examples\.(json|ts)$/;
    const files = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
    return files.filter((file) => wanted.test(file)).map((file) => join(folder, file));
  });
  return [...new Set([...configured(root).map((file) => resolve(root, file)), ...inPlace])];
}

/** The same, and the examples that ship with flopbook where `all` asks for them. */
export function exampleFiles(project: Project, all: boolean): string[] {
  const files = projectExampleFiles(project);
  return all && !files.some(isShipped) ? [...files, shippedFile] : files;
}

function configured(root: string): readonly string[] {
  const path = join(root, "package.json");
  if (!existsSync(path)) return [];
  let examples: unknown;
  try {
    const json = JSON.parse(readFileSync(path, "utf8")) as { flopbook?: { examples?: unknown } } | null;
    examples = json?.flopbook?.examples;
  } catch {
    return []; // whoever needs that file says what is wrong with it
  }
  if (examples === undefined) return [];
  if (Array.isArray(examples) && examples.every((file) => typeof file === "string" && endings.test(file)))
    return examples;
  throw new FlopbookError(
    `package.json: flopbook.examples must be a list of .json, .js or .ts files, got ${JSON.stringify(examples)}`,
    { exitCode: 2 },
  );
}

/** Absolute paths of named files. Throws a usage error for one that is not there. */
export function namedExampleFiles(names: readonly string[], cwd: string): string[] {
  return names.map((name) => {
    const path = resolve(cwd, name);
    if (existsSync(path) && statSync(path).isFile()) return path;
    throw new FlopbookError(
      `examples: no file "${relative(cwd, path)}"; name a .json or .ts file of examples`,
      {
        exitCode: 2,
      },
    );
  });
}
