// The reference list: which documents a page knows, which it cites, and under which number.
import { suggestion } from "../../ground/errors.js";
import { attributes, escapeHtml } from "../../ground/html.js";
import type { CitationJson } from "../../ground/mime.js";
import type { Source } from "../../ground/source.js";
import { enclosed, type Inline, inlineText, joined, linked } from "../text/inline.js";
import { familyNames } from "./names.js";

/** A document and the place in it. */
export interface Cited {
  readonly id: string;
  readonly place: string | undefined;
  /** Words before it: "see". */
  readonly prefix?: string;
}

/** Documents that reached the page; each gets its number when it is first cited. */
export interface References {
  /** Makes a document citable; the first of an id wins. */
  know(source: Source): void;
  /** True when a document has this id. */
  knows(id: string): boolean;
  /** `[3]`, `[3, Table 1]` or `[4, 1]` as links to the list; the ids must be known. */
  cite(cited: readonly Cited[]): Inline;
  /** The place in words before each number: "Table 1 [3]"; knows the documents as it goes. */
  citeAll(citations: readonly CitationJson[]): string;
  /** `[3, 7]` without places, knowing the documents as it goes; empty for none. */
  citeSources(sources: readonly Source[]): string;
  /** "Kaplan et al. (2020)", as a sentence names it; the id must be known. */
  name(id: string): string;
  /** "; did you mean …" for an unknown id. */
  suggestion(id: string): string;
  /** The section's list items, in order of first citation. */
  listHtml(): string;
}

/** No document known, none cited. */
export function freshReferences(): References {
  const known = new Map<string, Source>();
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return number;
  };
  const know = (source: Source) => void (known.has(source.id) || known.set(source.id, source));
  const cite = (cited: readonly Cited[]) => marksOf(cited, numberOf);
  return {
    know,
    knows: (id) => known.has(id),
    cite,
    citeAll: (citations) =>
      citations
        .map(({ source, place }) => {
          know(source);
          const mark = cite([{ id: source.id, place: undefined }]).html;
          return place === undefined ? mark : `${escapeHtml(place)}\u00a0${mark}`;
        })
        .join(", "),
    citeSources(sources) {
      sources.forEach(know);
      const numbered = sources.map(({ id }) => ({ id, number: numberOf(id) }));
      const inOrder = numbered.sort((a, b) => a.number - b.number);
      return cite(inOrder.map(({ id }) => ({ id, place: undefined }))).html;
    },
    name(id) {
      const { author, year } = known.get(id) ?? { author: id };
      return `${familyNames(author)} (${year ?? "undated"})`;
    },
    suggestion: (id) => suggestion(id, known.keys()),
    listHtml: () =>
      [...numbers]
        .map(([id, number]) => entryHtml(id, number, known.get(id)))
        .filter((entry) => entry !== "")
        .join("\n"),
  };
}

/** `[3]`, or several in one pair of brackets. */
function marksOf(cited: readonly Cited[], numberOf: (id: string) => number): Inline {
  const [first, ...others] = cited;
  if (first === undefined) return inlineText("");
  const text = ({ id, place, prefix }: Cited) =>
    `${prefix === undefined ? "" : `${prefix} `}${numberOf(id)}${place === undefined ? "" : `, ${place}`}`;
  if (others.length === 0) return linked(`<a class="ref"${toEntry(first)}>`, inlineText(`[${text(first)}]`));
  const between = cited.some(({ prefix }) => prefix !== undefined) ? "; " : ", ";
  const marks = cited.map((one) => linked(`<a${toEntry(one)}>`, inlineText(text(one))));
  const list = joined([inlineText("["), joined(marks, between), inlineText("]")]);
  return enclosed('<span class="ref">', list, "</span>");
}

function toEntry({ id }: Cited): string {
  return attributes({ href: `#${referenceId(id)}` });
}

/** Id of a document's entry in the list. */
export function referenceId(id: string): string {
  return `ref-${id}`;
}

function entryHtml(id: string, number: number, source: Source | undefined): string {
  if (source === undefined) return "";
  const words = [source.author, source.title, publication(source)]
    .map(sentence)
    .filter((part) => part !== "");
  const read = source.read === undefined ? "" : ` Read ${source.read}.`;
  const address = source.url === undefined ? "" : ` ${addressHtml(source.url)}`;
  return `<li id="${escapeHtml(referenceId(id))}"><span class="no">${number}</span><span>${escapeHtml(words.join(" ") + read)}${address}</span></li>`;
}

/** "arXiv:2203.15556, 2022", with the year once. */
function publication({ published, year }: Source): string {
  if (year === undefined) return published ?? "undated";
  if (published === undefined) return String(year);
  return published.includes(String(year)) ? published : `${published}, ${year}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.?!]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function addressHtml(url: string): string {
  const shown = url.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/$/, "");
  return `<a class="url"${attributes({ href: url })}>${escapeHtml(shown)}</a>`;
}
