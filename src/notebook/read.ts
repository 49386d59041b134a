// A .ipynb file -> Notebook: parsed, checked, normalised; nothing optional is left open.
import { basename, resolve } from "node:path";
import { sha256 } from "../disk/hash.js";
import { readRegular } from "../disk/regular-file.js";
import { FlopbookError } from "../ground/errors.js";
import { cellOptions, splitOptionLines } from "./cell-options.js";
import { frontMatter, mapping, parseYaml, splitFrontMatter } from "./front-matter.js";
import type { Attachments, Cell, FrontMatter, Notebook } from "./notebook.js";
import { parametersCell } from "./parameters.js";

const cellKinds = ["markdown", "code", "raw"] as const;

/** The notebook in a file. Errors (FlopbookError): not there, not JSON, not nbformat 4, wrong kernel, bad cells or options. */
export async function readNotebook(path: string): Promise<Notebook> {
  const absolute = resolve(path);
  const file = basename(path);
  return notebookFrom(readRegular(absolute, file), file, absolute);
}

/** The notebook in a text; `file` names it in errors, `path` is where it lies (its folder is the working folder). */
export function notebookFromText(text: string, file: string, path: string): Notebook {
  return notebookFrom(Buffer.from(text), file, path);
}

/** The notebook in these bytes; otherwise as `notebookFromText`. */
export function notebookFrom(bytes: Buffer, file: string, path: string): Notebook {
  const text = bytes.toString("utf8");
  const raw = mapping(parseJson(text, file), file);
  if (raw.nbformat !== 4)
    throw new FlopbookError(
      `${file}: nbformat 4 is needed, got ${JSON.stringify(raw.nbformat) ?? "nothing"}; open and save it with a current Jupyter`,
    );
  if (!Array.isArray(raw.cells))
    throw new FlopbookError(`${file}: "cells" must be a list, got ${JSON.stringify(raw.cells) ?? "nothing"}`);
  const metadata = mapping(raw.metadata, `${file}, metadata`);
  const kernel = kernelName(metadata, file);
  const name = file.replace(/\.ipynb$/i, "");
  const drafts = raw.cells.map((cell, index) => cellFrom(cell, index + 1, file));
  const head = frontMatterOf(drafts, metadata, file, name);
  const cells = head.cells;
  refuseRepeatedLabels(cells, file);
  parametersCell({ name, cells });
  return { name, path, sha256: sha256(bytes), kernel, frontMatter: head.frontMatter, cells };
}

function parseJson(text: string, file: string): unknown {
  if (text.trim() === "")
    throw new FlopbookError(`${file}: the file is empty; restore it, or save the notebook again`);
  if (text.includes("\0"))
    throw new FlopbookError(
      `${file}: UTF-8 is needed, got a file with zero bytes (UTF-16, or damage); save it as UTF-8`,
    );
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const marks = /^(<{7}|>{7}|={7})/m.test(text) ? " (it holds git conflict marks)" : "";
    // V8 quotes the text, with whatever control characters it holds.
    const problem = (cause as Error).message.replace(/[\p{Cc}\p{Cf}\uFFFD]+/gu, " ");
    throw new FlopbookError(`${file}: not JSON${marks}: ${problem}; is it a notebook?`, { cause });
  }
}

function kernelName(metadata: Readonly<Record<string, unknown>>, file: string): string {
  const spec = mapping(metadata.kernelspec, `${file}, metadata.kernelspec`);
  if (spec.name === "tslab") return "tslab";
  throw new FlopbookError(
    `${file}: kernel "tslab" is needed as the engine of cells (metadata.kernelspec.name), got ${JSON.stringify(spec.name) ?? "none"}; choose TypeScript (tslab) in Jupyter and save`,
  );
}

function cellFrom(raw: unknown, number: number, file: string): Cell {
  const subject = `${file}, cell ${number}`;
  const cell = mapping(raw, subject);
  const kind = cellKinds.find((candidate) => candidate === cell.cell_type);
  if (kind === undefined)
    throw new FlopbookError(
      `${subject}: cell_type must be markdown, code or raw, got ${JSON.stringify(cell.cell_type) ?? "nothing"}`,
    );
  const written = joined(cell.source, subject);
  const metadata = mapping(cell.metadata, `${subject}, metadata`);
  const { yaml, rest, lines } =
    kind === "code" ? splitOptionLines(written) : { yaml: "", rest: written, lines: 0 };
  return {
    number,
    id: typeof cell.id === "string" ? cell.id : `cell-${number}`,
    kind,
    source: rest,
    optionLines: lines,
    options: cellOptions(metadata, yaml, subject),
    ...rawFormat(kind, metadata),
    ...attached(cell.attachments, subject),
  };
}

/** Jupyter writes `raw_mimetype`, the format's definition `format`. */
function rawFormat(
  kind: Cell["kind"],
  { raw_mimetype: mime, format }: Readonly<Record<string, unknown>>,
): { readonly format?: string } {
  const named = [mime, format].find((name) => typeof name === "string" && name !== "");
  return kind === "raw" && typeof named === "string" ? { format: named.toLowerCase() } : {};
}

/** Files that a cell carries; a cell without any has no such field. */
function attached(given: unknown, subject: string): { attachments?: Attachments } {
  const files = mapping(given, `${subject}, attachments`);
  if (Object.keys(files).length === 0) return {};
  const bundles = Object.entries(files).map(([name, bundle]) => [
    name,
    mapping(bundle, `${subject}, attachment ${name}`),
  ]);
  return { attachments: Object.fromEntries(bundles) as Attachments };
}

function joined(source: unknown, subject: string): string {
  const text =
    Array.isArray(source) && source.every((line) => typeof line === "string") ? source.join("") : source;
  if (typeof text === "string") return text.replaceAll("\r\n", "\n");
  throw new FlopbookError(
    `${subject}: source must be a text or a list of texts, got ${JSON.stringify(source) ?? "nothing"}`,
  );
}

/** Front matter of the first cell (raw or Markdown), which loses those lines; else of the notebook's metadata. */
function frontMatterOf(
  cells: readonly Cell[],
  metadata: Readonly<Record<string, unknown>>,
  file: string,
  name: string,
): { readonly frontMatter: FrontMatter; readonly cells: readonly Cell[] } {
  const [first, ...others] = cells;
  const split = first === undefined || first.kind === "code" ? undefined : splitFrontMatter(first.source);
  const title = typeof metadata.title === "string" ? metadata.title : name;
  if (first === undefined || split === undefined)
    return { frontMatter: frontMatter(metadata.flopbook, `${file}, metadata.flopbook`, title), cells };
  const subject = `${file}, front matter`;
  return {
    frontMatter: frontMatter(parseYaml(split.yaml, subject), subject, title),
    cells: [{ ...first, source: split.rest, optionLines: split.lines }, ...others],
  };
}

function refuseRepeatedLabels(cells: readonly Cell[], file: string): void {
  const seen = new Map<string, number>();
  for (const { number, options } of cells) {
    if (options.label === undefined) continue;
    const earlier = seen.get(options.label);
    if (earlier !== undefined)
      throw new FlopbookError(
        `${file}, cell ${number}: label "${options.label}" is taken by cell ${earlier}; give each cell its own`,
      );
    seen.set(options.label, number);
  }
}
