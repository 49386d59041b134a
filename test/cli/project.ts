// A small project in a temporary folder for tests of the command line, with the repository's packages.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");
const main = join(repository, "dist", "cli", "main.js");

/** A project to run `flopbook` in. */
export interface TrialProject {
  readonly folder: string;
  readonly flopbook: (...words: string[]) => { code: number | null; out: string; err: string };
  /** Starts without waiting. */
  readonly start: (...words: string[]) => ReturnType<typeof spawn>;
  readonly write: (path: string, text: string) => void;
  /** Writes notebooks/<name>.ipynb with these code cells; a cell may carry tags. */
  readonly notebook: (name: string, cells: readonly (string | readonly [string, ...string[]])[]) => void;
  readonly remove: () => void;
}

export function trialProject(): TrialProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-project-")));
  mkdirSync(join(folder, "notebooks"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  write("package.json", '{ "name": "trial", "private": true }\n');
  const env = { ...process.env, NO_COLOR: "1", CI: "1", FLOPBOOK_DEBUG: "" };
  return {
    folder,
    write,
    flopbook: (...words) => {
      const ran = spawnSync(process.execPath, [main, ...words], { cwd: folder, encoding: "utf8", env });
      return { code: ran.status, out: ran.stdout, err: ran.stderr };
    },
    start: (...words) => spawn(process.execPath, [main, ...words], { cwd: folder, env }),
    notebook: (name, cells) => write(join("notebooks", `${name}.ipynb`), notebookText(cells)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function notebookText(cells: readonly (string | readonly [string, ...string[]])[]): string {
  const frontMatter = ["---\n", "title: A trial\n", "date: 2026-01-31\n", "---\n"];
  const code = cells.map((cell, at) => {
    const [source, ...tags] = typeof cell === "string" ? [cell] : cell;
    const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const metadata = tags.length > 0 ? { tags } : {};
    return {
      cell_type: "code",
      execution_count: null,
      id: `c${at + 1}`,
      metadata,
      outputs: [],
      source: lines,
    };
  });
  const head = { cell_type: "raw", id: "head", metadata: {}, source: frontMatter };
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  return `${JSON.stringify({ cells: [head, ...code], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}
