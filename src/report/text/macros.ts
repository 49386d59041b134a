// Definitions in TeX (\newcommand, \def, \DeclareMathOperator …): found, and written so that KaTeX takes them as MathJax does.

/** TeX whose definitions KaTeX accepts, whether it has any, and whether it has nothing else. */
export interface Defined {
  readonly tex: string;
  readonly defines: boolean;
  readonly only: boolean;
}

const opening =
  /\\(newcommand|renewcommand|providecommand|DeclareMathOperator|def|gdef|edef|xdef|let|require)(?![A-Za-z@])\*?/y;

/**
 * MathJax lets a definition replace another, has optional arguments and \DeclareMathOperator; KaTeX refuses the first
 * and lacks the others, so each definition is written in the words that it has.
 */
export function definitions(tex: string): Defined {
  if (!/\\(?:\w*command|\w*def|let|require|DeclareMathOperator)/.test(tex))
    return { tex, defines: false, only: false };
  const written: string[] = [];
  let defines = false;
  let only = true;
  for (let at = 0; at < tex.length; ) {
    const found = definitionAt(tex, at);
    if (found === undefined) {
      const step = tex[at] === "\\" ? 2 : 1;
      const piece = tex.slice(at, at + step);
      written.push(piece);
      if (!/^(?:\s|\\ |\\,|\\(?:g|l)$)/.test(piece)) only = false;
      at += step;
    } else {
      written.push(found.tex);
      defines = true;
      at = found.end;
    }
  }
  return { tex: written.join(""), defines, only: only && defines };
}

interface Found {
  readonly tex: string;
  readonly end: number;
}

function definitionAt(tex: string, at: number): Found | undefined {
  const prefix = /(?:\\(?:global|long)\s*)*/y;
  prefix.lastIndex = at;
  const start = at + (prefix.exec(tex)?.[0].length ?? 0);
  opening.lastIndex = start;
  const match = opening.exec(tex);
  if (match === null) return undefined;
  const [whole, word = ""] = match;
  const after = start + whole.length;
  if (word === "require") return requirement(tex, after);
  if (word === "let") return letter(tex, start, after);
  if (word.endsWith("def")) return plainDefinition(tex, start, after);
  return command(tex, { word, starred: whole.endsWith("*"), after });
}

/** \require{cancel}: a package that MathJax loads; KaTeX has what it has. */
function requirement(tex: string, after: number): Found | undefined {
  const name = groupAt(tex, after);
  return name === undefined ? undefined : { tex: "", end: name.end };
}

function letter(tex: string, start: number, after: number): Found | undefined {
  const match = /\s*\\(?:[A-Za-z@]+|.)\s*=?\s*(?:\\(?:[A-Za-z@]+|.)|\S)/sy;
  match.lastIndex = after;
  const rest = match.exec(tex)?.[0];
  if (rest === undefined) return undefined;
  return { tex: tex.slice(start, after + rest.length), end: after + rest.length };
}

function plainDefinition(tex: string, start: number, after: number): Found | undefined {
  const head = /\s*\\(?:[A-Za-z@]+|.)[^{}]*/sy;
  head.lastIndex = after;
  const length = head.exec(tex)?.[0].length;
  const body = length === undefined ? undefined : groupAt(tex, after + length);
  return body === undefined ? undefined : { tex: tex.slice(start, body.end), end: body.end };
}

function command(
  tex: string,
  { word, starred, after }: { word: string; starred: boolean; after: number },
): Found | undefined {
  const head = /\s*(?:\{\s*(\\(?:[A-Za-z@]+|.))\s*\}|(\\(?:[A-Za-z@]+|.)))\s*(?:\[\s*(\d)\s*\])?\s*/sy;
  head.lastIndex = after;
  const match = head.exec(tex);
  if (match === null) return undefined;
  const name = match[1] ?? match[2] ?? "";
  let at = after + match[0].length;
  const optional = tex[at] === "[" ? /\[((?:[^[\]{}]|\{[^{}]*\})*)\]\s*/sy : undefined;
  let first: string | undefined;
  if (optional !== undefined) {
    optional.lastIndex = at;
    const given = optional.exec(tex);
    if (given === null) return undefined;
    first = given[1] ?? "";
    at += given[0].length;
  }
  const body = groupAt(tex, at) ?? singleAt(tex, at);
  if (body === undefined) return undefined;
  return {
    tex: rewritten({ word, starred, name, count: Number(match[3] ?? 0), first }, body.text),
    end: body.end,
  };
}

interface Command {
  readonly word: string;
  readonly starred: boolean;
  readonly name: string;
  readonly count: number;
  /** Default of an optional first argument. */
  readonly first: string | undefined;
}

function rewritten({ word, starred, name, count, first }: Command, body: string): string {
  const known = `\\providecommand{${name}}{}`;
  if (word === "DeclareMathOperator")
    return `${known}\\renewcommand{${name}}{\\operatorname${starred ? "*" : ""}{${body}}}`;
  if (word === "providecommand" && first === undefined)
    return `\\providecommand{${name}}${places(count)}{${body}}`;
  if (first === undefined) return `${known}\\renewcommand{${name}}${places(count)}{${body}}`;
  const inner = `${/[A-Za-z]$/.test(name) ? name : "\\flop@"}@opt`;
  const rest = Array.from({ length: Math.max(0, count - 1) }, (_, i) => `#${i + 2}`).join("");
  return `\\gdef${name}{\\@ifnextchar[{${inner}}{${inner}[${first}]}}\\gdef${inner}[#1]${rest}{${body}}`;
}

function places(count: number): string {
  return count === 0 ? "" : `[${count}]`;
}

/** The group that begins at or after `at`, past spaces: its inside, and where it ends. */
export function groupAt(
  tex: string,
  at: number,
): { readonly text: string; readonly end: number } | undefined {
  const open = at + (/^\s*/.exec(tex.slice(at))?.[0].length ?? 0);
  if (tex[open] !== "{") return undefined;
  let depth = 0;
  for (let i = open; i < tex.length; i++) {
    if (tex[i] === "\\") i++;
    else if (tex[i] === "{") depth++;
    else if (tex[i] === "}" && --depth === 0) return { text: tex.slice(open + 1, i), end: i + 1 };
  }
  return undefined;
}

function singleAt(tex: string, at: number): { readonly text: string; readonly end: number } | undefined {
  const match = /\\(?:[A-Za-z@]+|.)|\S/sy;
  match.lastIndex = at;
  const text = match.exec(tex)?.[0];
  return text === undefined ? undefined : { text, end: at + text.length };
}
