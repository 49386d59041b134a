// Reads patterns of named dimensions: "b s (h d)", and rearrangements of them with an arrow.
import { FlopbookError } from "../../ground/errors.js";

/** The names that share one dimension: ["b"], or ["h", "d"] for "(h d)". "1" is a dimension of size one. */
export type AxisGroup = readonly string[];

/** Two patterns of the same names. */
export interface Rearrangement {
  readonly left: readonly AxisGroup[];
  readonly right: readonly AxisGroup[];
}

/** The dimensions of "b s (h d)": [["b"], ["s"], ["h", "d"]]. Errors on brackets and names that cannot be. */
export function parseShape(pattern: string): readonly AxisGroup[] {
  const tokens = tokensOf(pattern);
  const groups: string[][] = [];
  let open: string[] | undefined;
  for (const token of tokens) {
    if (token === "(") {
      if (open !== undefined) throw problem(pattern, "has a bracket inside a bracket", "(");
      open = [];
    } else if (token === ")") {
      if (open === undefined) throw problem(pattern, "closes a bracket that is not open", ")");
      groups.push(open);
      open = undefined;
    } else if (open === undefined) groups.push([token]);
    else open.push(token);
  }
  if (open !== undefined) throw problem(pattern, "leaves a bracket open", "(");
  if (groups.length === 0) throw problem(pattern, "names no dimension", "nothing");
  const twice = groups.flat().find((name, i, all) => name !== "1" && all.indexOf(name) < i);
  if (twice !== undefined) throw problem(pattern, "names a dimension twice", twice);
  return groups;
}

/** Both sides of "b s (h d) -> b h s d". Errors unless they have the same names. */
export function parseRearrangement(pattern: string): Rearrangement {
  const sides = pattern.split("->");
  const [before = "", after = ""] = sides;
  if (sides.length !== 2)
    throw new FlopbookError(
      `shapes: a rearrangement must have one arrow, got "${pattern}"; write "b s (h d) -> b h s d"`,
    );
  const left = parseShape(before.trim());
  const right = parseShape(after.trim());
  const names = (groups: readonly AxisGroup[]) => groups.flat().filter((name) => name !== "1");
  const missing = names(left).find((name) => !names(right).includes(name));
  if (missing !== undefined) throw problem(pattern, "drops a dimension on its right side", missing);
  const added = names(right).find((name) => !names(left).includes(name));
  if (added !== undefined) throw problem(pattern, "has a dimension on its right side only", added);
  return { left, right };
}

/** The groups as a pattern again: "b s (h d)". */
export function patternText(groups: readonly AxisGroup[]): string {
  return groups.map((group) => (group.length === 1 ? (group[0] ?? "1") : `(${group.join(" ")})`)).join(" ");
}

function tokensOf(pattern: string): readonly string[] {
  const tokens = pattern.match(/[()]|[^\s()]+/g) ?? [];
  const odd = tokens.find((token) => !/^([()]|1|[A-Za-z][A-Za-z0-9_]*)$/.test(token));
  if (odd !== undefined) throw problem(pattern, "has something that is neither name, bracket nor 1", odd);
  return tokens;
}

function problem(pattern: string, what: string, got: string): FlopbookError {
  return new FlopbookError(
    `shapes: "${pattern}" ${what}, got ${got}; write names with spaces between them, as in "b s (h d)"`,
  );
}
