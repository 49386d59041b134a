// An executed notebook -> one HTML file that loads nothing and runs nothing.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { attributes } from "../../ground/html.js";
import type { ExecutedNotebook } from "../../notebook/notebook.js";
import { readBibliography } from "../citations/bibliography.js";
import { freshReferences } from "../citations/references.js";
import { MASTHEAD, type Mention, placedDerivations } from "../derivations/derivations.js";
import { derivationKeys } from "../derivations/tree.js";
import { bannerHtml } from "../outputs/messages.js";
import { type PathKind, pathKind } from "../path-kind.js";
import { type Problem, type Problems, problemsOf } from "../problem.js";
import { freshIds } from "../state/ids.js";
import { freshLabels } from "../state/labels.js";
import type { FigureRenderer, PageState } from "../state/page-state.js";
import { loadHighlighter } from "../text/code.js";
import { noMacros } from "../text/math.js";
import { appendices } from "./appendices.js";
import { bodyHtml } from "./body.js";
import { type Collected, collected } from "./collect.js";
import { contentsHtml } from "./contents.js";
import { dressed } from "./dress.js";
import { masthead } from "./masthead.js";
import { notebookPieces } from "./pieces.js";
import type { Provenance } from "./provenance.js";
import { readTemplate } from "./template.js";

/** What a page needs beside the notebook. */
export interface PageContext {
  /** Draws a Vega-Lite spec at two widths. */
  readonly figure: FigureRenderer;
  /** Name of a template, or the absolute path of its folder. */
  readonly template: string;
  /** Folder of the project, whose templates come before ours. */
  readonly root?: string;
  readonly provenance: Provenance;
  /** Paper that print asks for: the front matter's, else this one. */
  readonly paper: "a4" | "letter";
  /** Reads a picture beside the notebook; the disk unless told. */
  readonly readFile?: (path: string) => Uint8Array;
  /** Looks what lies where a link leads; the disk unless told. */
  readonly kindOf?: (path: string) => PathKind;
}

/** The page, and what its author should know. */
export interface RenderedPage {
  readonly html: string;
  readonly problems: readonly Problem[];
}

/**
 * Renders a notebook as one HTML page. Two passes: reading fixes numbers, labels and where derivations stand; then
 * everything is written once in document order, which numbers citations and notes.
 *
 *   outputs ─▶ values, verdicts, sources        prose + outputs ─▶ pieces (numbers, labels, mentions)
 *   mentions ─▶ derivations with marks          pieces ─▶ body ─▶ references, appendices ─▶ template
 *
 * A fault of the prose becomes a Problem and is shown in its place; a fault of the template is thrown.
 */
export async function renderPage(notebook: ExecutedNotebook, context: PageContext): Promise<RenderedPage> {
  const template = readTemplate(context.template, context.root);
  const problems = problemsOf(notebook.name);
  const known = collected(notebook, problems);
  const page = freshState(notebook, context, known, problems);
  readBibliography(notebook.frontMatter.bibliography ?? [], page);
  const head = masthead(notebook, page);
  const read = notebookPieces(notebook, page);
  const mentions = new Map<number, readonly Mention[]>(read.pieces.map(({ mentions }, i) => [i, mentions]));
  mentions.set(MASTHEAD, head.mentions);
  page.derivations = placedDerivations(mentions, page.values, page.keys);
  await Promise.all([loadHighlighter(), ...page.waiting]);

  const body = bodyHtml({ ...read, page, head });
  const end = appendices({ ...read, page, provenance: withConventions(context.provenance, known) });
  const slots = {
    lang: notebook.frontMatter.lang,
    title: head.titleText(),
    head: metaHtml(notebook),
    banner: bannerHtml(notebook.errors, page.failures, problems.all()),
    masthead: body.mastheadHtml,
    contents: notebook.frontMatter.toc ? contentsHtml([...body.lines, ...end.lines]) : "",
    main: body.mainHtml + end.html,
  };
  const html = await dressed(template, slots, { notebook, context, page });
  return { html, problems: problems.all() };
}

function freshState(
  notebook: ExecutedNotebook,
  context: PageContext,
  known: Collected,
  problems: Problems,
): PageState {
  const references = freshReferences();
  const keys = derivationKeys();
  for (const source of known.sources) references.know(source);
  return {
    notebook: notebook.name,
    folder: dirname(notebook.path),
    root: context.root,
    values: known.values,
    verdicts: known.verdicts,
    references,
    labels: freshLabels(),
    problems,
    ids: freshIds(["main", "abstract", "contents", "references", "provenance", "derivations", "code"]),
    readFile: context.readFile ?? ((path) => readFileSync(path)),
    kindOf: context.kindOf ?? pathKind,
    figure: context.figure,
    waiting: [],
    failures: new Map(),
    keys,
    equations: new Map(),
    derivations: placedDerivations(new Map(), known.values, keys),
    aliases: new Map(),
    macros: noMacros,
    notes: 0,
  };
}

function withConventions(provenance: Provenance, known: Collected): Provenance {
  return { ...provenance, conventions: [...new Set([...provenance.conventions, ...known.conventions])] };
}

/** Nothing may load, nothing may run; KaTeX needs style attributes. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'";

function metaHtml({ frontMatter: { author, date } }: ExecutedNotebook): string {
  const named = (name: string, content: string | undefined) =>
    content === undefined || content === "" ? "" : `<meta${attributes({ name, content })}>`;
  return [
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    named("author", author?.join(", ")),
    named("date", date),
    named("generator", "flopbook"),
  ]
    .filter((line) => line !== "")
    .join("\n");
}
