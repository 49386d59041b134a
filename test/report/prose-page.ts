// A page made of prose alone, in a folder of its own with the files that the prose points at.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Attachments, ExecutedNotebook, FrontMatter } from "../../src/notebook/notebook.js";
import { renderPage } from "../../src/report/page/page.js";
import { withoutStyle } from "./markup.js";
import { sampleNotebook, sampleProvenance } from "./sample.js";

/** A cell of Markdown, and the files that it carries. */
export type ProseCell = string | { readonly source: string; readonly attachments: Attachments };

export interface ProseOptions {
  readonly front?: Partial<FrontMatter>;
  /** Files of the project by path from its root; the notebook lies in notebooks/. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Links of the project: where each lies, and what it points at. */
  readonly links?: Readonly<Record<string, string>>;
}

/** What became of it: the body of the page without its end matter, the whole page, and the problems as printed. */
export interface ProsePage {
  readonly main: string;
  readonly whole: string;
  /** "error 1:3 message": severity, cell (the first cell of prose is 1) and line. */
  readonly problems: readonly string[];
}

/** Renders cells of prose; the sample's published values and sources come from a cell after them. */
export async function prosePage(cells: readonly ProseCell[], options: ProseOptions = {}): Promise<ProsePage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "flopbook-prose-")));
  try {
    for (const [path, content] of Object.entries({ "notebooks/x.ipynb": "{}", ...options.files }))
      written(join(root, path), content);
    for (const [path, target] of Object.entries(options.links ?? {})) symlinkSync(target, join(root, path));
    const page = await renderPage(notebookOf(cells, root, options.front), {
      figure: async () => ({ wide: "<svg></svg>", narrow: "<svg></svg>" }),
      template: "default",
      provenance: sampleProvenance,
      paper: "a4",
      root,
    });
    const main = withoutStyle(page.html)
      .replace(/^[\s\S]*<main[^>]*>/, "")
      .replace(/<section id="(?:references|provenance)"[\s\S]*$/, "");
    const problems = page.problems.map(
      ({ severity, cell, line, message }) => `${severity} ${cell}:${line} ${message}`,
    );
    return { main, whole: page.html, problems };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function notebookOf(
  cells: readonly ProseCell[],
  root: string,
  front: Partial<FrontMatter> = {},
): ExecutedNotebook {
  const [published, prose] = sampleNotebook().cells;
  if (published === undefined || prose === undefined) throw new Error("the sample has two cells and more");
  const { verdict: _verdict, abstract: _abstract, ...frontMatter } = sampleNotebook().frontMatter;
  const written = cells.map((cell, i) => ({
    ...prose,
    number: i + 1,
    ...(typeof cell === "string" ? { source: cell } : cell),
  }));
  return {
    ...sampleNotebook({
      cells: [...written, { ...published, number: cells.length + 1 }],
      frontMatter: { ...frontMatter, summary: [], ...front },
    }),
    path: join(root, "notebooks", "x.ipynb"),
  };
}

function written(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The smallest PNG, JPEG and GIF that say what they are. */
export const pixels = {
  png: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  jpeg: "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
  gif: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
} as const;
