// Reads back what a PDF says about itself: pages of its destinations, fonts, tags, title. The only import of pdf-lib.
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFRef, PDFString } from "@cantoo/pdf-lib";

/** What we hold a PDF to, and the page on which each `#id` of the HTML came to lie. */
export interface PdfFacts {
  readonly pages: number;
  readonly title: string | undefined;
  readonly language: string | undefined;
  readonly producer: string | undefined;
  readonly tagged: boolean;
  readonly bookmarks: number;
  /** Sorted by name. */
  readonly fonts: readonly PdfFont[];
  /** 1-based pages by HTML id as `plainId` spells it, for every id that some link of the page leads to. */
  readonly destinations: ReadonlyMap<string, number>;
}

/** One font of a PDF. */
export interface PdfFont {
  /** PostScript name without subset tag; "unnamed" for Type 3. */
  readonly name: string;
  readonly embedded: boolean;
  /** Type 3: glyphs are drawings, as of a variable font or a made-up bold; they print, but not as sharply. */
  readonly drawn: boolean;
}

/** Facts about a PDF as Chromium writes them. */
export async function pdfFacts(bytes: Uint8Array): Promise<PdfFacts> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  const { catalog, context } = pdf;
  const mark = catalog.lookupMaybe(PDFName.of("MarkInfo"), PDFDict);
  const outlines = catalog.lookupMaybe(PDFName.of("Outlines"), PDFDict);
  const language = catalog.lookup(PDFName.of("Lang"));
  const info = context.lookupMaybe(context.trailerInfo.Info, PDFDict);
  return {
    pages: pdf.getPageCount(),
    title: textOf(info?.lookup(PDFName.of("Title"))),
    language: textOf(language),
    producer: textOf(info?.lookup(PDFName.of("Producer"))),
    tagged:
      mark?.lookup(PDFName.of("Marked"))?.toString() === "true" && catalog.has(PDFName.of("StructTreeRoot")),
    bookmarks: Number(outlines?.lookup(PDFName.of("Count"))?.toString() ?? 0),
    fonts: fontsOf(pdf),
    destinations: destinationsOf(pdf),
  };
}

function fontsOf(pdf: PDFDocument): PdfFacts["fonts"] {
  const fonts = new Map<string, PdfFont>();
  for (const [, object] of pdf.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict) || object.lookup(PDFName.of("Type")) !== PDFName.of("Font")) continue;
    if (object.has(PDFName.of("DescendantFonts"))) continue; // its descendant, which has the file, comes by itself
    const descriptor = object.lookupMaybe(PDFName.of("FontDescriptor"), PDFDict);
    const named = object.lookup(PDFName.of("BaseFont"));
    const name = named instanceof PDFName ? named.decodeText().replace(/^[A-Z]{6}\+/, "") : "unnamed";
    const drawn = object.lookup(PDFName.of("Subtype")) === PDFName.of("Type3");
    const file = ["FontFile", "FontFile2", "FontFile3"].some((key) => descriptor?.has(PDFName.of(key)));
    const embedded = (fonts.get(name)?.embedded ?? true) && (drawn || file);
    fonts.set(name, { name, embedded, drawn });
  }
  return [...fonts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The id that an address such as "#%E7%BB%93" means, in the one spelling by which ids of the HTML and names of the PDF
 * are compared: Chromium writes names percent-encoded, and an author may write an id either way.
 */
export function plainId(id: string): string {
  try {
    return decodeURIComponent(id).normalize("NFC");
  } catch {
    return id.normalize("NFC"); // a per cent sign that encodes nothing
  }
}

/** /Dests of the catalogue: id -> [page /XYZ left top zoom]. */
function destinationsOf(pdf: PDFDocument): Map<string, number> {
  const pages = new Map(pdf.getPages().map((page, index) => [page.ref.toString(), index + 1]));
  const found = new Map<string, number>();
  const named = pdf.catalog.lookupMaybe(PDFName.of("Dests"), PDFDict);
  for (const [name, place] of named?.entries() ?? []) {
    const array = pdf.context.lookup(place);
    const page = array instanceof PDFArray ? array.get(0) : undefined;
    const number = page instanceof PDFRef ? pages.get(page.toString()) : undefined;
    if (number !== undefined) found.set(plainId(name.decodeText()), number);
  }
  return found;
}

function textOf(object: unknown): string | undefined {
  return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : undefined;
}
