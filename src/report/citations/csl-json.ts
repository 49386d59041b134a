// CSL-JSON, as Zotero and Pandoc write it -> entries.
import { FlopbookError } from "../../ground/errors.js";
import type { Entry } from "./entry.js";
import type { Name } from "./names.js";

type Fields = Readonly<Record<string, unknown>>;

/** The documents of a file. Throws FlopbookError when it is no list of items with ids; `subject` names the file. */
export function cslEntries(text: string, subject: string): readonly Entry[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new FlopbookError(
      `${subject}: not JSON: ${(cause as Error).message}; export it again as CSL JSON`,
      { cause },
    );
  }
  const items = Array.isArray(data) ? data : (data as Fields | null)?.items;
  if (!Array.isArray(items))
    throw new FlopbookError(
      `${subject}: a list of items is expected, got ${typeof data}; export it as CSL JSON`,
    );
  return items.map((item: unknown, i) => entryOf(item, `${subject}, item ${i + 1}`));
}

function entryOf(item: unknown, subject: string): Entry {
  if (typeof item !== "object" || item === null)
    throw new FlopbookError(`${subject}: an object is expected, got ${JSON.stringify(item)}`);
  const fields = item as Fields;
  const id = text(fields["citation-key"]) ?? text(fields.id);
  if (id === undefined)
    throw new FlopbookError(`${subject}: id is missing; give the item the key that prose cites`);
  const names = namesOf(fields.author) ?? namesOf(fields.editor) ?? [];
  const number = text(fields.number);
  const arxiv = /^arxiv:/i.test(number ?? "") ? number : undefined;
  return {
    id,
    names,
    more: false,
    title: text(fields.title),
    year: yearOf(fields.issued),
    within: text(fields["container-title"]) ?? text(fields["collection-title"]),
    volume: text(fields.volume),
    issue: text(fields.issue),
    pages: text(fields.page)?.replace(/(?<=\d)-+(?=\d)/g, "–"),
    publisher: text(fields.publisher),
    arxiv: arxiv?.replace(/^arxiv:/i, ""),
    doi: text(fields.DOI),
    url: text(fields.URL),
    read: dayOf(fields.accessed),
  };
}

/** Text without the little markup that CSL-JSON may hold. */
function text(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const plain = String(value)
    .replace(/<\/?(?:i|b|sub|sup|sc|span)\b[^>]*>/g, "")
    .trim();
  return plain === "" ? undefined : plain;
}

function namesOf(value: unknown): Name[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((name: Fields): Name => {
    const literal = text(name.literal);
    if (literal !== undefined) return { literal };
    const particle = text(name["non-dropping-particle"]) ?? text(name["dropping-particle"]);
    const family = [particle, text(name.family)].filter((part) => part !== undefined).join(" ");
    return { family, given: text(name.given) ?? "" };
  });
}

function dateParts(value: unknown): readonly number[] {
  const date = value as
    | { "date-parts"?: readonly (readonly (number | string)[])[]; raw?: string; literal?: string }
    | undefined;
  const [parts] = date?.["date-parts"] ?? [];
  if (parts !== undefined) return parts.map(Number);
  return (/\d{4}(?:-\d\d){0,2}/.exec(date?.raw ?? date?.literal ?? "")?.[0] ?? "")
    .split("-")
    .filter(Boolean)
    .map(Number);
}

function yearOf(value: unknown): number | undefined {
  const [year] = dateParts(value);
  return year !== undefined && Number.isInteger(year) ? year : undefined;
}

function dayOf(value: unknown): string | undefined {
  const [year, month, day] = dateParts(value);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}
