// HTML comments of a text, taken out before it is read: notes to oneself are for no reader, wherever they begin and end.

/** A text without its comments; line ends stay, so that lines keep their numbers. */
export interface Uncommented {
  readonly text: string;
  /** Line, from 0, of a comment that never ends: all after it is gone. */
  readonly open: number | undefined;
}

/** Takes the comments out of a text. `isCode` says which lines, from 0, are blocks of code, where all stays. */
export function withoutComments(source: string, isCode: (line: number) => boolean): Uncommented {
  let text = "";
  let line = 0;
  for (let at = 0; at < source.length; ) {
    const lineEnd = source.indexOf("\n", at);
    const atStart = at === 0 || source[at - 1] === "\n";
    if (atStart && isCode(line)) {
      const end = lineEnd < 0 ? source.length : lineEnd + 1;
      text += source.slice(at, end);
      at = end;
      line++;
      continue;
    }
    const next = pieceAt(source, at);
    if (next.comment && next.open) return { text, open: line };
    const lines = next.text.split("\n").length - 1;
    text += next.comment ? "\n".repeat(lines) : next.text;
    line += lines;
    at += next.text.length;
  }
  return { text, open: undefined };
}

interface Piece {
  readonly text: string;
  readonly comment: boolean;
  readonly open: boolean;
}

const comment = /<!--(?:-?>|[\s\S]*?--!?>)/y;
const codeSpan = /(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n)[\s\S])*?[^`])\1(?!`)/y;
const plain = /[^`\\<\n]+|\\[\s\S]?|`+|[\s\S]/y;

function pieceAt(source: string, at: number): Piece {
  if (source.startsWith("<!--", at)) {
    comment.lastIndex = at;
    const closed = comment.exec(source)?.[0];
    return { text: closed ?? source.slice(at), comment: true, open: closed === undefined };
  }
  codeSpan.lastIndex = at;
  plain.lastIndex = at;
  const text = codeSpan.exec(source)?.[0] ?? plain.exec(source)?.[0] ?? source.charAt(at);
  return { text, comment: false, open: false };
}
