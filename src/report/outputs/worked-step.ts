// A worked step as one aligned formula: symbols, the same with values, result; long lines broken before an operator.
import type { EquationJson } from "../../ground/mime.js";
import { formulaWidth as width } from "../text/formula-width.js";
import { fittedLine } from "./wide-line.js";

const COLUMN = 54; // characters of formula that fit the text column beside the equation number
const SLACK = 6; // wider lines run into the number

/** TeX of the whole step: three aligned lines when the equation carries values, else the formula alone. */
export function workedTex({ tex, substitutedTex, resultTex }: EquationJson): string {
  const [left, right] = sides(tex);
  if (right === undefined) return tex;
  const lines = [right, substitutedTex, resultTex]
    .filter((line): line is string => line !== undefined && line.trim() !== "")
    .filter((line, i, all) => i === 0 || line.trim() !== all[i - 1]?.trim());
  const room = COLUMN - width(left) - 3;
  const rows = lines.flatMap((line, i) => {
    const [first = "", ...more] = brokenLine(line, room).flatMap((part) =>
      width(part) <= room + SLACK ? [part] : fittedLine(part, room, { width, broken: brokenLine }),
    );
    return [`${i === 0 ? left : ""} &= ${first}`, ...more.map((part) => `&\\quad ${part}`)];
  });
  if (rows.length === 1) return tex;
  const spaced = rows.map((row, i) => (i === rows.length - 1 ? row : `${row} \\\\[${gap(row)}] `));
  return `\\begin{aligned} ${spaced.join("")} \\end{aligned}`;
}

/** Space after a line: TeX counts it from a line without fractions. */
function gap(row: string): string {
  return /\\d?frac/.test(row) ? "1em" : "0.3em";
}

/** Cuts "F = a b" at its first equals sign that stands outside braces. */
function sides(tex: string): [left: string, right: string | undefined] {
  const at = topLevel(tex).find(({ token }) => token === "=");
  return at === undefined
    ? [tex, undefined]
    : [tex.slice(0, at.index).trim(), tex.slice(at.index + 1).trim()];
}

/** The line in parts no wider than `room`, each but the first beginning with × + −. */
export function brokenLine(tex: string, room: number): string[] {
  if (width(tex) <= room) return [tex];
  const breaks = topLevel(tex).filter(
    ({ token, index }) => /^(?:\\times|\\cdot|[+-])$/.test(token) && index > 0,
  );
  const parts: string[] = [];
  let start = 0;
  let last = 0;
  for (const { index } of breaks) {
    if (width(tex.slice(start, index)) > room && last > start) {
      parts.push(tex.slice(start, last).trim());
      start = last;
    }
    last = index;
  }
  if (width(tex.slice(start)) > room && last > start) {
    parts.push(tex.slice(start, last).trim());
    start = last;
  }
  return [...parts, tex.slice(start).trim()];
}

/** Tokens outside braces, brackets of \left … \right and environments, in order, with their places. */
function topLevel(tex: string): { token: string; index: number }[] {
  const found: { token: string; index: number }[] = [];
  let depth = 0;
  for (const match of tex.matchAll(/\\(?:[A-Za-z]+|.)|./gs)) {
    const token = match[0];
    if (/^(?:\{|\(|\\left|\\begin)$/.test(token)) depth++;
    if (depth === 0) found.push({ token, index: match.index });
    if (/^(?:\}|\)|\\right|\\end)$/.test(token)) depth--;
  }
  return found;
}
