// Where flopbook and the packages beside it are installed, and which version of each.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** flopbook's own folder: the one with its package.json, templates/ and dist/. */
export const flopbookFolder: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The folder of an installed package, searched upward from flopbook's own as Node would; undefined when absent. */
export function packageFolder(name: string, home = flopbookFolder): string | undefined {
  for (let folder = home; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The version of an installed package; "none" when it is absent. */
export function packageVersion(name: string, home = flopbookFolder): string {
  const folder = packageFolder(name, home);
  return folder === undefined ? "none" : String(packageJson(folder).version);
}

/** What a package says of itself. */
export function packageJson(folder: string): { version?: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof packageJson>;
}
