// Which version of each tool shapes a page: what the manifest records and the page cache keys on.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileHash, folderHash, sha256 } from "../../disk/hash.js";
import { flopbookFolder, packageFolder, packageJson, packageVersion } from "../installed.js";

/** Dependencies that touch no page (the browser, of which a PDF tells itself); any other, and any new one, is a tool. */
const besideThePage = ["@sparticuz/chromium", "commander", "junit-report-builder", "p-limit", "picocolors"];

/** The compiler inside tslab, which compiles the cells. */
const compiler = "@tslab/typescript-for-tslab";

/** Versions of flopbook and of everything that shapes a byte of a page, by name, sorted. */
export function toolVersions(home = flopbookFolder): Readonly<Record<string, string>> {
  const { version, dependencies } = packageJson(home);
  const names = Object.keys(dependencies ?? {}).filter((name) => !besideThePage.includes(name));
  const versions = names.map((name) => [name, packageVersion(name, home)] as const);
  const own = [
    ["flopbook", String(version)],
    ["typescript", packageVersion(compiler, home)],
  ] as const;
  return Object.fromEntries([...own, ...versions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A hash of the libraries that shape a page: what the package manager wrote down about all that is installed, the
 * file by which each of ours begins, and the content of what goes into pages as it is, KaTeX's styles and fonts.
 */
export function librariesHash(home = flopbookFolder): string {
  const begin = createRequire(join(home, "index.js"));
  const entries = Object.keys(toolVersions(home)).map((name) => {
    try {
      return `${name} ${fileHash(begin.resolve(name))}`;
    } catch {
      return name; // a package for the browser, or only types: its version stands for it
    }
  });
  const katex = packageFolder("katex", home);
  const styles =
    katex === undefined ? "" : folderHash(join(katex, "dist"), (path) => /\.(?:css|woff2)$/.test(path));
  const installed = fileHash(join(home, "node_modules", ".package-lock.json")) ?? "none";
  return sha256(JSON.stringify([toolVersions(home), installed, entries, styles]));
}
