// Inflates the deflated entries of a zip; the one file that knows the library for it.
import { inflateSync } from "fflate";

/** The bytes of a raw deflate stream, `size` of them as the archive says. Throws on a damaged stream. */
export function inflated(bytes: Uint8Array, size: number): Uint8Array {
  return inflateSync(bytes, { out: new Uint8Array(size) });
}
