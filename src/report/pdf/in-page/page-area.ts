// Runs in the browser: how large a printed page is inside its margins, as the page's own style sheets say.
import type { Box } from "./dom.js";

/** The area for text on an upright page and on a turned one, px. */
export interface PageArea {
  readonly width: number;
  readonly height: number;
  readonly turnedWidth: number;
  readonly turnedHeight: number;
  /** What a turned page writes as its size, such as "297mm 210mm". */
  readonly turnedSize: string;
}

/** Reads `@page { size; margin }`; without a size the paper that was asked for. Lengths may have any CSS unit. */
export function pageArea(paper: "a4" | "letter"): PageArea {
  const found: Record<string, string> = {};
  for (const sheet of Array.from(document.styleSheets)) {
    for (const { selectorText, style, cssRules } of Array.from(sheet.cssRules)) {
      if (selectorText !== "" || style === undefined || cssRules === undefined) continue;
      for (const name of ["size", "margin-top", "margin-right", "margin-bottom", "margin-left"]) {
        const value = (style as unknown as { getPropertyValue(name: string): string }).getPropertyValue(name);
        if (value !== "") found[name] = value;
      }
    }
  }
  const [across = "210mm", down = "297mm"] = paperSize(found.size ?? "", paper);
  const horizontal = pixels(found["margin-left"]) + pixels(found["margin-right"]);
  const vertical = pixels(found["margin-top"]) + pixels(found["margin-bottom"]);
  return {
    width: pixels(across) - horizontal,
    height: pixels(down) - vertical,
    turnedWidth: pixels(down) - horizontal,
    turnedHeight: pixels(across) - vertical,
    turnedSize: `${down} ${across}`,
  };
}

/** "A4", "letter landscape", "20cm 30cm" -> width and height. */
function paperSize(size: string, paper: string): string[] {
  const lengths = size.match(/[\d.]+[a-z]+/gi) ?? [];
  if (lengths.length > 0 && !/^a\d/i.test(size)) return [lengths[0] ?? "", lengths[1] ?? lengths[0] ?? ""];
  const known: Record<string, string[]> = {
    a3: ["297mm", "420mm"],
    a4: ["210mm", "297mm"],
    a5: ["148mm", "210mm"],
    letter: ["8.5in", "11in"],
    legal: ["8.5in", "14in"],
  };
  const name = Object.keys(known).find((word) => size.toLowerCase().includes(word)) ?? paper;
  const upright = known[name] ?? [];
  return size.includes("landscape") ? [...upright].reverse() : upright;
}

function pixels(length: string | undefined): number {
  if (length === undefined || length === "auto") return 0;
  const probe: Box = document.createElement("div");
  Object.assign(probe.style, { position: "absolute", width: length });
  document.body.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width;
}

/** Every function of this file, for `inPage`. */
export const pageAreaParts: readonly unknown[] = [pageArea, paperSize, pixels];
