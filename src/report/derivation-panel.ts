// A derivation as a panel that opens without a script, and as rows of the printed appendix: one tree, two renderings.
import type { CitationJson, DerivationJson } from "../mime.js";
import type { DerivationNode, PlacedDerivation } from "./derivations.js";
import { escapeHtml, plainText } from "./html.js";
import { mathHtml } from "./math.js";
import { numberHtml } from "./numbers.js";

/** What a node may ask of the page: citations, and the equation that shows the same step. */
export interface DerivationWords {
  readonly cite: (citations: readonly CitationJson[]) => string;
  /** "equation 1" as a link; undefined when no equation of the page shows this node. */
  readonly equation: (json: DerivationJson) => string | undefined;
}

/** Levels that stand open when a panel opens. */
const OPEN_LEVELS = 3;

/** The row "Where 26.7 h comes from … Show", which opens into a tree. Its id is inside, so that a link opens it. */
export function panelHtml({ root, display }: PlacedDerivation, words: DerivationWords): string {
  const shown = numberHtml(root.json.value, root.json.unit, {
    ...display,
    bare: false,
    unit: display.unit ?? root.json.displayUnit,
  });
  return `<details class="deriv"><summary><span>Where ${shown} comes from</span><span class="close"></span></summary>
<ul class="tree">${itemHtml(root, words, 1)}</ul></details>`;
}

function itemHtml(node: DerivationNode, words: DerivationWords, level: number): string {
  const inner =
    node.parts.length > 0
      ? partsHtml(node.parts)
      : node.children.map((child) => itemHtml(child, words, level + 1)).join("");
  const id = `<li id="${panelId(node.mark)}">`;
  if (inner === "") return `${id}${rowHtml(node, words, false)}</li>`;
  const list = `<ul${node.parts.length > 0 ? ' class="parts"' : ""}>${inner}</ul>`;
  const folded = level >= OPEN_LEVELS || (node.parts.length > 0 && level > 1);
  if (!folded) return `${id}${rowHtml(node, words, false)}${list}</li>`;
  return `${id}<details><summary>${rowHtml(node, words, true)}</summary>${list}</details></li>`;
}

function rowHtml(node: DerivationNode, words: DerivationWords, folds: boolean): string {
  const how = howHtml(node, words, panelId);
  const arrow = folds ? '<span class="tw"></span>' : "";
  const reason = how === "" ? "" : `<span class="how">${how}</span>`;
  return `<span class="node"><span class="w">${arrow}${escapeHtml(node.json.label)}</span><span class="v">${valueHtml(node.json)}</span>${reason}</span>`;
}

function partsHtml(parts: readonly DerivationJson[]): string {
  return parts
    .map(
      (part) => `<li><span>${escapeHtml(part.label)}</span> <span class="v">${valueHtml(part)}</span></li>`,
    )
    .join("");
}

/** Id of a node in its panel. */
export function panelId(mark: string): string {
  return mark.toLowerCase();
}

/** Id of a node's row in the printed appendix. */
export function appendixId(mark: string): string {
  return `a-${mark.toLowerCase()}`;
}

/** Four digits, since a reader may recompute; an input that is a small whole number stands in full. */
function valueHtml(json: DerivationJson): string {
  const { value, unit, displayUnit } = json;
  const whole = Number.isInteger(value) && Math.abs(value) < 1e7;
  if (json.inputs.length === 0 && whole && displayUnit === undefined)
    return numberHtml(value, unit, { exact: true });
  return numberHtml(value, unit, { unit: displayUnit, digits: 4 });
}

/** Formula, convention or source of a node, in the reader's words. */
function howHtml(node: DerivationNode, words: DerivationWords, idOf: (mark: string) => string): string {
  const { json, toldAt } = node;
  if (toldAt !== undefined) return `explained at <a class="ref" href="#${idOf(toldAt)}">${toldAt}</a>`;
  const formula = json.formula === undefined ? "" : mathHtml(json.formula.tex);
  const sum = json.kind === "sum" ? sumHtml(json) : "";
  const note = json.note === undefined ? "" : escapeHtml(json.note);
  const said = json.kind === "constant" && note !== "" ? `convention “${note}”` : note;
  const cited = words.cite(
    [json.formula?.citation, json.citation].filter((citation) => citation !== undefined),
  );
  const source = [said, cited].filter((part) => part !== "").join("\u00a0");
  return [formula, sum, words.equation(json) ?? "", source].filter((part) => part !== "").join("&ensp;");
}

function sumHtml({ inputs }: DerivationJson): string {
  const formulas = [
    ...new Set(inputs.flatMap((input) => (input.formula === undefined ? [] : [input.formula.tex]))),
  ];
  const each =
    formulas.length === 0 || formulas.length > 3
      ? ""
      : `, each ${formulas.map((tex) => mathHtml(tex)).join(" or ")}`;
  return `sum of ${inputs.length} parts${inputs.length > 8 ? each : ""}`;
}

/** The appendix table of all derivations, for print; empty when there are none. */
export function appendixTable(derivations: readonly PlacedDerivation[], words: DerivationWords): string {
  const rows = derivations.flatMap(({ root }) => tableRows(root, words, 0)).join("\n");
  if (rows === "") return "";
  return `<div class="tbl wide"><table class="deriv-table"><thead><tr><th scope="col">Mark</th><th scope="col">Quantity</th><th scope="col">Formula or source</th><th scope="col" class="n">Value</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function tableRows(node: DerivationNode, words: DerivationWords, level: number): string[] {
  const parts = node.parts.map((part) => `${escapeHtml(part.label)}: ${valueHtml(part)}`).join("; ");
  const how = howHtml(node, words, appendixId) + (parts === "" ? "" : `. ${parts}`);
  const row = `<tr id="${appendixId(node.mark)}"><td class="lv${Math.min(level, 4)}">${node.mark}</td><th scope="row">${escapeHtml(node.json.label)}</th><td>${how}</td><td class="n">${valueHtml(node.json)}</td></tr>`;
  return [row, ...node.children.flatMap((child) => tableRows(child, words, level + 1))];
}

/** A mentioned value as a link to its derivation, with the mark that print shows. */
export function linkedNumber(inner: string, mark: string): string {
  const words = plainText(inner);
  return `<a class="num" href="#${panelId(mark)}" title="${escapeHtml(`Where ${words} comes from`)}">${inner}</a><a class="d" href="#${appendixId(mark)}">${mark}</a>`;
}
