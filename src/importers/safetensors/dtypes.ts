// The number formats that a safetensors header may name, with their bits.
import { suggestion } from "../../ground/errors.js";

/** Bits of one value. Source: the format's own list of dtypes (github.com/huggingface/safetensors, read 2026-11). */
export const dtypeBits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

export type SafetensorsDtype = keyof typeof dtypeBits;

/** True for a format of the list. */
export function isDtype(name: unknown): name is SafetensorsDtype {
  return typeof name === "string" && Object.hasOwn(dtypeBits, name);
}

/** True for formats of real numbers, which weights have; whole numbers hold codes, places and flags. */
export function isReal(dtype: string): boolean {
  return /^(F|BF|C)\d/.test(dtype);
}

/** The nearest names of formats, for an error. */
export function dtypeSuggestion(name: string): string {
  const listed = Object.keys(dtypeBits);
  return suggestion(name, listed) || `; known are ${listed.join(", ")}`;
}
