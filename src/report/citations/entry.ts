// A document of a bibliography as our list of references prints it.
import type { Source } from "../../ground/source.js";
import { type Name, printedNames } from "./names.js";

/** What BibTeX and CSL-JSON say of a document, in plain text; what is not said is absent. */
export interface Entry {
  readonly id: string;
  readonly names: readonly Name[];
  /** The list of names ends with "and others". */
  readonly more: boolean;
  readonly title: string | undefined;
  readonly year: number | undefined;
  /** Journal, proceedings, book or series. */
  readonly within: string | undefined;
  readonly volume: string | undefined;
  readonly issue: string | undefined;
  readonly pages: string | undefined;
  /** Publisher, school, institution or what else brought it out. */
  readonly publisher: string | undefined;
  /** Number of an arXiv paper. */
  readonly arxiv: string | undefined;
  readonly doi: string | undefined;
  readonly url: string | undefined;
  readonly read: string | undefined;
}

/** The source that prose cites by the entry's key. */
export function sourceOf(entry: Entry): Source {
  const { id, title, year, publisher, within, read } = entry;
  const author = printedNames(entry.names, entry.more);
  const published = publication(entry);
  const url = addressOf(entry);
  return {
    id,
    kind: within === undefined && entry.arxiv === undefined ? "text" : "paper",
    author: author === "" ? (publisher ?? "") : author,
    title: title ?? id,
    ...(year === undefined ? {} : { year }),
    ...(published === "" ? {} : { published }),
    ...(url === undefined ? {} : { url }),
    ...(read === undefined ? {} : { read }),
  };
}

/** "Journal 12(3), 45–67, Publisher, arXiv:2001.08361" */
function publication({ names, within, volume, issue, pages, publisher, arxiv }: Entry): string {
  const number = volume === undefined ? "" : ` ${volume}${issue === undefined ? "" : `(${issue})`}`;
  const paper = arxiv === undefined ? undefined : `arXiv:${arxiv}`;
  const named = within !== undefined && arxiv !== undefined && within.includes(arxiv);
  return [
    within === undefined ? undefined : `${within}${number}`,
    within === undefined ? undefined : pages,
    names.length === 0 ? undefined : publisher,
    named ? undefined : paper,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(", ");
}

/** Only addresses of the web become links. */
function addressOf({ url, doi, arxiv }: Entry): string | undefined {
  if (url !== undefined && /^https?:\/\/\S+$/i.test(url)) return url;
  const bare = doi?.replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i, "").trim();
  if (bare !== undefined && /^10\.\S+$/.test(bare)) return `https://doi.org/${bare}`;
  return arxiv !== undefined && /^[\w.\-/]+$/.test(arxiv) ? `https://arxiv.org/abs/${arxiv}` : undefined;
}
