// Source maps: decoding, joining two of them, and looking a compiled position up.

/** For each compiled line: columns and where they come from, flat [column, line, column, ...], all 0-based. */
export type Positions = readonly (readonly number[])[];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = new Map([...alphabet].map((letter, value) => [letter, value]));

/** The positions in the "mappings" text of a source map (version 3) with one source. */
export function decodedPositions(mappings: string): Positions {
  let line = 0;
  let column = 0;
  return mappings.split(";").map((text) => {
    const flat: number[] = [];
    let compiled = 0;
    for (const segment of text === "" ? [] : text.split(",")) {
      const [dCompiled = 0, source, dLine = 0, dColumn = 0] = decodedNumbers(segment);
      compiled += dCompiled;
      if (source === undefined) continue;
      line += dLine;
      column += dColumn;
      flat.push(compiled, line, column);
    }
    return flat;
  });
}

/** Positions of `second` told in the source of `first`: first compiled A to B, second compiled B to C. */
export function joinedPositions(first: Positions, second: Positions): Positions {
  return second.map((flat) => {
    const joined: number[] = [];
    for (let i = 0; i < flat.length; i += 3) {
      const origin = originalPosition(first, flat[i + 1] ?? 0, flat[i + 2] ?? 0);
      if (origin !== undefined) joined.push(flat[i] ?? 0, origin.line, origin.column);
    }
    return joined;
  });
}

/** Where a compiled position (0-based) comes from: the mark at or before it on the line, else the line's first. */
export function originalPosition(
  positions: Positions,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } | undefined {
  const flat = positions[line] ?? [];
  if (flat.length === 0) return undefined;
  let best = 0;
  for (let i = 0; i < flat.length && (flat[i] ?? 0) <= column; i += 3) best = i;
  return { line: flat[best + 1] ?? 0, column: flat[best + 2] ?? 0 };
}

/** The numbers of one base-64 VLQ segment: five bits a digit, lowest first, sign in the lowest bit. */
function decodedNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = digits.get(letter) ?? 0;
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
