// Raster pictures of outputs: checked by their bytes, at the size that their metadata asks for.

import { attributes, escapeHtml } from "../../ground/html.js";
import type { MimeBundle } from "../../ground/mime.js";
import { endsEarly, pictureType } from "../text/picture-bytes.js";

/** A picture, or why there is none. */
export type Picture =
  | { readonly html: string; readonly fault: string | undefined }
  | { readonly html: undefined; readonly fault: string };

/** MIME types of pictures that pages show, best first. */
export const pictureTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/jpg",
  "image/webp",
  "image/avif",
  "image/gif",
  "image/bmp",
];

/** The picture in base64 as an `img`. */
export function pictureHtml(type: string, base64: string, metadata: MimeBundle, alt: string): Picture {
  const written = base64.replace(/^data:[^,]*,/, "").replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(written)) return { html: undefined, fault: "its base64 is broken" };
  const bytes = Buffer.from(written, "base64");
  const found = pictureType(bytes);
  if (found === undefined) return { html: undefined, fault: "its bytes are no picture" };
  const src = `data:${found};base64,${bytes.toString("base64")}`;
  const html = `<img${attributes({ src, ...sizeOf(metadata, type) })} alt="${escapeHtml(alt)}">`;
  return { html, fault: endsEarly(bytes, found) ? "the picture ends before its end" : undefined };
}

/** `metadata: { "image/png": { width: 640 } }`, or the same without the type. */
function sizeOf(
  metadata: MimeBundle,
  type: string,
): { width: string | undefined; height: string | undefined } {
  const own = metadata[type];
  const given = (typeof own === "object" && own !== null ? own : metadata) as Readonly<
    Record<string, unknown>
  >;
  const pixels = (value: unknown) => {
    const number = typeof value === "string" ? Number(value) : value;
    return typeof number === "number" && number > 0 && number < 1e5 ? String(Math.round(number)) : undefined;
  };
  return { width: pixels(given.width), height: pixels(given.height) };
}
