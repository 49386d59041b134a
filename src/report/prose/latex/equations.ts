// LaTeX's numbered displays (equation, align, gather, multline …): rows, labels and tags, written so that KaTeX sets them.
import { groupAt } from "../../text/macros.js";

/** One number of a display: of the whole of it, or of one row. */
export interface Row {
  readonly tex: string;
  /** \label{…}, as written. */
  readonly labels: readonly string[];
  /** \tag{…}; with a star it stands without brackets. */
  readonly tag: { readonly tex: string; readonly bare: boolean } | undefined;
  readonly numbered: boolean;
}

/** A display: its rows share alignment when `environment` is given, else there is one row. */
export interface Display {
  readonly environment: string | undefined;
  /** Between \begin{…} and the rows: the {2} of alignat. */
  readonly head: string;
  readonly rows: readonly Row[];
}

/** Environments whose rows have numbers, with the one that KaTeX sets them in. */
const byRow: Readonly<Record<string, string>> = {
  align: "align*",
  gather: "gather*",
  alignat: "alignat*",
  flalign: "align*",
  eqnarray: "align*",
};

/** Environments that have one number. */
const whole = /^(?:equation|multline|displaymath|math)$/;

/** TeX between $$ and $$, between \[ and \], or from \begin{…} to \end{…}. */
export function displayOf(tex: string): Display {
  const bare = tex.replace(/\\(?:begin|end)\{subequations\}/g, "").trim();
  const match = /^\\begin\{([a-z]+)(\*?)\}([\s\S]*)\\end\{\1\2\}$/.exec(bare);
  const [, name = "", star = "", inside = ""] = match ?? [];
  const environment = byRow[name];
  if (match !== null && environment !== undefined && !inside.includes(`\\end{${name}${star}}`)) {
    const head = name === "alignat" ? (/^\s*\{[^}]*\}/.exec(inside)?.[0] ?? "") : "";
    const rows = rowsOf(inside.slice(head.length)).map((row) => rowOf(row, star === ""));
    return { environment, head, rows: name === "eqnarray" ? rows.map(alignedOnce) : rows };
  }
  if (match !== null && whole.test(name)) {
    const row = rowOf(inside, star === "" && /^(?:equation|multline)$/.test(name));
    const set = name === "multline" ? `\\begin{gathered}${row.tex}\\end{gathered}` : row.tex;
    return { environment: undefined, head: "", rows: [{ ...row, tex: set }] };
  }
  return { environment: undefined, head: "", rows: [rowOf(bare, false)] };
}

function rowOf(tex: string, numbersItself: boolean): Row {
  const labels: string[] = [];
  let tag: Row["tag"];
  let silenced = false;
  let rest = "";
  for (let at = 0; at < tex.length; ) {
    const command = /\\(label|tag\*?|notag|nonumber)(?![A-Za-z])/y;
    command.lastIndex = at;
    const name = command.exec(tex)?.[1];
    const group = name === undefined ? undefined : groupAt(tex, at + 1 + name.length);
    if (name === "notag" || name === "nonumber") {
      silenced = true;
      at += 1 + name.length;
    } else if (name !== undefined && group !== undefined) {
      if (name === "label") labels.push(group.text.trim());
      else tag = { tex: group.text, bare: name === "tag*" };
      at = group.end;
    } else {
      const step = tex[at] === "\\" ? 2 : 1;
      rest += tex.slice(at, at + step);
      at += step;
    }
  }
  const numbered = tag !== undefined || labels.length > 0 || (numbersItself && !silenced);
  return { tex: rest.trim(), labels, tag, numbered };
}

/** The rows of an environment: cut at \\ outside braces and inner environments; a last empty one is dropped. */
function rowsOf(tex: string): string[] {
  const rows = [""];
  let depth = 0;
  for (const [piece] of tex.matchAll(
    /\\begin\{[^}]*\}|\\end\{[^}]*\}|\\\\(?:\*|\s*\[[^\]]*\])?|\\[\s\S]|[{}]|[^\\{}]+/g,
  )) {
    if (piece === "{" || piece.startsWith("\\begin{")) depth++;
    else if (piece === "}" || piece.startsWith("\\end{")) depth--;
    if (piece.startsWith("\\\\") && depth === 0) rows.push("");
    else rows.push(`${rows.pop() ?? ""}${piece}`);
  }
  return rows.filter((row, i) => i < rows.length - 1 || row.trim() !== "");
}

/** `a &=& b` aligns at the sign alone. */
function alignedOnce(row: Row): Row {
  return { ...row, tex: row.tex.replace(/&([^&]*)&/, "&$1") };
}

/** The display as KaTeX takes it, with the tags of its rows as they are to be printed. */
export function displayTex(
  { environment, head, rows }: Display,
  tags: readonly (string | undefined)[],
): string {
  const written = rows.map(({ tex }, i) => {
    const tag = tags[i];
    return tag === undefined ? tex : `${tex} ${tag}`;
  });
  if (environment === undefined) return written.join("");
  return `\\begin{${environment}}${head}${written.join(" \\\\ ")}\\end{${environment}}`;
}
