// An output while it becomes pieces of the page, and which figure, table or equation of a cell its label names.
import type { ExecutedCell } from "../../notebook/notebook.js";
import { type LabelKind, labelKind } from "../state/labels.js";
import type { PageState } from "../state/page-state.js";

/** Claims number and id for a figure, table or equation of the cell. */
export type LabelTake = (kind: LabelKind) => {
  readonly id: string;
  readonly number: string;
  readonly labelled: boolean;
};

/** An output of a cell while it becomes pieces of the page. */
export interface Shown {
  readonly cell: ExecutedCell;
  readonly page: PageState;
  readonly take: LabelTake;
}

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
