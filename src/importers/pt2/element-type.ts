// Element types of PyTorch as exported programs number them.
import { FlopbookError } from "../../ground/errors.js";

export interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly kind: "float" | "complex" | "integer" | "boolean";
}

const type = (name: string, bytes: number, kind: ElementType["kind"]): ElementType => ({ name, bytes, kind });

/** By the number in the schema of torch.export. */
const types: Readonly<Record<number, ElementType>> = {
  1: type("uint8", 1, "integer"),
  2: type("int8", 1, "integer"),
  3: type("int16", 2, "integer"),
  4: type("int32", 4, "integer"),
  5: type("int64", 8, "integer"),
  6: type("float16", 2, "float"),
  7: type("float32", 4, "float"),
  8: type("float64", 8, "float"),
  9: type("complex32", 4, "complex"),
  10: type("complex64", 8, "complex"),
  11: type("complex128", 16, "complex"),
  12: type("bool", 1, "boolean"),
  13: type("bfloat16", 2, "float"),
  28: type("uint16", 2, "integer"),
  29: type("float8_e4m3fn", 1, "float"),
  30: type("float8_e5m2", 1, "float"),
  31: type("float8_e4m3fnuz", 1, "float"),
  32: type("float8_e5m2fnuz", 1, "float"),
  33: type("float8_e8m0fnu", 1, "float"),
  34: type("uint32", 4, "integer"),
  35: type("uint64", 8, "integer"),
};

export const float32 = 7;
export const int64 = 5;
export const bool = 12;

/** The element type of a number of the schema. */
export function elementType(subject: string, code: number): ElementType {
  const found = types[code];
  if (found !== undefined) return found;
  throw new FlopbookError(
    `${subject}: element type must be one of torch.export's, got number ${code}; export the file again with a known torch`,
  );
}

/** Whether a gradient can pass through values of this type. */
export function takesGradient({ kind }: ElementType): boolean {
  return kind === "float" || kind === "complex";
}
