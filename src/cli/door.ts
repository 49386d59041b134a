// The door to the terminal: control characters of files and names are shown escaped; only our own colours and redraws pass.
import type { Paint, Terminal } from "./terminal.js";

/**
 * C0 but for line feed and tab, DEL, C1, line and paragraph separators, and what turns the direction of text. Written
 * with \u they stay what they are inside JSON, too.
 */
const controls = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Control characters as text: "\u001b[31m". */
export function escapedControls(text: string): string {
  return text.replace(controls, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same where line feeds and tabs are no layout of ours: a name in a table. */
export function escapedName(text: string): string {
  return escapedControls(text.replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
}

/** Noncharacters that stand for our own codes until the text has been escaped. */
const firstMark = 0xfdd0;
const styles = ["bold", "dim", "red", "green", "yellow"] as const satisfies readonly (keyof Paint)[];
const marks = /[\ufdd0-\ufdde]/g;

/** Clears the line that the cursor is in: for progress that redraws itself. */
export const clearLine: string = String.fromCharCode(firstMark + 2 * styles.length);

/** A terminal that escapes everything that is written to it; `raw` writes a result byte by byte. */
export function guarded(terminal: Terminal): Terminal {
  const open = (at: number) => String.fromCharCode(firstMark + 2 * at);
  const close = (at: number) => String.fromCharCode(firstMark + 2 * at + 1);
  const codes = new Map<string, string>([[clearLine, "\r\u001B[2K"]]);
  styles.forEach((style, at) => {
    const [before = "", after = ""] = terminal.colors[style]("\n").split("\n");
    codes.set(open(at), before).set(close(at), after);
  });
  const colors = Object.fromEntries(
    styles.map((style, at) => [style, (text: string) => `${open(at)}${text}${close(at)}`]),
  ) as unknown as Paint;
  const shown = (text: string) => escapedControls(text).replace(marks, (mark) => codes.get(mark) ?? "");
  return {
    ...terminal,
    colors,
    out: (text) => terminal.out(shown(text)),
    err: (text) => terminal.err(shown(text)),
    raw: terminal.out,
  };
}
