// What the bytes of a picture say of themselves: its kind, and whether it is all there.

/** MIME type of a raster picture by its first bytes; undefined when it is none that a page shows. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 32)).toString("latin1");
  if (head.startsWith("\x89PNG")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head) && bytes.length > 12) return "image/gif";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  if (/^....ftyp(?:avif|avis|mif1)/s.test(head)) return "image/avif";
  if (head.startsWith("BM") && bytes.length > 26) return "image/bmp";
  return undefined;
}

/** Whether a picture of that type ends before its end: a viewer then shows a part of it, or nothing. */
export function endsEarly(bytes: Uint8Array, type: string): boolean {
  const data = Buffer.from(bytes);
  if (type === "image/png") return data.indexOf("IEND", 0, "latin1") < 0;
  if (type === "image/jpeg") return data.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0;
  if (type === "image/gif") return data.lastIndexOf(0x3b) < data.length - 16;
  if (type === "image/webp") return data.length < data.readUInt32LE(4) + 8;
  if (type === "image/bmp") return data.length < data.readUInt32LE(2);
  if (type === "image/avif") return !boxesEnd(data);
  return false;
}

/** Whether the boxes of an ISO file reach its end and hold the picture: `meta` describes it, `mdat` is it. */
function boxesEnd(data: Buffer): boolean {
  const names = new Set<string>();
  let at = 0;
  while (at + 8 <= data.length) {
    const size = data.readUInt32BE(at);
    names.add(data.toString("latin1", at + 4, at + 8));
    if (size === 0) return names.has("meta");
    if (size < 8) return size === 1; // a box beyond 4 GB: nothing we measure
    at += size;
  }
  return at === data.length && names.has("meta") && (names.has("mdat") || names.has("idat"));
}
