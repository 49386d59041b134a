// A font cut down to the characters of a page, with all its shaping. The only import of subset-font.
import subsetFont from "subset-font";
import { sha256 } from "../../disk/hash.js";

/** What is to be left of a font. */
export interface Cut {
  readonly bytes: Uint8Array;
  readonly codes: readonly number[];
  /** Value of every axis of a variable font: PDFs need static ones. */
  readonly axes: Readonly<Record<string, number>>;
}

const made = new Map<string, Promise<Uint8Array>>();

/** The subset as woff2: the same bytes on every machine, since HarfBuzz runs as WebAssembly. */
export function subset({ bytes, codes, axes }: Cut): Promise<Uint8Array> {
  const key = sha256(`${sha256(bytes)} ${codes.join(" ")} ${JSON.stringify(axes)}`);
  const known = made.get(key);
  if (known !== undefined) return known;
  const work = subsetFont(Buffer.from(bytes), String.fromCodePoint(...codes), {
    targetFormat: "woff2",
    noHinting: true,
    preserveNameIds: [0, 1, 2, 4, 6, 13, 14],
    ...(Object.keys(axes).length > 0 ? { variationAxes: axes } : {}),
  });
  made.set(key, work);
  return work;
}
