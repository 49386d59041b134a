// Cell errors: made in one way, printed in one way.
import type { CellError } from "./notebook.js";

/** Where an error is told to be: a program cell of a notebook. */
export interface ErrorPlace {
  readonly notebook: string;
  readonly number: number;
  readonly label: string | undefined;
  readonly source: string;
  readonly optionLines: number;
}

/** A problem found in a cell; line and column are 1-based in `source`, i.e. without option lines. */
export interface Problem {
  readonly kind: CellError["kind"];
  readonly name: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The error in the reader's terms: position as written, with the source line. */
export function cellError(place: ErrorPlace, problem: Problem): CellError {
  const { line, column } = problem;
  return {
    notebook: place.notebook,
    cell: place.number,
    label: place.label,
    name: problem.name,
    message: problem.message,
    line: line === undefined ? undefined : line + place.optionLines,
    column,
    sourceLine: line === undefined ? undefined : place.source.split("\n")[line - 1],
    kind: problem.kind,
  };
}

/** Lines for a terminal: place, message, source line and a mark under the column. */
export function cellErrorText(error: CellError): string {
  const label = error.label === undefined ? "" : ` (${error.label})`;
  const position =
    error.line === undefined
      ? ""
      : `, line ${error.line}${error.column === undefined ? "" : `:${error.column}`}`;
  const head = `${error.notebook}, cell ${error.cell}${label}${position}: ${error.name}: ${error.message}`;
  if (error.sourceLine === undefined || error.line === undefined) return head;
  const gutter = `  ${error.line} | `;
  const lead = error.sourceLine.slice(0, Math.max(0, (error.column ?? 1) - 1)).replace(/[^\t]/g, " ");
  const mark = error.column === undefined ? "" : `\n${" ".repeat(gutter.length)}${lead}^`;
  return `${head}\n${gutter}${error.sourceLine}${mark}`;
}
