// Where things are in a project: its root, its notebooks, their baselines.
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { FlopbookError, suggestion } from "../ground/errors.js";

/** A folder with notebooks/ in it; paths are absolute. */
export interface Project {
  readonly root: string;
  readonly notebooks: string;
  readonly reports: string;
}

/** The project around `cwd`: the nearest folder upward that has `notebooks/` or a `package.json`, else `cwd` itself. */
export function projectAround(cwd: string): Project {
  let root = cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "notebooks")) || existsSync(join(folder, "package.json"))) {
      root = folder;
      break;
    }
    if (folder === dirname(folder)) break;
  }
  return { root, notebooks: join(root, "notebooks"), reports: join(root, "reports") };
}

/** Every notebook of the project, sorted by name; empty when it has none. */
export function projectNotebooks(project: Project): string[] {
  if (!existsSync(project.notebooks)) return [];
  return readdirSync(project.notebooks)
    .filter((file) => file.endsWith(".ipynb") && !file.startsWith("."))
    .sort()
    .map((file) => join(project.notebooks, file));
}

/**
 * The notebooks that `names` mean: files, or names in notebooks/ with or without `.ipynb`; no names means all.
 * Throws a usage error for an unknown name, with the nearest ones.
 */
export function chosenNotebooks(project: Project, cwd: string, names: readonly string[]): string[] {
  const known = projectNotebooks(project);
  if (names.length > 0) return [...new Set(names.map((name) => notebookNamed(known, cwd, name)))];
  if (known.length === 0)
    throw new FlopbookError(
      `notebooks: none found in ${relative(cwd, project.notebooks) || "."}; name a notebook file, or run this in a project`,
      { exitCode: 2 },
    );
  return known;
}

/** True when `name` means a notebook of the project or a notebook file. */
export function isNotebookName(project: Project, name: string): boolean {
  return name.endsWith(".ipynb") || projectNotebooks(project).some((path) => notebookName(path) === name);
}

/** "notebooks/x.ipynb" -> "x". */
export function notebookName(path: string): string {
  return basename(path, ".ipynb");
}

/** "notebooks/x.ipynb" -> "notebooks/x.baseline.json". */
export function baselinePath(notebook: string): string {
  return join(dirname(notebook), `${notebookName(notebook)}.baseline.json`);
}

function notebookNamed(known: readonly string[], cwd: string, name: string): string {
  const file = resolve(cwd, name);
  if (name.endsWith(".ipynb") && existsSync(file)) return file; // what is no file is told when it is read
  const byName = known.find((path) => notebookName(path) === name || basename(path) === name);
  if (byName !== undefined) return byName;
  const near = suggestion(notebookName(name), known.map(notebookName));
  throw new FlopbookError(`notebook: none called "${name}"${near || "; `flopbook list` shows all"}`, {
    exitCode: 2,
  });
}
