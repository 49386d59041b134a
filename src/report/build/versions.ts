// Where installed packages are and which version each has: what the manifest records and the page cache keys on.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Packages whose version can move a byte of a page or a PDF; tslab's TypeScript compiles the cells. */
const shapingPackages = {
  tslab: "tslab",
  typescript: "@tslab/typescript-for-tslab",
  vega: "vega",
  "vega-lite": "vega-lite",
  "vega-interpreter": "vega-interpreter",
  "canvaskit-wasm": "canvaskit-wasm",
  "image-size": "image-size",
  katex: "katex",
  "markdown-it": "markdown-it",
  "markdown-it-attrs": "markdown-it-attrs",
  "markdown-it-container": "markdown-it-container",
  "markdown-it-deflist": "markdown-it-deflist",
  "markdown-it-footnote": "markdown-it-footnote",
  mathjs: "mathjs",
  shiki: "shiki",
  puppeteer: "puppeteer",
} as const;

/** flopbook's own folder: the one with its package.json, templates/ and dist/. */
export const flopbookFolder: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** The folder of an installed package, searched upward from flopbook's own as Node would; undefined when absent. */
export function packageFolder(name: string): string | undefined {
  for (let folder = flopbookFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The version of an installed package; "none" when it is absent. */
export function packageVersion(name: string): string {
  const folder = packageFolder(name);
  return folder === undefined ? "none" : versionIn(folder);
}

/** Versions of flopbook and of everything that shapes a byte of a page, by name, sorted. */
export function toolVersions(): Readonly<Record<string, string>> {
  const versions = Object.entries(shapingPackages).map(
    ([name, pack]) => [name, packageVersion(pack)] as const,
  );
  return Object.fromEntries(
    [["flopbook", versionIn(flopbookFolder)] as const, ...versions].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}
