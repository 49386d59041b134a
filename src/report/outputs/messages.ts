// What a cell said besides its results: printed lines, and errors in the reader's terms where they happened.

import { attributes, escapeHtml, shownCode } from "../../ground/html.js";
import type { CellError } from "../../notebook/notebook.js";
import { type Problem, placeText } from "../problem.js";

const kinds: Readonly<Record<CellError["kind"], string>> = {
  type: "does not compile",
  exception: "stopped",
  late: "failed after it had finished",
  timeout: "ran too long",
  memory: "ran out of memory",
  exit: "ended the process",
  "not-run": "did not run",
};

/** "Cell 6 (fig-stages), line 3, column 5" */
export function errorPlace({ cell, label, line, column }: CellError): string {
  const name = label === undefined ? `Cell ${cell}` : `Cell ${cell} (${label})`;
  const parts = [
    name,
    line === undefined ? undefined : `line ${line}`,
    column === undefined ? undefined : `column ${column}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** What an error says, with its name where it has one. */
export function errorText({ kind, name, message }: CellError): string {
  return kind === "type" || kind === "exception" ? `${name}: ${message}` : message;
}

/** An error where it happened, `lines` being its text as HTML. An expected one (`raises-exception`) is told quietly. */
export function errorHtml(
  error: CellError,
  options: { readonly id?: string; readonly expected: boolean; readonly lines: string },
): string {
  const { id, expected, lines } = options;
  const source =
    error.sourceLine === undefined
      ? ""
      : `<code class="at">${escapeHtml(shownCode(error.sourceLine.trim()))}</code>`;
  const head = expected ? "Expected error" : `${errorPlace(error)} ${kinds[error.kind]}`;
  return `<div class="failure${expected ? " expected" : ""}"${attributes({ id })}><p class="h">${escapeHtml(head)}</p><pre><code>${lines}</code></pre>${source}</div>`;
}

/**
 * The banner at the top of a page with failed cells or faults in its text; empty when there are none. `anchors` are
 * the ids of the places where cells failed, by cell number.
 */
export function bannerHtml(
  errors: readonly CellError[],
  anchors: ReadonlyMap<number, string>,
  problems: readonly Problem[],
): string {
  const failed = errors.map((error) => {
    const message = escapeHtml(error.message.split("\n")[0] ?? "");
    const place = `<a href="#${escapeHtml(anchors.get(error.cell) ?? "main")}">${escapeHtml(errorPlace(error))}</a>`;
    return `<li>${place} ${kinds[error.kind]}: ${message}</li>`;
  });
  const faults = problems
    .filter(({ severity }) => severity === "error")
    .map(({ cell, line, message }) => {
      const place = placeText({ cell, line });
      return `<li>${escapeHtml(place === "" ? message : `${place}: ${message}`)}</li>`;
    });
  const items = [...failed, ...faults];
  if (items.length === 0) return "";
  const count = items.length === 1 ? "one fault" : `${items.length} faults`;
  return `<div class="banner" role="alert"><p class="h">This report has ${count}; do not rely on its numbers.</p><ul>${items.join("")}</ul></div>`;
}
