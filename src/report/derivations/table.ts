// The printed appendix of derivations: the trees of the panels as one table, marks indented by level.

import { escapeHtml } from "../../ground/html.js";
import type { Source } from "../../ground/source.js";
import { mathHtml } from "../text/math.js";
import type { Derivations } from "./derivations.js";
import { type PrintedNode, printedNodes } from "./printed.js";
import type { DerivationNode } from "./tree.js";
import { appendixId, citationsOf, type DerivationWords, howHtml, valueHtml } from "./words.js";

/** The table of all derivations of a page; empty when there are none. */
export function appendixTable(derivations: Derivations, words: DerivationWords): string {
  const rows = derivations.all.flatMap(({ root }) =>
    printedNodes(root).map((row) => rowHtml(row, derivations, words)),
  );
  if (rows.length === 0) return "";
  return `<div class="tbl wide"><table class="deriv-table"><thead><tr><th scope="col">Mark</th><th scope="col">Quantity</th><th scope="col">Formula or source</th><th scope="col" class="n">Value</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function rowHtml(row: PrintedNode, derivations: Derivations, words: DerivationWords): string {
  const { node, depth, mark } = row;
  const level = `lv${Math.min(depth, 4)}`;
  return `<tr id="${appendixId(mark)}"><td class="${level}">${mark}</td><th scope="row">${escapeHtml(node.json.label)}</th><td>${reasonHtml(row, derivations, words)}</td><td class="n">${valueHtml(node.json)}</td></tr>`;
}

function reasonHtml(
  { node, listed, below, left }: PrintedNode,
  derivations: Derivations,
  words: DerivationWords,
): string {
  if (node.toldAt !== undefined) {
    const shown = derivations.printedMark(node.toldAt);
    return `explained at <a class="ref" href="#${appendixId(shown)}">${shown}</a>`;
  }
  const formula = node.json.formula === undefined ? "" : mathHtml(node.json.formula.tex);
  const parts = listed.map(({ json }) => `${escapeHtml(json.label)}: ${valueHtml(json)}`).join("; ");
  const rest = left === 0 ? "" : `${left} more ${left === 1 ? "step" : "steps"} in the HTML report`;
  const how = howHtml(node, words, formula);
  const sources = words.citeSources(unshownSources(node, below));
  const from = sources === "" ? "" : `, from\u00a0${sources}`;
  return [how, parts, rest].filter((part) => part !== "").join(". ") + from;
}

/** Sources of the nodes without a row that the row itself does not cite, so that paper cites all that it lists. */
function unshownSources({ json }: DerivationNode, below: readonly DerivationNode[]): readonly Source[] {
  const cited = new Set(citationsOf(json).map(({ source }) => source.id));
  const found = new Map<string, Source>();
  for (const node of below) {
    if (node.toldAt !== undefined) continue;
    for (const { source } of citationsOf(node.json)) if (!cited.has(source.id)) found.set(source.id, source);
  }
  return [...found.values()];
}
