// The section that says how the page was made and how to make it again.

import { escapeHtml } from "../../ground/html.js";
import { longInstant } from "../text/calendar.js";

/** What a page says about its making. Nothing here may depend on the machine. */
export interface Provenance {
  /** ISO 8601 instant in UTC or day: the page's date, never the clock; undefined prints none. */
  readonly built: string | undefined;
  /** Path of the notebook from the project's root. */
  readonly notebook: string;
  readonly notebookHash: string;
  /** File name of the named values. */
  readonly values: string;
  readonly valuesHash: string;
  /** How many values are named; left out of the text when undefined. */
  readonly valueCount?: number;
  /** Files that went in beside the notebook, each with its SHA-256. */
  readonly inputs?: readonly (readonly [path: string, sha256: string])[];
  /** Where the outputs come from, when this build did not run the cells. */
  readonly outputs?: string;
  /** "KaTeX 0.19.1" and so on, in printed order. */
  readonly tools: readonly string[];
  readonly conventions: readonly string[];
  /** The command that makes the same bytes again. */
  readonly rebuild: string;
}

/** The definition list of the section. */
export function provenanceHtml(provenance: Provenance): string {
  const { inputs = [] } = provenance;
  const { built, notebook, notebookHash, values, valuesHash, valueCount, tools, conventions, rebuild } =
    provenance;
  const count =
    valueCount === undefined ? "" : `, ${valueCount} named ${valueCount === 1 ? "value" : "values"}`;
  const rows: [string, string][] = [
    ["Date", built === undefined ? "" : escapeHtml(longInstant(built))],
    ["Notebook", code(notebook)],
    ["SHA-256", hash(notebookHash)],
    ...inputs.flatMap(([path, sha256]): [string, string][] => [
      ["Input", code(path)],
      ["SHA-256", hash(sha256)],
    ]),
    ["Values", code(values) + count],
    ["SHA-256", hash(valuesHash)],
    ["Outputs", escapeHtml(provenance.outputs ?? "")],
    ["Tools", escapeHtml(tools.join(", "))],
    ["Conventions", escapeHtml(conventions.join("; "))],
    ["Rebuild", code(rebuild)],
  ];
  const shown = rows.filter(([, value]) => value !== "" && value !== code(""));
  return `<dl>\n${shown.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("\n")}\n</dl>`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function hash(text: string): string {
  return text === "" ? "" : `<code class="hash">${escapeHtml(text)}</code>`;
}
