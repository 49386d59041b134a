// What the reading of outputs shares, and which figure, table or equation of a cell its label names.
import type { ExecutedCell } from "../../notebook/notebook.js";
import type { DerivationKeys } from "../derivations/tree.js";
import { type LabelKind, labelKind } from "../state/labels.js";
import type { PageState } from "../state/page-state.js";

/** Draws a Vega-Lite or Vega spec at two widths; `files` reads what the spec names beside the notebook. */
export type FigureRenderer = (
  spec: object,
  id: string,
  place: { readonly files: (address: string) => Uint8Array },
) => Promise<{
  readonly wide: string;
  readonly narrow: string;
  /** What the author should know. */
  readonly notes?: readonly string[];
  /** What readers should know: "50,000 points are drawn as a picture". */
  readonly pictured?: string | undefined;
}>;

/** What reading outputs needs beside the page, and what it leaves behind. */
export interface OutputReader {
  readonly page: PageState;
  readonly figure: FigureRenderer;
  readonly keys: DerivationKeys;
  /** Equations of the page by the derivation they show. */
  readonly equations: Map<number, { readonly number: string; readonly id: string }>;
  /** Drawings under way; rendering waits for them. */
  readonly waiting: Promise<void>[];
  /** Anchors of failed cells by their number, for the banner. */
  readonly failures: Map<number, string>;
}

/** Claims number and id for a figure, table or equation of the cell. */
export type LabelTake = (kind: LabelKind) => {
  readonly id: string;
  readonly number: string;
  readonly labelled: boolean;
};

/** The cell's label goes to its first output of the kind that the label's prefix names. */
export function labelGiver(
  { number: cell, options: { label } }: ExecutedCell,
  page: PageState,
): { take: LabelTake; check: () => void } {
  let free = label;
  const wanted = label === undefined ? undefined : labelKind(label);
  const take: LabelTake = (kind) => {
    const number = page.labels.next(kind);
    const own = free !== undefined && (wanted === undefined || wanted === kind) ? free : undefined;
    if (own === undefined) return { id: page.ids.claim(`${kind}-${number}`), number, labelled: false };
    free = undefined;
    const name = labelKind(own) === undefined ? `${kind}-${own}` : own;
    const id = page.ids.claim(name);
    if (!page.labels.name(name, { kind, id, number, title: undefined })) {
      page.problems.error(
        { cell, line: 1 },
        `label ${own}: used twice; give each figure, table and equation its own`,
      );
    }
    return { id, number, labelled: true };
  };
  const check = () => {
    if (free === undefined || wanted === undefined || wanted === "sec") return;
    const what = { fig: "figure", tbl: "table", eq: "equation" }[wanted];
    page.problems.error(
      { cell, line: 1 },
      `label ${free}: the cell shows no ${what}; show one or drop the label`,
    );
  };
  return { take, check };
}
