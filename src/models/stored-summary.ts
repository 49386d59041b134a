// How a file stores a network's weights in plain numbers: size, bits of a weight, formats by share.
import type { StoredShare, StoredWeights } from "../layers/index.js";

/** What is stored in one number format. */
export interface StoredFormatSummary extends StoredShare {
  /** Scales included; null for what holds no weights of its own. */
  readonly bitsPerWeight: number | null;
  /** Share of all bytes. */
  readonly share: number;
}

/** The weights as a file stores them, or as the checkpoint does that a config describes. */
export interface StoredSummary {
  readonly format: string;
  readonly bytes: number;
  readonly bitsPerWeight: number;
  /** Whether the bytes of the parameters are these. */
  readonly used: boolean;
  readonly from: StoredWeights["from"];
  /** By number format, most bytes first. */
  readonly formats: readonly StoredFormatSummary[];
  /** Number format of the key-value cache, where the checkpoint names one. */
  readonly cache?: string;
}

/** Stored weights in plain numbers; `used`: the bytes of the parameters are these. */
export function storedSummary(
  { name, from, bytes, bitsPerWeight, formats, cache }: StoredWeights,
  used: boolean,
): StoredSummary {
  const all = formats.reduce((sum, share) => sum + share.bytes, 0);
  return {
    format: name,
    bytes: bytes.all.value,
    bitsPerWeight: bitsPerWeight.value,
    used,
    from,
    formats: formats.map((share) => ({
      ...share,
      bitsPerWeight: share.parameters === 0 ? null : (bitsOfByte * share.bytes) / share.parameters,
      share: all === 0 ? 0 : share.bytes / all,
    })),
    ...(cache === undefined ? {} : { cache }),
  };
}

const bitsOfByte = 8;
