// Aligned columns of text for a terminal.

import { escapedName } from "./door.js";

/** One column: its head and the side its cells lean to. */
export interface TextColumn {
  readonly head: string;
  readonly align?: "left" | "right";
}

/**
 * Rows under heads, columns two spaces apart, as wide as their widest cell; trailing spaces cut. `paintRow` colours a
 * finished line, so that escape codes do not disturb the widths; `totalled` sets the last row apart by a rule.
 */
export function textTable(
  columns: readonly TextColumn[],
  cells: readonly (readonly string[])[],
  paintRow: (line: string, row: number) => string = (line) => line,
  { totalled = false }: { readonly totalled?: boolean } = {},
): string {
  const rows = cells.map((row) => row.map(escapedName));
  const widths = columns.map(({ head }, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? "")].map(width)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, at) => pad(cells[at] ?? "", widths[at] ?? 0, align ?? "left"))
      .join("  ")
      .trimEnd();
  const head = line(columns.map((column) => column.head));
  const rule = line(widths.map((n) => "─".repeat(n)));
  const body = rows.map((row, at) => paintRow(line(row), at));
  if (totalled) body.splice(-1, 0, rule);
  return [head, rule, ...body].map((text) => `${text}\n`).join("");
}

/** Breaks `text` at spaces into lines of at most `columns` characters; each after the first is led by `indent`. */
export function wrapped(text: string, columns: number, indent = ""): string {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + 1 + width(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${indent}`);
}

/** `text` in at most `columns` characters, its middle left out where it is longer: "layers.0.at…n.query". */
export function shortened(text: string, columns: number): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  const end = Math.floor((columns - 1) / 2);
  return `${characters.slice(0, columns - 1 - end).join("")}…${characters.slice(characters.length - end).join("")}`;
}

/** The same text with ordinary spaces for no-break ones, so that `grep "2.97 h"` finds it. */
export function plainSpaces(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

function pad(text: string, columns: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - width(text)));
  return align === "left" ? text + space : space + text;
}

/** Characters, not UTF-16 units; combining marks take no place. */
function width(text: string): number {
  return [...text.replace(/\p{M}/gu, "")].length;
}
