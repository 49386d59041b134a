// A line of a formula too wide for its column, fitted: broken inside parentheses, its fractions' halves on several lines.

/** How lines are measured and broken outside groups: handed in by the worked step. */
export interface LineRules {
  readonly width: (tex: string) => number;
  readonly broken: (tex: string, room: number) => string[];
}

/** The parts of a line that no break outside its groups can make fit; each part but the first is a continuation. */
export function fittedLine(tex: string, room: number, rules: LineRules): string[] {
  const parts = brokenInside(withPlainParentheses(tex), room, rules);
  return parts.map((part) => (rules.width(part) <= room ? part : withStackedFraction(part, room, rules)));
}

interface Break {
  readonly index: number;
  readonly depth: number;
  /** Sums hold together less than products. */
  readonly loose: boolean;
}

/** The line cut before operators and after commas inside its parentheses, the outermost that fit first. */
function brokenInside(tex: string, room: number, { width }: LineRules): string[] {
  const parts: string[] = [];
  let start = 0;
  const breaks = breaksInside(tex);
  while (width(tex.slice(start)) > room) {
    const after = breaks.filter(({ index }) => index > start && tex.slice(start, index).trim() !== "");
    const fitting = after.filter(({ index }) => width(tex.slice(start, index)) <= room);
    const filled = fitting.filter(({ index }) => width(tex.slice(start, index)) >= room / 3);
    const best = looseLast(filled) ?? fitting.at(-1) ?? after[0];
    if (best === undefined) break;
    parts.push(tex.slice(start, best.index).trim());
    start = best.index;
  }
  return [...parts, tex.slice(start).trim()].map((part) => part.replace(/^(?:\\;|\\,)\s*/, ""));
}

/** The last of the outermost breaks, sums before products. */
function looseLast(breaks: readonly Break[]): Break | undefined {
  const least = Math.min(...breaks.map(({ depth }) => depth));
  const outer = breaks.filter(({ depth }) => depth === least);
  return outer.filter(({ loose }) => loose).at(-1) ?? outer.at(-1);
}

function breaksInside(tex: string): Break[] {
  const found: Break[] = [];
  let closed = 0; // braces and delimiters that may not be torn apart
  let depth = 0;
  let before = "";
  for (const match of tex.matchAll(/\\[Bb]ig[lr][()]|\\(?:[A-Za-z]+|.)|\S/gs)) {
    const token = match[0];
    if (/^(?:\}|\\right|\\end)$/.test(token)) closed--;
    if (closed === 0) {
      if (/\)$/.test(token)) depth--;
      const binary = /^(?:\\times|\\cdot|[+-])$/.test(token) && !/[(,]$/.test(before) && before !== "";
      if (binary) found.push({ index: match.index, depth, loose: /^[+-]$/.test(token) });
      if (token === ",") found.push({ index: match.index + 1, depth, loose: true });
      if (/\($/.test(token)) depth++;
    }
    if (/^(?:\{|\\left|\\begin)$/.test(token)) closed++;
    if (!/^\\[;,]$/.test(token)) before = token;
  }
  return found;
}

/** Stretching parentheses outside braces as large ones of one size, which may stand on different lines. */
function withPlainParentheses(tex: string): string {
  let braces = 0;
  const open: boolean[] = [];
  return tex.replace(/\\left\(?|\\right\)?|\\(?:[A-Za-z]+|.)|[{}]/gs, (token) => {
    if (token === "{") braces++;
    if (token === "}") braces--;
    if (token.startsWith("\\left") && /^\\left\(?$/.test(token)) {
      const plain = braces === 0 && token === "\\left(";
      open.push(plain);
      return plain ? "\\Bigl(" : token;
    }
    if (/^\\right\)?$/.test(token)) return open.pop() === true ? "\\Bigr)" : token;
    return token;
  });
}

/** The line with the halves of its widest fraction outside braces broken into lines of their own. */
function withStackedFraction(tex: string, room: number, rules: LineRules): string {
  const { width } = rules;
  const fraction = fractionsOutside(tex).sort((a, b) => width(b.whole) - width(a.whole))[0];
  if (fraction === undefined) return tex;
  const left = Math.max(room - (width(tex) - width(fraction.whole)), room / 3);
  const halves = [fraction.top, fraction.bottom].map((half) => stacked(half, left, rules));
  const { start, whole } = fraction;
  return `${tex.slice(0, start)}\\frac{${halves.join("}{")}}${tex.slice(start + whole.length)}`;
}

function stacked(tex: string, room: number, rules: LineRules): string {
  if (rules.width(tex) <= room) return tex;
  const inner = room - 2;
  const lines = rules
    .broken(tex, inner)
    .flatMap((part) => (rules.width(part) <= inner ? [part] : fittedLine(part, inner, rules)));
  return lines.length === 1
    ? tex
    : `\\begin{aligned} & ${lines.join(" \\\\[0.2em] & \\quad ")} \\end{aligned}`;
}

interface Fraction {
  readonly start: number;
  readonly whole: string;
  readonly top: string;
  readonly bottom: string;
}

function fractionsOutside(tex: string): Fraction[] {
  const found: Fraction[] = [];
  for (let i = 0; i < tex.length; i++) {
    if (tex.startsWith("\\frac{", i)) {
      const middle = groupEnd(tex, i + 5);
      const end = groupEnd(tex, middle);
      const [top, bottom] = [tex.slice(i + 6, middle - 1), tex.slice(middle + 1, end - 1)];
      found.push({ start: i, whole: tex.slice(i, end), top, bottom });
      i = end - 1;
    } else if (tex[i] === "{") i = groupEnd(tex, i) - 1;
  }
  return found;
}

/** The place after the brace that closes the one at `open`. */
function groupEnd(tex: string, open: number): number {
  let depth = 0;
  for (let i = open; i < tex.length; i++) {
    if (tex[i] === "\\") i++;
    else if (tex[i] === "{") depth++;
    else if (tex[i] === "}" && --depth === 0) return i + 1;
  }
  return tex.length;
}
