// A formula that a cell shows, as a numbered piece of the page.
import type { EquationJson } from "../../ground/mime.js";
import { checkedMath, equationHtml } from "../prose/latex/html.js";
import type { Piece } from "../prose/piece.js";
import type { Shown } from "./shown.js";
import { workedTex } from "./worked-step.js";

/** The equation, remembered so that derivations can name it. */
export function equationPiece(json: EquationJson, { cell, page, take }: Shown): Piece {
  const { keys, equations } = page;
  const { id, number } = take("eq");
  if (json.derivation !== undefined && !equations.has(keys(json.derivation))) {
    equations.set(keys(json.derivation), { id, number });
  }
  const place = { cell: cell.number, line: undefined };
  return {
    mentions: [],
    render: () =>
      equationHtml(checkedMath(workedTex(json), { page }, place, { display: true }), id, `(${number})`),
  };
}
