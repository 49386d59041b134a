// All cells of a notebook as pieces of its page, in order: prose, outputs, and the code of each cell in a folded row.
import type { ExecutedCell, ExecutedNotebook } from "../../notebook/notebook.js";
import { outputPieces } from "../outputs/pieces.js";
import { rawPieces } from "../outputs/raw.js";
import { completeNotes } from "../prose/footnotes.js";
import { headingPlan } from "../prose/headings.js";
import type { Piece } from "../prose/piece.js";
import { prosePieces } from "../prose/pieces.js";
import type { PageState } from "../state/page-state.js";
import { foldedCode } from "../text/code.js";

/** A cell whose code the page shows. */
export interface ShownCode {
  readonly cell: number;
  readonly code: string;
}

/** The pieces, and the code that stands beside them. */
export interface NotebookPieces {
  readonly pieces: readonly Piece[];
  readonly codes: readonly ShownCode[];
}

/** Reads every cell that the page includes; failed cells are shown whatever their options say. */
export function notebookPieces(notebook: ExecutedNotebook, page: PageState): NotebookPieces {
  const failed = new Set(notebook.errors.map(({ cell }) => cell));
  const cells = notebook.cells.filter(({ options, number }) => options.include || failed.has(number));
  const prose = cells.filter(({ kind }) => kind === "markdown");
  const texts = completeNotes(prose.map(({ source }) => source));
  const plan = headingPlan(texts, {
    numbered: notebook.frontMatter.numberSections,
    title: notebook.frontMatter.title,
  });
  const codes: ShownCode[] = [];
  const pieces = cells.flatMap((cell): Piece[] => {
    if (cell.kind === "markdown") {
      const { number, attachments, optionLines: linesAbove } = cell;
      const origin = { page, cell: number, attachments, linesAbove };
      return prosePieces(texts[prose.indexOf(cell)] ?? "", origin, plan);
    }
    if (cell.kind === "raw") return rawPieces(cell, page);
    const errors = notebook.errors.filter((error) => error.cell === cell.number);
    const visible = cell.options.output || errors.length > 0;
    const shown = visible ? outputPieces(cell, page, errors) : [];
    if (!cell.options.echo || cell.source.trim() === "") return shown;
    codes.push({ cell: cell.number, code: cell.source });
    return [...shown, codePiece(cell)];
  });
  return { pieces, codes };
}

function codePiece({ source, number, options }: ExecutedCell): Piece {
  return {
    mentions: [],
    render: () =>
      foldedCode({ code: source, cell: number, open: !options.codeFold, summary: options.codeSummary }),
  };
}
