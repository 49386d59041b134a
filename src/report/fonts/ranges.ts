// Unicode ranges as CSS and font packages write them: "U+20-7E,U+A0".

/** A pair of code points, both included. */
export type Range = readonly [from: number, to: number];

/** "U+20-7E,U+A0" as pairs of code points. */
export function rangesOf(unicodeRange: string): Range[] {
  return unicodeRange
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [from = "", to] = part.trim().replace(/^U\+/i, "").split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to ?? from, 16)];
    });
}

/** Whether one of the ranges holds the code point. */
export function holds(ranges: readonly Range[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}

/** Code points as CSS writes them, neighbours joined; sorted. */
export function cssRange(codes: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const code of [...new Set(codes)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === code - 1) run[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code: number) => code.toString(16).toUpperCase();
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}
