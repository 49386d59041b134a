// A page of HTML -> the bytes of its PDF: page numbers in the contents, checked, and nothing in it that varies.
import { FlopbookError } from "../../ground/errors.js";
import { stampedPdf } from "./bytes.js";
import type { Paper, Printer } from "./chrome.js";
import { type PdfFacts, pdfFacts, plainId } from "./file.js";
import { contentsTargets, withPageNumbers } from "./page-numbers.js";

/** A finished PDF. */
export interface Pdf {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** As the browser signs it, such as "Skia/PDF m143". */
  readonly producer: string;
}

export interface PdfOptions {
  readonly printer: Pick<Printer, "print">;
  readonly paper: Paper;
  /** Seconds since 1970, for both dates in the file. */
  readonly date: number;
}

const passes = 3;

/**
 * Prints `html`.
 *
 *   html ─ print ─▶ read pages of headings ─▶ write them into the contents ─ print ─▶ did they hold? ─▶ stamp ─▶ check
 *                              ▲───────────────────── no, at most once more ──────────┘
 *
 * Throws when the numbers do not settle, or when the PDF lacks tags, title, language, bookmarks or an embedded font.
 */
export async function printPdf(html: string, { printer, paper, date }: PdfOptions): Promise<Pdf> {
  const targets = contentsTargets(html);
  let raw = await printer.print(html, paper);
  let facts = await pdfFacts(raw);
  let numbers = pageNumbers(facts, targets);
  for (let pass = 2; targets.length > 0; pass++) {
    raw = await printer.print(withPageNumbers(html, numbers), paper);
    facts = await pdfFacts(raw);
    const read = pageNumbers(facts, targets);
    const moved = targets.filter((id) => read.get(plainId(id)) !== numbers.get(plainId(id)));
    if (moved.length === 0) break;
    if (pass === passes)
      throw new FlopbookError(
        `PDF: the page numbers of ${moved.join(", ")} move when they are printed; keep those headings off a page's edge`,
      );
    numbers = read;
  }
  const bytes = stampedPdf(raw, date);
  demandGoodPdf(facts, html);
  return { bytes, pages: facts.pages, producer: facts.producer ?? "unknown" };
}

function pageNumbers(facts: PdfFacts, targets: readonly string[]): ReadonlyMap<string, number> {
  const lost = targets.filter((id) => !facts.destinations.has(plainId(id)));
  if (lost.length > 0)
    throw new FlopbookError(
      `PDF: the contents point at ${lost.map((id) => `#${id}`).join(", ")}, which no page shows; print must not hide it`,
    );
  return facts.destinations;
}

/** What every report promises: readers with a screen reader, a search or another machine depend on it. */
function demandGoodPdf(facts: PdfFacts, html: string): void {
  const bare = facts.fonts.filter((font) => !font.embedded).map((font) => font.name);
  const faults = [
    facts.tagged ? "" : "it is not tagged",
    facts.title ? "" : "it has no title",
    // Chromium fills in its own language where the page gives none
    /<html[^>]*\slang="[^"]/.test(html) && facts.language ? "" : "it has no language",
    facts.bookmarks > 0 ? "" : "it has no bookmarks",
    bare.length === 0 ? "" : `${bare.join(", ")} not embedded`,
  ].filter((fault) => fault !== "");
  if (faults.length > 0)
    throw new FlopbookError(
      `PDF: ${faults.join(", ")}; the template must give title, lang, headings and fonts`,
    );
}
