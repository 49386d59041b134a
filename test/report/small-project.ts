// A project in a temporary folder with stand-ins for the kernel and the page, so that builds take milliseconds.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { sha256 } from "../../src/disk/hash.js";
import { isFileState, stateOf } from "../../src/disk/state.js";
import { mimeType } from "../../src/ground/mime.js";
import type { CellError, ExecutedNotebook, Notebook } from "../../src/notebook/notebook.js";
import { type BuildOptions, buildReports } from "../../src/report/edition/build.js";
import type { Page, PageOrder, Steps } from "../../src/report/edition/steps.js";
import type { Printer } from "../../src/report/pdf/chrome.js";
import type { Problem } from "../../src/report/problem.js";
import { machine } from "./machine.js";
import { samplePage, twoSections } from "./sample-page.js";

/** What a notebook of the small project says: its file is this as JSON. */
export interface SmallNotebook {
  readonly text: string;
  readonly value?: number;
  readonly date?: string;
  /** Message of a cell that fails. */
  readonly fails?: string;
  readonly problem?: Problem["severity"];
  /** File beside the notebook that the page shows. */
  readonly picture?: string;
  /** Files that the cells read, relative to the project. */
  readonly reads?: readonly string[];
}

/** A printer that prints a page once and then gives the same PDF again: tests print the same few pages. */
export function remembering(printer: Printer): Printer {
  const known = new Map<string, Promise<Uint8Array>>();
  const print: Printer["print"] = (html, paper) => {
    const pdf = known.get(paper + html) ?? printer.print(html, paper);
    known.set(paper + html, pdf);
    return pdf;
  };
  return { ...printer, print };
}

/** A project, and a count of the work done in it. */
export class SmallProject {
  readonly root = mkdtempSync(join(tmpdir(), "flopbook-project-"));
  readonly reports = join(this.root, "reports");
  readonly did = { executed: 0, rendered: 0, printed: 0 };
  printer: () => Promise<Printer>;

  constructor(printer: Printer) {
    this.printer = async () => printer;
    mkdirSync(join(this.root, "notebooks"));
    mkdirSync(join(this.root, "templates", "default"), { recursive: true });
    writeFileSync(join(this.root, "templates", "default", "page.html"), "layout");
  }

  write(name: string, notebook: SmallNotebook): string {
    const path = join(this.root, "notebooks", `${name}.ipynb`);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, JSON.stringify(notebook));
    return path;
  }

  report(file: string): string {
    return readFileSync(join(this.reports, file), "latin1");
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  options(names: readonly string[], more: Partial<BuildOptions> = {}): BuildOptions {
    return {
      root: this.root,
      notebooks: names.map((name) => join(this.root, "notebooks", `${name}.ipynb`)),
      complete: true,
      formats: ["html", "pdf"],
      outputFolder: this.reports,
      useCache: true,
      effects: machine(this.root),
      steps: this.steps(),
      ...more,
    };
  }

  /** Builds, and says beside the result what work it took. */
  async build(names: readonly string[], more: Partial<BuildOptions> = {}) {
    Object.assign(this.did, { executed: 0, rendered: 0, printed: 0 });
    return buildReports(this.options(names, more));
  }

  private steps(): Steps {
    return {
      read: async (path) => readSmall(path),
      warmUp: () => {},
      execute: async (runs) =>
        runs.map(({ notebook }) => {
          this.did.executed += 1;
          return executeSmall(notebook, this.root);
        }),
      render: async (order) => {
        this.did.rendered += 1;
        return renderSmall(order);
      },
      openPrinter: async () => {
        const real = await this.printer();
        const print: Printer["print"] = (html, paper) => {
          this.did.printed += 1;
          return real.print(html, paper);
        };
        return { ...real, print, close: async () => {} };
      },
    };
  }
}

function contentOf(path: string): SmallNotebook {
  return JSON.parse(readFileSync(path, "utf8")) as SmallNotebook;
}

function readSmall(path: string): Notebook {
  const { date = "2026-11-21" } = contentOf(path);
  const frontMatter = { title: "t", date, lang: "en", toc: true, numberSections: true, summary: [] };
  const hash = sha256(readFileSync(path));
  return { name: basename(path, ".ipynb"), path, sha256: hash, kernel: "tslab", frontMatter, cells: [] };
}

function executeSmall(notebook: Notebook, root: string): ExecutedNotebook {
  const { text, value = 1, fails, reads = [] } = contentOf(notebook.path);
  const derivation = { label: "total", value, unit: "FLOP", kind: "given", inputs: [] };
  const data = { [mimeType.text]: text, [mimeType.values]: { values: [{ name: "total", derivation }] } };
  const options = {
    ...{
      tags: [],
      label: undefined,
      figCap: undefined,
      figAlt: undefined,
      tblCap: undefined,
      codeSummary: undefined,
    },
    ...{ echo: true, output: true, include: true, codeFold: true, execute: true },
    ...{ raisesException: false, parameters: false },
  };
  const error: CellError = {
    ...{ notebook: notebook.name, cell: 1, label: undefined, name: "Error", message: fails ?? "" },
    ...{ line: 1, column: 1, sourceLine: text, kind: "exception" },
  };
  return {
    ...notebook,
    cells: [
      {
        ...{ number: 1, id: "a", kind: "code", source: text, optionLines: 0, options, injected: false },
        status: fails === undefined ? "ok" : "error",
        outputs: [{ type: "display", data, metadata: {} }],
      },
    ],
    errors: fails === undefined ? [] : [error],
    parameters: {},
    inputs: reads.flatMap((name) => {
      const path = join(root, name);
      const state = stateOf(path);
      return isFileState(state) ? [{ path, sha256: state }] : [];
    }),
  };
}

function renderSmall({ executed, readFile, date }: PageOrder): Page {
  const { text, fails, problem, picture } = contentOf(executed.path);
  const shown =
    picture === undefined ? "" : Buffer.from(readFile(join(executed.path, "..", picture))).toString();
  const html = samplePage(twoSections, { body: `<p>${text} ${date.day} ${fails ?? ""} ${shown}</p>` });
  const told = { notebook: executed.name, cell: 1, line: 1, message: "@fig-x: no such figure" };
  return { html, problems: problem === undefined ? [] : [{ ...told, severity: problem }] };
}
