// Field cases: inputs as people bring them, built by the command line in a project of a user's own.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
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

const repository = join(import.meta.dirname, "..", "..");
const main = join(repository, "dist", "cli", "main.js");

/** Where the cases lie: notebooks/, faults/, models/. */
export const fixtures: string = join(import.meta.dirname, "fixtures");

/** False where poppler-utils are missing: what is read back from a PDF is then left unread. */
export const hasPoppler: boolean = spawnSync("pdftotext", ["-v"]).error === undefined;

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A user's project: its own package.json, this library in node_modules, and nothing else that we depend on. */
export interface FieldProject {
  readonly folder: string;
  /** Runs `flopbook` in the project. */
  readonly flopbook: (...words: readonly string[]) => Outcome;
  /** Writes a file of the project; folders are made. */
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** Text of a file of the project; "" where there is none. */
  readonly read: (path: string) => string;
  /** Text of `reports/<name>.html`; "" where there is none. */
  readonly html: (name: string) => string;
  /** What pdftotext reads in `reports/<name>.pdf`, lines as they lie on the page. */
  readonly words: (name: string) => string;
  /** The same words with their places, as XHTML. */
  readonly boxes: (name: string) => string;
  /** What another poppler program prints of `reports/<name>.pdf`. */
  readonly pdf: (program: "pdffonts" | "pdfinfo" | "pdfimages", name: string, ...options: string[]) => string;
  readonly remove: () => void;
}

export interface FieldOptions {
  /** Notebooks of fixtures/notebooks by name, copied with every file that is no notebook. */
  readonly notebooks?: readonly string[];
  /** Notebooks of fixtures/faults by name. */
  readonly faults?: readonly string[];
  /** Packages of this repository's node_modules that the user has installed too, such as "@fontsource/noto-sans-sc". */
  readonly packages?: readonly string[];
}

/** A fresh project with these cases. Call `remove` when done. */
export function fieldProject(options: FieldOptions = {}): FieldProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-field-")));
  const notebooks = join(folder, "notebooks");
  cpSync(join(fixtures, "notebooks"), notebooks, {
    recursive: true,
    filter: (path) => !path.endsWith(".ipynb"),
  });
  for (const name of options.notebooks ?? [])
    cpSync(join(fixtures, "notebooks", `${name}.ipynb`), join(notebooks, `${name}.ipynb`));
  for (const name of options.faults ?? [])
    cpSync(join(fixtures, "faults", `${name}.ipynb`), join(notebooks, `${name}.ipynb`));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  for (const name of ["flopbook", ...(options.packages ?? [])]) {
    const place = join(folder, "node_modules", name);
    mkdirSync(join(place, ".."), { recursive: true });
    symlinkSync(name === "flopbook" ? repository : join(repository, "node_modules", name), place);
  }
  const report = (name: string, ending: string) => join(folder, "reports", `${name}.${ending}`);
  const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return {
    folder,
    flopbook: (...words) => outcome(spawnSync(process.execPath, [main, ...words], commandOptions(folder))),
    write: (path, content) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    read: (path) => read(join(folder, path)),
    html: (name) => read(report(name, "html")),
    words: (name) => outcome(poppler("pdftotext", "-layout", report(name, "pdf"), "-")).out,
    boxes: (name) => outcome(poppler("pdftotext", "-bbox", report(name, "pdf"), "-")).out,
    pdf: (program, name, ...rest) => outcome(poppler(program, ...rest, report(name, "pdf"))).out,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The same project, built: every notebook in one run, as `flopbook build` does. */
export function builtField(
  options: FieldOptions & { readonly to?: "html" | "html,pdf" },
): FieldProject & { readonly build: Outcome } {
  const project = fieldProject(options);
  return { ...project, build: project.flopbook("build", "--to", options.to ?? "html,pdf") };
}

function commandOptions(cwd: string) {
  const env = { ...process.env, NO_COLOR: "1", CI: "1", FLOPBOOK_DEBUG: "" };
  return { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 } as const;
}

function poppler(program: string, ...words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function outcome({ status, stdout, stderr }: SpawnSyncReturns<string>): Outcome {
  return { code: status, out: stdout, err: stderr };
}
