// The code of this room as text that a browser evaluates: functions that call each other by name, no module.
import { fitPageParts, type Room } from "./fit-page.js";
import { type PageArea, pageAreaParts } from "./page-area.js";
import { splitTableParts } from "./split-table.js";

/** Evaluates to the PageArea of the page that is open. */
export function areaSource(paper: "a4" | "letter"): string {
  return `(() => {${text(pageAreaParts)}\nreturn pageArea(${JSON.stringify(paper)});})()`;
}

/** Print gets no smaller than this share of its size before a page is turned, or a table split. */
const smallest = 0.7;

/** Fits the page into `area` and evaluates to the number of blocks on turned pages. */
export function fitSource({ width, height, turnedWidth, turnedHeight }: PageArea): string {
  const room: Room = { width, height, turnedWidth, turnedHeight, smallest };
  return `(() => {${text(splitTableParts)}\n${text(fitPageParts)}\nreturn fitPage(${JSON.stringify(room)}, splitTable);})()`;
}

function text(parts: readonly unknown[]): string {
  return parts.map(String).join("\n");
}
