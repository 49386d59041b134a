// The members of a JSON object one by one, so that a name given twice is seen and no tree of the whole is built.
import { FlopbookError } from "../../ground/errors.js";

/** One member of the header: a tensor's name and what is said of it. */
export interface HeaderEntry {
  readonly name: string;
  readonly value: unknown;
}

/** Longest text of one member, in characters: a tensor's has a few hundred, the free texts of the writer may be long. */
const longestTensor = 4_000;
const longestMetadata = 10_000_000;

/** The members of the object that `text` holds. Errors on other JSON, broken JSON, and a name given twice. */
export function* headerEntries(file: string, text: string): Generator<HeaderEntry> {
  const broken = (at: number) =>
    new FlopbookError(
      `${file}: the header must be one JSON object, got something else at character ${at}; check that the download is whole`,
    );
  const seen = new Set<string>();
  if (text[0] !== "{") throw broken(0);
  let at = afterSpace(text, 1);
  if (text[at] !== "}") {
    for (;;) {
      const nameEnd = stringEnd(text, at);
      const name = parsed(text.slice(at, nameEnd));
      const colon = afterSpace(text, nameEnd);
      if (typeof name !== "string" || text[colon] !== ":") throw broken(at);
      const end = valueEnd(text, colon + 1);
      const longest = name === "__metadata__" ? longestMetadata : longestTensor;
      const value = end - colon > longest ? undefined : parsed(text.slice(colon + 1, end));
      if (value === undefined) throw broken(colon + 1);
      if (seen.has(name))
        throw new FlopbookError(
          `${file}: tensor "${name}": each name may occur once, got it twice; write the file again with unique names`,
        );
      seen.add(name);
      yield { name, value };
      if (text[end] === "}") {
        at = end;
        break;
      }
      if (text[end] !== ",") throw broken(end);
      at = afterSpace(text, end + 1);
    }
  }
  if (afterSpace(text, at + 1) !== text.length) throw broken(at + 1);
}

/** The value of a piece of JSON; undefined when it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at++;
  return at;
}

/** The place after the string that begins at `from`, or the end of the text. */
function stringEnd(text: string, from: number): number {
  if (text[from] !== '"') return from;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The place of the comma or brace that ends the value which begins at `from`. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (depth === 0 && (character === "," || character === "}")) return at;
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    at++;
  }
  return at;
}
