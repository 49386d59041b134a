// The worked examples of a check: the built-in ones, the project's own, and files that were named.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { FlopbookError } from "../../errors.js";
import type { Project } from "../project.js";

const endings = /\.(json|[cm]?[jt]s)$/;

/** True for a word that names a file of examples rather than an example. */
export function isExamplesFile(word: string): boolean {
  return endings.test(word);
}

/**
 * The example files that `check` finds without being told: `flopbook.examples.json` (or `.ts`) in the project's root,
 * and every `<name>.examples.json` (or `.ts`) in its folder `examples/`; sorted.
 */
export function projectExampleFiles({ root }: Project): string[] {
  return [root, join(root, "examples")].flatMap((folder) => {
    const wanted = folder === root ? /^flopbook\.examples\.(json|ts)$/ : /^[^.].*\.examples\.(json|ts)$/;
    const files = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
    return files.filter((file) => wanted.test(file)).map((file) => join(folder, file));
  });
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
