// What is told when no font sets some text: which characters, where they stand, which package to install.
import type { ExecutedCell, ExecutedNotebook } from "../../notebook/notebook.js";
import type { Place } from "../problem.js";
import { suggestedPackage } from "./choice.js";
import { hanOrder, type Need } from "./needs.js";
import { kindOf } from "./scripts.js";

/** One line, and the place of the first character that it speaks of. */
export interface MissingText {
  readonly place: Place;
  readonly message: string;
}

const shown = 8;

/** One message for each package that would help, and one for text that none helps; in order of the page. */
export function missingText(
  needs: readonly Need[],
  all: readonly Need[],
  notebook: ExecutedNotebook,
  installed: readonly string[],
): MissingText[] {
  const han = hanOrder(notebook.frontMatter.lang, all);
  const groups = new Map<string, Need[]>();
  for (const need of needs) {
    const key = suggestedPackage(need, han) ?? kindOf(need.cluster).label;
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  return [...groups.values()].map((group) => {
    const packageId = suggestedPackage(group[0] as Need, han);
    const { place, words } = firstPlace(group, notebook);
    return {
      place,
      message: `${sentence(group)}${words}; ${remedy(packageId, packageId !== undefined && installed.includes(packageId))}`,
    };
  });
}

function sentence(group: readonly Need[]): string {
  const labels = [...new Set(group.map(({ cluster }) => kindOf(cluster).label))].join(", ");
  const sample = group
    .slice(0, shown)
    .map(({ cluster }) => `${printable(cluster)} (${codePoints(cluster)})`.trim());
  const more = group.length > shown ? ` and ${group.length - shown} more` : "";
  const count = group.length === 1 ? "1 character" : `${group.length} characters`;
  return `fonts: no face for ${count} of ${labels}, got ${sample.join(" ")}${more}`;
}

function remedy(packageId: string | undefined, installed: boolean): string {
  if (installed)
    return "the project's fonts lack them: replace them, or name a font file in the front matter, fonts: [my-font.woff2]";
  if (packageId === undefined)
    return "no package is known that has them: replace them, or name a font file in the front matter, fonts: [my-font.woff2]";
  return `npm install @fontsource/${packageId}, or name a font file in the front matter, fonts: [my-font.woff2]`;
}

/** A mark alone would sit on what stands before it; what has no picture is told by its number. */
function printable(cluster: string): string {
  if (/^[\p{Co}\p{Cn}\p{Cs}]/u.test(cluster)) return "";
  return /^\p{M}/u.test(cluster) ? `\u25cc${cluster}` : cluster;
}

function codePoints(cluster: string): string {
  return [...cluster]
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`)
    .join(" ");
}

/** Where the notebook writes one of the clusters first: front matter, a line of a cell, or one of its outputs. */
function firstPlace(group: readonly Need[], notebook: ExecutedNotebook): { place: Place; words: string } {
  const inside = (text: string) => group.some(({ cluster }) => text.includes(cluster));
  if (inside(frontText(notebook)))
    return { place: { cell: undefined, line: undefined }, words: ", in the front matter" };
  for (const cell of notebook.cells) {
    const found = placeIn(cell, inside);
    if (found !== undefined) return found;
  }
  return { place: { cell: undefined, line: undefined }, words: "" };
}

function placeIn(
  cell: ExecutedCell,
  inside: (text: string) => boolean,
): { place: Place; words: string } | undefined {
  const line = cell.source.split("\n").findIndex(inside);
  if (line >= 0) return { place: { cell: cell.number, line: line + 1 }, words: "" };
  const output = cell.outputs.findIndex((one) => inside(outputText(one)));
  if (output < 0) return undefined;
  const words = cell.outputs.length > 1 ? `, in output ${output + 1}` : ", in its output";
  return { place: { cell: cell.number, line: undefined }, words };
}

/** JSON writes these characters as they are. */
function outputText(output: unknown): string {
  return JSON.stringify(output);
}

function frontText({ frontMatter, name }: ExecutedNotebook): string {
  return JSON.stringify([frontMatter, name]);
}
