// Printed text as a terminal shows it: lines overwritten, erased and coloured. The only import of xterm, loaded lazily.
import { createRequire } from "node:module";
import type { IBufferCell, IBufferLine, Terminal } from "@xterm/headless";
import { escapeHtml, shownCode } from "../../ground/html.js";

/** Rows that a cursor may move up over: more than any stack of progress bars. */
const ROWS = 200;
/** Longer lines wrap, and are joined again when they are read. */
const WIDEST = 600;
/** Lines after which what can no longer change is read and let go. */
const LINES_AT_ONCE = 1000;
/** Numbers in a sequence beyond this one are a loop, not a place on a screen. */
const FARTHEST = 2000;

/** Written apart, so that no pattern holds a control character. */
const ESC = "\u001b";
const BEL = "\u0007";

const sequences: Readonly<Record<string, string>> = {
  link: String.raw`${ESC}\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\)`,
  picture: String.raw`${ESC}P[^${ESC}]*${ESC}\\`,
  string: String.raw`${ESC}[X^_][^${ESC}]*${ESC}\\`,
  screen: String.raw`${ESC}\[\?(?:47|1047|1049)[hl]`,
  control: String.raw`${ESC}\[[0-?]*[ -/]*[@-~]`,
  short: `${ESC}[ -/]*[0-OQ-WYZ\`-~]`,
};
const anySequence = new RegExp(
  Object.entries(sequences)
    .map(([name, source]) => `(?<${name}>${source})`)
    .join("|"),
  "g",
);
const steering = new RegExp(String.raw`[\b${ESC}]|\r(?!\n)`);
const backwards = new RegExp(String.raw`^[^\n]*?(?:\r(?!\n)|[\b]|${ESC}\[\d*[AFKJDG]|${ESC}\[\d*;?\d*H)`);

/** Whether text moves a cursor or changes colours, so that it needs a terminal. */
export function steersTerminal(text: string): boolean {
  return steering.test(text);
}

/** Whether text goes back to what stands before it: a progress bar's next state. */
export function reachesBack(text: string): boolean {
  return backwards.test(text);
}

/** Printed text as HTML of one `<code>`; trailing blank lines are left out. */
export function plainLines(text: string): string {
  return escapeHtml(shownCode(text.replace(/\r\n/g, "\n")).replace(/\s+$/, ""));
}

/** The same for text that steers a terminal: its last state, with colours as spans of class "ansi-…". */
export async function terminalLines(text: string): Promise<string> {
  const pieces = prepared(text);
  const cols = columns(pieces);
  const { Terminal } = createRequire(import.meta.url)("@xterm/headless") as {
    Terminal: new (options: object) => Terminal;
  };
  const scrollback = 4 * LINES_AT_ONCE;
  const screen = new Terminal({ cols, rows: ROWS, scrollback, convertEol: true, allowProposedApi: true });
  const write = (data: string) => new Promise<void>((done) => screen.write(data, done));
  const lines: string[] = [];
  try {
    for (const chunk of chunks(pieces, cols)) {
      await write(chunk);
      const { baseY } = screen.buffer.active;
      readLines(screen, 0, baseY, lines);
      if (baseY > 0) await write(`${ESC}[3J`);
    }
    readLines(screen, 0, screen.buffer.active.length, lines);
  } finally {
    screen.dispose();
  }
  return lines.join("\n").replace(/\s+$/, "");
}

interface Piece {
  readonly text: string;
  readonly steers: boolean;
}

/** Text and sequences apart: those that a page can follow; other control characters are made visible. */
function prepared(text: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (part: string) => {
    const shown = part.replace(/[^\n\r\t\b]+/g, shownCode);
    if (shown !== "") pieces.push({ text: shown, steers: false });
  };
  let from = 0;
  for (const match of text.matchAll(anySequence)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { control, short, picture, link } = match.groups ?? {};
    if (picture !== undefined || link?.startsWith(`${ESC}]1337;File=`) === true) add("[picture not shown]");
    const steer = control?.replace(/\d+/g, (digits) => String(Math.min(Number(digits), FARTHEST))) ?? short;
    if (steer !== undefined) pieces.push({ text: steer, steers: true });
  }
  add(text.slice(from));
  return pieces;
}

/** Enough columns for the longest line, so that a carriage return finds its beginning. */
function columns(pieces: readonly Piece[]): number {
  const plain = pieces.map(({ text, steers }) => (steers ? "" : text)).join("");
  const longest = plain.split(/[\n\r]/).reduce((most, line) => Math.max(most, cells(line)), 0);
  return Math.min(Math.max(longest + 1, 80), WIDEST);
}

function cells(line: string): number {
  let count = 0;
  for (const character of line)
    count += character === "\t" ? 8 : (character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
  return count;
}

/** Runs of pieces that scroll no farther than the terminal remembers. */
function* chunks(pieces: readonly Piece[], cols: number): Generator<string> {
  let chunk = "";
  let lines = 0;
  for (const { text, steers } of pieces) {
    for (const part of steers ? [text] : (text.match(/[^\n]{0,1000}\n?/g) ?? [])) {
      chunk += part;
      lines += steers ? 0 : Math.ceil(cells(part) / cols) + (part.endsWith("\n") ? 1 : 0);
      if (lines < LINES_AT_ONCE) continue;
      yield chunk;
      chunk = "";
      lines = 0;
    }
  }
  yield chunk;
}

/** Lines of the buffer as HTML; one that wrapped goes on with the line before it. */
function readLines(screen: Terminal, from: number, to: number, lines: string[]): void {
  const { active } = screen.buffer;
  for (let y = from; y < to; y++) {
    const line = active.getLine(y);
    if (line === undefined) continue;
    const next = active.getLine(y + 1);
    const html = lineHtml(line, active.getNullCell(), next?.isWrapped === true);
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += html;
    else lines.push(html);
  }
}

function lineHtml(line: IBufferLine, cell: IBufferCell, whole: boolean): string {
  const length = line.translateToString(!whole).length;
  let html = "";
  let style = "";
  let run = "";
  const flush = () => {
    html += style === "" || run === "" ? escapeHtml(run) : `<span${style}>${escapeHtml(run)}</span>`;
    run = "";
  };
  for (let x = 0, read = 0; read < length && x < line.length; x++) {
    const at = line.getCell(x, cell);
    if (at === undefined || at.getWidth() === 0) continue;
    const text = at.getChars() || " ";
    read += text.length;
    const own = styleOf(at);
    if (own !== style) {
      flush();
      style = own;
    }
    run += text;
  }
  flush();
  return html;
}

/** Attributes of a span, or "" for plain text. */
function styleOf(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return "";
  const classes: string[] = [];
  const values: string[] = [];
  const colour = (ground: "fg" | "bg", isDefault: boolean, isRgb: boolean, number: number) => {
    if (isDefault) return;
    if (!isRgb && number < 16) classes.push(`ansi-${ground}-${number}`);
    else {
      classes.push(`ansi-${ground}`);
      values.push(`--${ground}:#${(isRgb ? number : palette(number)).toString(16).padStart(6, "0")}`);
    }
  };
  colour("fg", cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  colour("bg", cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  for (const [name, on] of [
    ["bold", cell.isBold()],
    ["dim", cell.isDim()],
    ["italic", cell.isItalic()],
    ["under", cell.isUnderline()],
    ["strike", cell.isStrikethrough()],
    ["over", cell.isOverline()],
    ["inverse", cell.isInverse()],
  ] as const)
    if (on !== 0) classes.push(`ansi-${name}`);
  if (classes.length === 0) return "";
  return ` class="${classes.join(" ")}"${values.length === 0 ? "" : ` style="${values.join(";")}"`}`;
}

/** The colours 16 to 255 of a terminal: a cube of six steps, then 24 greys. */
function palette(number: number): number {
  if (number >= 232) return (8 + (number - 232) * 10) * 0x010101;
  const step = (digit: number) => (digit === 0 ? 0 : 55 + 40 * digit);
  const at = number - 16;
  return (step(Math.floor(at / 36)) << 16) | (step(Math.floor(at / 6) % 6) << 8) | step(at % 6);
}
