// BibTeX and BibLaTeX -> entries. The only import of the parser.
import bibtex from "bibtex-parse";
import { FlopbookError } from "../../ground/errors.js";
import type { Entry } from "./entry.js";
import type { Name } from "./names.js";
import { texText } from "./tex-text.js";

/** The entries of a file, in order, with keys that stand twice told in `repeated`. */
export interface BibtexFile {
  readonly entries: readonly Entry[];
  readonly repeated: readonly string[];
}

type Value = string | number | bigint | null | readonly Item[];
interface Item {
  readonly itemtype?: string;
  readonly name?: string;
  readonly type?: string;
  readonly key?: string | number | null;
  readonly value?: Value;
  readonly datatype?: string;
  readonly fields?: readonly Item[];
}

/** Reads a file. Throws FlopbookError with the line where it is no BibTeX; `subject` names the file. */
export function bibtexFile(text: string, subject: string): BibtexFile {
  const items = parsed(text, subject);
  const strings = new Map<string, string>();
  const raw = new Map<string, Raw>();
  const repeated: string[] = [];
  for (const item of items) {
    if (item.itemtype === "string") strings.set((item.name ?? "").toLowerCase(), plain(item, strings));
    if (item.itemtype !== "entry") continue;
    const id = item.key === null || item.key === undefined ? "" : String(item.key).trim();
    if (id === "")
      throw new FlopbookError(
        `${subject}: an entry @${item.type} has no key; give it one: @${item.type}{key, …}`,
      );
    if (raw.has(id)) repeated.push(id);
    else raw.set(id, { type: (item.type ?? "misc").toLowerCase(), fields: fieldsOf(item, strings) });
  }
  const entries = [...raw].map(([id, entry]) => entryOf(id, inherited(entry, raw, new Set([id]))));
  return { entries, repeated };
}

interface Raw {
  readonly type: string;
  readonly fields: ReadonlyMap<string, string>;
}

function parsed(text: string, subject: string): readonly Item[] {
  try {
    return bibtex.parse(text.replace(/^\uFEFF/, ""), { number: "string" }) as readonly Item[];
  } catch (error) {
    const { message, location } = error as Error & { location?: { start?: { line?: number } } };
    const line = location?.start?.line;
    const at = line === undefined ? "" : `, line ${line}`;
    throw new FlopbookError(`${subject}${at}: no BibTeX: ${message}; is the entry before it closed?`, {
      cause: error,
    });
  }
}

function fieldsOf(item: Item, strings: ReadonlyMap<string, string>): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of item.fields ?? []) {
    const name = (field.name ?? "").toLowerCase();
    if (!fields.has(name)) fields.set(name, plain(field, strings));
  }
  return fields;
}

/** The text of a value, still TeX: names of strings are replaced, pieces joined. */
function plain({ value, datatype }: Item, strings: ReadonlyMap<string, string>): string {
  if (Array.isArray(value)) return value.map((part: Item) => plain(part, strings)).join("");
  const text = value === null || value === undefined ? "" : String(value);
  return datatype === "identifier" ? (strings.get(text.toLowerCase()) ?? text) : text;
}

/** Fields that an entry takes from the one that `crossref` names. */
function inherited(entry: Raw, all: ReadonlyMap<string, Raw>, seen: Set<string>): Raw {
  const parentId = entry.fields.get("crossref")?.trim();
  const parent = parentId === undefined || seen.has(parentId) ? undefined : all.get(parentId);
  if (parentId === undefined || parent === undefined) return entry;
  const above = inherited(parent, all, seen.add(parentId)).fields;
  const title = above.get("booktitle") ?? above.get("title");
  const taken = new Map([...above].filter(([name]) => !/^(?:title|crossref|author)$/.test(name)));
  if (title !== undefined && !taken.has("booktitle")) taken.set("booktitle", title);
  return { type: entry.type, fields: new Map([...taken, ...entry.fields]) };
}

function entryOf(id: string, { type, fields }: Raw): Entry {
  const text = (...names: readonly string[]) => {
    const found = names
      .map((name) => fields.get(name))
      .find((value) => value !== undefined && value.trim() !== "");
    return found === undefined ? undefined : texText(found);
  };
  const { names, more } = namesOf(fields.get("author") ?? fields.get("editor") ?? "");
  const year = /\d{4}/.exec(text("year", "date") ?? "")?.[0];
  const arxiv = /arxiv/i.test(`${fields.get("archiveprefix") ?? fields.get("eprinttype") ?? ""}`);
  const subtitle = text("subtitle");
  const published =
    fields
      .get("howpublished")
      ?.replace(/^\\url\{(.*)\}$/, "$1")
      .trim() ?? "";
  const onWeb = /^https?:\/\/\S+$/.test(published);
  const title = text("title");
  return {
    id,
    names,
    more,
    title: subtitle === undefined || title === undefined ? title : `${title}: ${subtitle}`,
    year: year === undefined ? undefined : Number(year),
    within: type === "book" ? text("series") : text("journal", "journaltitle", "booktitle", "series"),
    volume: text("volume"),
    issue: text("number", "issue"),
    pages: text("pages"),
    publisher: text("publisher", "school", "institution", "organization", ...(onWeb ? [] : ["howpublished"])),
    arxiv: arxiv ? text("eprint") : undefined,
    doi: fields.get("doi")?.replace(/\\_/g, "_"),
    url: (fields.get("url") ?? (onWeb ? published : undefined))
      ?.replace(/\\([_%&#~])/g, "$1")
      .replace(/^\\url\{(.*)\}$/, "$1")
      .trim(),
    read: /^\d{4}-\d\d-\d\d$/.exec(fields.get("urldate") ?? "")?.[0],
  };
}

/** "A and {B and C} and others": names cut outside braces. */
function namesOf(tex: string): { names: readonly Name[]; more: boolean } {
  const parts = cut(tex, /\s+and\s+/y)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const names = parts.filter((part) => part !== "others").map(nameOf);
  return { names, more: parts.includes("others") };
}

function nameOf(tex: string): Name {
  if (/^\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}$/.test(tex) && !/^\{\\/.test(tex)) return { literal: texText(tex) };
  const [family = "", ...rest] = cut(tex, /,/y).map((part) => part.trim());
  if (rest.length > 0) return { family: texText(family), given: texText(rest.at(-1) ?? "") };
  const words = cut(tex, /\s+/y).filter((word) => word !== "");
  const particle = words.findIndex((word, i) => i > 0 && i < words.length - 1 && /^\p{Ll}/u.test(word));
  const from = particle < 0 ? words.length - 1 : particle;
  return { family: texText(words.slice(from).join(" ")), given: texText(words.slice(0, from).join(" ")) };
}

/** The pieces between separators that stand outside braces. */
function cut(tex: string, separator: RegExp): string[] {
  const pieces = [""];
  let depth = 0;
  for (let at = 0; at < tex.length; ) {
    separator.lastIndex = at;
    const match = depth === 0 ? separator.exec(tex) : null;
    if (match !== null) {
      pieces.push("");
      at += match[0].length;
      continue;
    }
    const sign = tex[at] === "\\" ? tex.slice(at, at + 2) : tex.charAt(at);
    if (sign === "{") depth++;
    if (sign === "}") depth--;
    pieces.push(`${pieces.pop() ?? ""}${sign}`);
    at += sign.length;
  }
  return pieces;
}
