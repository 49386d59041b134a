// The shapes of a notebook before and after execution; reading and running live in their own files.
import type { MimeBundle } from "../ground/mime.js";

/** A notebook after normalisation: options merged from tags, cell metadata and `//|` lines, all fields present. */
export interface Notebook {
  /** File name without folder and extension. */
  readonly name: string;
  /** Absolute path; never printed into a page. */
  readonly path: string;
  /** SHA-256 of the file's bytes as they were read. */
  readonly sha256: string;
  readonly kernel: string;
  readonly frontMatter: FrontMatter;
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** 1-based position among all cells of the file. */
  readonly number: number;
  readonly id: string;
  readonly kind: "markdown" | "code" | "raw";
  /** Source as written, without front matter and without `//|` lines (which are in `options`). */
  readonly source: string;
  /** Lines removed from the top of the cell as option lines, so that positions can be told as written. */
  readonly optionLines: number;
  readonly options: CellOptions;
  /** Of a raw cell: what its text is, a MIME type or the name of a format; undefined when the cell does not say. */
  readonly format?: string;
  /** Files that the cell carries, by name: MIME type -> base64, or text for SVG. */
  readonly attachments?: Attachments;
}

/** Files inside a cell, as nbformat keeps them. */
export type Attachments = Readonly<Record<string, MimeBundle>>;

export interface CellOptions {
  readonly tags: readonly string[];
  readonly label: string | undefined;
  readonly figCap: string | undefined;
  readonly figAlt: string | undefined;
  readonly tblCap: string | undefined;
  /** Code is shown (folded or not) at all. */
  readonly echo: boolean;
  readonly output: boolean;
  readonly include: boolean;
  readonly codeFold: boolean;
  readonly codeSummary: string | undefined;
  readonly execute: boolean;
  readonly raisesException: boolean;
  readonly parameters: boolean;
}

/** Document metadata as in Quarto. Unknown keys are an error that names the nearest known one. */
export interface FrontMatter {
  readonly title: string;
  readonly subtitle?: string;
  readonly kicker?: string;
  readonly author?: readonly string[];
  /** ISO 8601 day. */
  readonly date?: string;
  /** Markdown with value references. */
  readonly abstract?: string;
  readonly lang: string;
  readonly toc: boolean;
  readonly numberSections: boolean;
  readonly paper?: "a4" | "letter";
  /** Up to four values for the strip under the abstract. */
  readonly summary: readonly SummaryItem[];
  /** Packages of fonts, or font files relative to the notebook, for text that the report's faces lack. */
  readonly fonts?: readonly string[];
  /** Id of the worked example whose verdict stands under the strip; a cell must show it. */
  readonly verdict?: string;
  /** Paths of BibTeX or CSL-JSON files, relative to the notebook. */
  readonly bibliography?: readonly string[];
}

export interface SummaryItem {
  /** Name of a published value. */
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly unit?: string;
  readonly digits?: number;
}

export type Output =
  | { readonly type: "display"; readonly data: MimeBundle; readonly metadata: MimeBundle }
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "error"; readonly error: CellError };

/** An error in the reader's terms. `line` and `column` are 1-based in the cell as written (option lines included). */
export interface CellError {
  readonly notebook: string;
  readonly cell: number;
  readonly label: string | undefined;
  readonly name: string;
  readonly message: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly sourceLine: string | undefined;
  readonly kind: "type" | "exception" | "late" | "timeout" | "memory" | "exit" | "not-run";
}

export interface ExecutedCell extends Cell {
  readonly status: "ok" | "error" | "skipped" | "not-code" | "not-run";
  readonly outputs: readonly Output[];
  /** True for the cell inserted after `parameters` by -P or --params. */
  readonly injected: boolean;
}

/** What a run should be known by, beside its outputs. */
export interface RunNote {
  /** Number of the cell. */
  readonly cell: number;
  readonly message: string;
  /** An error where two runs of one build differ; else a warning. */
  readonly severity: "error" | "warning";
}

/** A file that was read. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** Of the bytes that were read. */
  readonly sha256: string;
  /** True where the run itself wrote to it later. */
  readonly rewritten?: true;
}

export interface ExecutedNotebook extends Omit<Notebook, "cells"> {
  readonly cells: readonly ExecutedCell[];
  /** Errors that make the build fail; an expected error (`raises-exception`) is not among them. */
  readonly errors: readonly CellError[];
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Local files that the run read, as they were then; the manifest records those in the project. */
  readonly inputs?: readonly InputFile[];
  /** What differs, or may, from run to run. */
  readonly notes?: readonly RunNote[];
  /** "file": nothing was run, the outputs are those that the notebook's file held. */
  readonly outputsFrom?: "file";
}
