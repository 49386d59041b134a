// A project in a temporary folder with real notebooks, built by the real command line in a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A cell of a trial notebook: prose, or code. */
export type TrialCell = readonly ["markdown" | "code" | "raw", string];

/** Front matter of a trial notebook. */
export const front: TrialCell = ["raw", "---\ntitle: A trial\ndate: 2026-11-21\nauthor: Someone\n---"];

/** Code of a cell whose last value shows itself as the given MIME bundle. */
export function showing(name: string, bundle: object): TrialCell {
  const display = `[Symbol.for("Jupyter.display")]: () => (${JSON.stringify(bundle)})`;
  return ["code", `const ${name} = { ${display} };\n${name}`];
}

/** What a process said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** The folder, with a temporary folder of its own beside it that must be empty when all is over. */
export class TrialProject {
  readonly home: string;
  readonly root: string;
  readonly temporary: string;

  constructor(name = "project") {
    this.home = mkdtempSync(join(tmpdir(), "flopbook-trial-"));
    this.root = join(this.home, name);
    this.temporary = join(this.home, "tmp");
    mkdirSync(join(this.root, "notebooks"), { recursive: true });
    mkdirSync(this.temporary);
  }

  write(name: string, cells: readonly TrialCell[]): void {
    const notebook = {
      cells: cells.map(([cell_type, source], index) => {
        const code = cell_type === "code" ? { execution_count: null, outputs: [] } : {};
        return { cell_type, id: `c${index}`, metadata: {}, source, ...code };
      }),
      metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" } },
      ...{ nbformat: 4, nbformat_minor: 5 },
    };
    writeFileSync(join(this.root, "notebooks", `${name}.ipynb`), JSON.stringify(notebook));
  }

  /** Starts `flopbook` as the leader of a process group, so that its children can be told from others. */
  start(
    words: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    before: readonly string[] = [],
  ): ChildProcess {
    const [command = process.execPath, ...args] = [...before, process.execPath, main, ...words];
    return spawn(command, args, {
      cwd: this.root,
      detached: true,
      env: { ...process.env, TMPDIR: this.temporary, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  run(
    words: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    before: readonly string[] = [],
  ): Promise<Ended> {
    return ended(this.start(words, environment, before));
  }

  /** Every file of the reports with its bytes. */
  reports(): Map<string, Buffer> {
    const folder = join(this.root, "reports");
    return new Map(
      readdirSync(folder)
        .sort()
        .map((file) => [file, readFileSync(join(folder, file))]),
    );
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Waits for a process; `heard` is told all that it has said so far whenever it says more. */
export function ended(child: ChildProcess, heard: (said: string) => void = () => {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => {
        said += chunk;
        heard(said);
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}
