// Whether a reader can open what a number rests on, and every origin that lies in a record.
import { documents } from "../../src/documents/bibliography.js";
import type { Origin, Source } from "../../src/ground/source.js";

const documentsWeJudge: readonly Source[] = Object.values(documents);

/** Keys of the texts that the project judges: nothing rests on one of them. The published article is no such text. */
export const judged: ReadonlySet<string> = new Set(
  documentsWeJudge.filter(({ kind }) => kind === "text").map(({ id }) => id),
);

/** The origins that cannot be opened, or that are judged, each with its path. */
export function offenders(origins: readonly (readonly [path: string, origin: Origin])[]): readonly string[] {
  return origins
    .filter(([, origin]) => !canBeFound(origin) || judged.has(named(origin)))
    .map(([path, origin]) => `${path}: ${named(origin)}`);
}

/** Whether a source has an address (a DOI is one) or the ISBN of a book. */
export function canBeFound(origin: Origin): boolean {
  if (typeof origin === "string") return false;
  const source = "source" in origin ? origin.source : origin;
  return source.url !== undefined || /\bISBN 97[89]-[\d-]{10,}/.test(source.published ?? "");
}

/** What a source is called in a list of offenders: its key, or the words that stand in its place. */
export function named(origin: Origin): string {
  if (typeof origin === "string") return `"${origin}"`;
  return "source" in origin ? named(origin.source) : origin.id;
}

/** Every source, citation and sentence under "source" or "citation" in a record, with its path. */
export function originsIn(
  value: unknown,
  path: string,
): readonly (readonly [path: string, origin: Origin])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    (key === "source" || key === "citation") && isOrigin(held)
      ? [[`${path}.${key}`, held] as const]
      : originsIn(held, `${path}.${key}`),
  );
}

function isOrigin(value: unknown): value is Origin {
  if (typeof value === "string") return true;
  const inner = (value as { readonly source?: unknown } | null)?.source ?? value;
  return typeof inner === "object" && inner !== null && "author" in inner && isSource(inner);
}

function isSource(value: object): value is Source {
  return "id" in value && "title" in value;
}
