// A hash of the code that a notebook's outputs depend on besides its own: packages, engine, lock file.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../disk/hash.js";
import { rememberedHash } from "./cache.js";
import { keptByStamps } from "./stamps.js";

const engineFolder = dirname(fileURLToPath(import.meta.url));

/** Our own folder, in which package.json lies, and the part of it that programs load. */
const ownRoot = dirname(dirname(engineFolder));
const bundle = join(ownRoot, "dist", "bundle");

/** Parts of flopbook's own dist that no notebook can reach through its index. */
const reportHalf = new Set(["cli", "report", "notebook", "client"]);

/**
 * A hash over what code in `folder` may load: the installed packages (by the package manager's own record), every
 * imported package that is linked rather than installed (by its files), and the engine. `sources` are cell texts.
 */
export function codeFingerprint(folder: string, sources: readonly string[], engineVersion: string): string {
  const imported = importedPackages(sources);
  const linked = imported.flatMap((name) => linkedPackage(folder, name) ?? []);
  const files = linked.flatMap((root) => (root === ownRoot ? loadedByPrograms() : codeFiles(root, root)));
  const local = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.(?:[cm]?[jt]sx?|json)$/.test(name))
    : [];
  const parts = [
    engineVersion,
    engineFingerprint(),
    installedRecord(folder),
    ...imported.map((name) => packageRecord(folder, name)),
    local.sort().join("\n"),
    ...files.map((path) => rememberedHash(path)),
  ];
  return sha256(parts.join("\n\n"));
}

/**
 * A hash over everything that our own cost half computes with: its compiled modules, the installed packages, the
 * version of Node. Undefined when that code runs from its sources, or no package manager wrote down what is installed.
 * With a cache folder it is kept there, and the modules are read again when the stamp of any of them has moved.
 */
export function ownFingerprint(cacheFolder?: string): string | undefined {
  const dist = dirname(engineFolder);
  const installed = installedRecord(ownRoot);
  if (basename(dist) !== "dist" || installed === "none") return undefined;
  const modules = codeFiles(dist, ownRoot).filter(
    (path) => path.endsWith(".js") && !path.startsWith(join(bundle, sep)),
  );
  const code = keptByStamps(cacheFolder, modules, () =>
    sha256(modules.map((path) => `${relative(dist, path)} ${rememberedHash(path)}`).join("\n")),
  );
  return sha256([process.version, process.arch, installed, code].join("\n"));
}

/** A hash over what reads notebooks: our engine, and the installed packages that it reads with. */
export function readerFingerprint(): string {
  return sha256([installedRecord(ownRoot), engineFingerprint()].join("\n"));
}

let engineHash: string | undefined;

/** Made once a process: it runs the code that it found when it started. */
function engineFingerprint(): string {
  engineHash ??= sha256(
    codeFiles(engineFolder, engineFolder)
      .map((path) => rememberedHash(path))
      .join("\n"),
  );
  return engineHash;
}

/**
 * What `import "flopbook"` leads to, code and declarations: the doors bundled for programs. A program that reads
 * another of our files has it among the files found in use, whose hashes are looked at as well.
 */
function loadedByPrograms(): readonly string[] {
  return existsSync(bundle) ? codeFiles(bundle, ownRoot) : [];
}

/** Fingerprints made in one go: notebooks of a folder that import the same packages have one. */
export function fingerprints(engineVersion: string): (folder: string, sources: readonly string[]) => string {
  const made = new Map<string, string>();
  return (folder, sources) => {
    const key = JSON.stringify([folder, importedPackages(sources)]);
    const known = made.get(key) ?? codeFingerprint(folder, sources, engineVersion);
    made.set(key, known);
    return known;
  };
}

function importedPackages(sources: readonly string[]): readonly string[] {
  const names = new Set<string>(["flopbook"]);
  for (const source of sources)
    for (const match of source.matchAll(/(?:from|import|require)\s*\(?\s*["']([^"'./][^"']*)["']/g)) {
      const parts = (match[1] ?? "").split("/");
      names.add(parts[0]?.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? ""));
    }
  return [...names].sort();
}

/** Whether a package is there, and which: what was put there by hand is in no package manager's record. */
function packageRecord(folder: string, name: string): string {
  const found = packageFolder(folder, name);
  const description = found === undefined ? undefined : join(found, "package.json");
  return description !== undefined && existsSync(description) ? rememberedHash(description) : `no ${name}`;
}

/** The real folder of a package that lies outside node_modules: a workspace link, or flopbook itself. */
function linkedPackage(folder: string, name: string): string | undefined {
  const found = packageFolder(folder, name);
  const real = found === undefined ? undefined : realpathSync(found);
  return real?.includes(`${sep}node_modules${sep}`) ? undefined : real;
}

function packageFolder(folder: string, name: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const candidate = join(place, "node_modules", name);
    if (existsSync(candidate)) return candidate;
    if (dirname(place) === place) return undefined;
  }
}

/** Compiled code and declarations of a package, sorted; without sources, tests and flopbook's report half. */
function codeFiles(folder: string, root: string): readonly string[] {
  const dist = join(root, "dist");
  const start = folder === root && existsSync(dist) ? dist : folder;
  return readdirSync(start, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(start, entry.name);
      if (entry.isDirectory()) {
        const skipped = entry.name === "node_modules" || entry.name.startsWith(".");
        return skipped || (start === dist && reportHalf.has(entry.name)) ? [] : codeFiles(path, root);
      }
      return entry.isFile() && /\.(?:[cm]?[jt]s|json)$/.test(entry.name) ? [path] : [];
    });
}

/** What the package manager wrote down about the installed packages, nearest first. */
function installedRecord(folder: string): string {
  const records = [
    "node_modules/.package-lock.json",
    "node_modules/.pnpm/lock.yaml",
    "node_modules/.yarn-state.yml",
  ];
  for (let place = folder; ; place = dirname(place)) {
    const found = records.map((record) => join(place, record)).find((path) => existsSync(path));
    if (found !== undefined) return rememberedHash(found);
    if (dirname(place) === place) return "none";
  }
}
