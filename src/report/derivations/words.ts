// What panel and printed table say alike of a node: its value, and the formula, convention or source behind it.

import { escapeHtml } from "../../ground/html.js";
import type { CitationJson, DerivationJson } from "../../ground/mime.js";
import type { Source } from "../../ground/source.js";
import { enclosed, type Inline, wordsOfLine } from "../text/inline.js";
import { numberHtml } from "../text/numbers.js";
import type { DerivationNode } from "./tree.js";

/** What a node may ask of the page: citations, and the equation that shows the same step. */
export interface DerivationWords {
  readonly cite: (citations: readonly CitationJson[]) => string;
  /** "[3, 7]", without places; empty for none. */
  readonly citeSources: (sources: readonly Source[]) => string;
  /** "equation 1" as a link; undefined when no equation of the page shows this node. */
  readonly equation: (json: DerivationJson) => string | undefined;
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
export function valueHtml(json: DerivationJson): string {
  const { value, unit, displayUnit } = json;
  const whole = Number.isInteger(value) && Math.abs(value) < 1e7;
  if (json.inputs.length === 0 && whole && displayUnit === undefined)
    return numberHtml(value, unit, { exact: true });
  return numberHtml(value, unit, { unit: displayUnit, digits: 4 });
}

/** Formula, convention or source of a node, in the reader's words; `formula` is how its formula is told here. */
export function howHtml({ json }: DerivationNode, words: DerivationWords, formula: string): string {
  const sum =
    json.kind === "sum" ? `sum of ${json.inputs.length} ${json.inputs.length === 1 ? "part" : "parts"}` : "";
  const note = json.note === undefined ? "" : escapeHtml(json.note);
  const said = json.kind === "constant" && note !== "" ? `convention “${note}”` : note;
  const citations = citationsOf(json);
  const cited = words.cite(
    citations.filter((one, i) => !citations.slice(0, i).some((other) => sameCitation(one, other))),
  );
  const source = [said, cited].filter((part) => part !== "").join("\u00a0");
  return [formula, sum, words.equation(json) ?? "", source].filter((part) => part !== "").join("&ensp;");
}

/** What a node rests on: its formula's source, then its own. */
export function citationsOf({ formula, citation }: DerivationJson): readonly CitationJson[] {
  return [formula?.citation, citation].filter((one) => one !== undefined);
}

function sameCitation(a: CitationJson, b: CitationJson): boolean {
  return a.source.id === b.source.id && a.place === b.place;
}

/** A mentioned value as a link to its derivation, with the mark that print shows. */
export function linkedNumber(number: Inline, mark: string, printed: string): Inline {
  const title = escapeHtml(`Where ${wordsOfLine(number)} comes from`);
  const html = `<a class="num" href="#${panelId(mark)}" title="${title}">${number.html}</a><a class="d" href="#${appendixId(printed)}">${printed}</a>`;
  return { ...enclosed('<span class="q">', number, "</span>"), html };
}
