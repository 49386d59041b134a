// A derivation as a panel that opens without a script.

import { escapeHtml } from "../../ground/html.js";
import { mathHtml } from "../text/math.js";
import { numberHtml } from "../text/numbers.js";
import type { PlacedDerivation } from "./derivations.js";
import type { DerivationNode } from "./tree.js";
import { type DerivationWords, howHtml, panelId, valueHtml } from "./words.js";

/** Levels that stand open when a panel opens. */
const OPEN_LEVELS = 3;
/** A node with more children than this is folded, unless it is the root. */
const MANY = 8;

/** Formulas told so far on the page, with the mark of the first node that told each. */
export type ToldFormulas = Map<string, string>;

/** The row "Where 26.7 h comes from … Show", which opens into a tree. Its id is inside, so that a link opens it. */
export function panelHtml(
  { root, display }: PlacedDerivation,
  words: DerivationWords,
  told: ToldFormulas,
): string {
  const unit = display.unit ?? root.json.displayUnit;
  const shown = numberHtml(root.json.value, root.json.unit, { ...display, bare: false, unit });
  return `<details class="deriv"><summary><span>Where ${shown} comes from</span><span class="close"></span></summary>
<ul class="tree">${itemHtml(root, { words, told, level: 1 })}</ul></details>`;
}

interface Telling {
  readonly words: DerivationWords;
  readonly told: ToldFormulas;
  readonly level: number;
}

function itemHtml(node: DerivationNode, telling: Telling): string {
  const { level } = telling;
  const folds =
    node.children.length > 0 && (level >= OPEN_LEVELS || (level > 1 && node.children.length > MANY));
  const row = rowHtml(node, telling, folds);
  const inner = node.children.map((child) => itemHtml(child, { ...telling, level: level + 1 })).join("");
  const list = inner === "" ? "" : `<ul>${inner}</ul>`;
  const id = `<li id="${panelId(node.mark)}">`;
  return folds ? `${id}<details><summary>${row}</summary>${list}</details></li>` : `${id}${row}${list}</li>`;
}

function rowHtml(node: DerivationNode, { words, told, level }: Telling, folds: boolean): string {
  const { json, toldAt, mark } = node;
  const how =
    toldAt === undefined
      ? howHtml(node, words, formulaHtml(node, told, level))
      : `explained at ${nodeLink(toldAt)}`;
  if (json.formula !== undefined && toldAt === undefined && !told.has(json.formula.tex))
    told.set(json.formula.tex, mark);
  const arrow = folds ? '<span class="tw"></span>' : "";
  const reason = how === "" ? "" : `<span class="how">${how}</span>`;
  return `<span class="node"><span class="w">${arrow}${escapeHtml(json.label)}</span><span class="v">${valueHtml(json)}</span>${reason}</span>`;
}

/** Deep in a tree a formula that was told before is only pointed at: a network repeats one for every layer. */
function formulaHtml({ json }: DerivationNode, told: ToldFormulas, level: number): string {
  if (json.formula === undefined) return "";
  const before = told.get(json.formula.tex);
  return level > OPEN_LEVELS && before !== undefined
    ? `as at ${nodeLink(before)}`
    : mathHtml(json.formula.tex);
}

function nodeLink(mark: string): string {
  return `<a class="ref" href="#${panelId(mark)}">${mark}</a>`;
}
