// Makes a PDF's bytes depend on nothing but its page: dates, creator and element names overwritten in place, length kept.
import { FlopbookError } from "../../ground/errors.js";

const creator = "Flopbook";

/**
 * The same PDF with both dates set to `date` (seconds since 1970), "Flopbook" as its creator, and the names of
 * structure elements, which count nodes of the browser's process, counted anew from 1. No offset moves.
 * Throws when the file is not as Chromium writes it, or carries an /ID, which would vary.
 */
export function stampedPdf(pdf: Uint8Array, date: number): Uint8Array {
  const text = Buffer.from(pdf).toString("latin1");
  const trailer = text.slice(text.lastIndexOf("trailer"));
  if (trailer.includes("/ID")) throw unexpected("a random /ID in its trailer");
  const dated = withEntry(withEntry(text, "CreationDate", pdfDate(date)), "ModDate", pdfDate(date));
  const named = withRenumberedNodes(withEntry(dated, "Creator", creator));
  if (named.length !== pdf.length) throw unexpected(`${named.length} bytes for ${pdf.length} after stamping`);
  return Buffer.from(named, "latin1");
}

/** "D:20261121000000+00'00'" for a time in seconds since 1970. */
export function pdfDate(seconds: number): string {
  const digits = new Date(seconds * 1000).toISOString().slice(0, 19).replace(/\D/g, "");
  return `D:${digits}+00'00'`;
}

/** One text entry of the document information overwritten; white space after it fills up what the value is shorter. */
function withEntry(text: string, key: string, value: string): string {
  const entries = [...text.matchAll(new RegExp(`/${key} \\(((?:[^()\\\\]|\\\\.)*)\\)`, "g"))];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1)
    throw unexpected(`${entries.length} entries "/${key}" instead of one`);
  const written = `/${key} (${value})`;
  if (written.length > entry[0].length) throw unexpected(`no room for "${value}" in its "${entry[0]}"`);
  const end = entry.index + entry[0].length;
  return text.slice(0, entry.index) + written.padEnd(entry[0].length) + text.slice(end);
}

/** "node00000153" -> "node00000001" and so on; the order stays, because a PDF's name trees are sorted. */
function withRenumberedNodes(text: string): string {
  const pattern = /\(node(\d{8})\)/g;
  const names = [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
  const places = new Map(names.map((name, index) => [name, String(index + 1).padStart(8, "0")]));
  return text.replace(pattern, (whole, name: string) => `(node${places.get(name) ?? whole})`);
}

function unexpected(got: string): FlopbookError {
  return new FlopbookError(
    `PDF: the browser wrote ${got}; this browser is not supported, see \`flopbook doctor\` for the one that is`,
  );
}
