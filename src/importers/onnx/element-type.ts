// The element types of ONNX tensors: what one is called, how wide it is, and whether it holds real numbers.
import { FlopbookError } from "../../ground/errors.js";

export interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly kind: "float" | "integer" | "boolean" | "other";
}

const type = (name: string, bytes: number, kind: ElementType["kind"]): ElementType => ({ name, bytes, kind });

/** By their numbers in TensorProto.DataType of onnx.proto. */
const types: Readonly<Record<number, ElementType>> = {
  1: type("float", 4, "float"),
  2: type("uint8", 1, "integer"),
  3: type("int8", 1, "integer"),
  4: type("uint16", 2, "integer"),
  5: type("int16", 2, "integer"),
  6: type("int32", 4, "integer"),
  7: type("int64", 8, "integer"),
  8: type("string", 8, "other"),
  9: type("bool", 1, "boolean"),
  10: type("float16", 2, "float"),
  11: type("double", 8, "float"),
  12: type("uint32", 4, "integer"),
  13: type("uint64", 8, "integer"),
  14: type("complex64", 8, "other"),
  15: type("complex128", 16, "other"),
  16: type("bfloat16", 2, "float"),
  17: type("float8e4m3fn", 1, "float"),
  18: type("float8e4m3fnuz", 1, "float"),
  19: type("float8e5m2", 1, "float"),
  20: type("float8e5m2fnuz", 1, "float"),
  21: type("uint4", 0.5, "integer"),
  22: type("int4", 0.5, "integer"),
  23: type("float4e2m1", 0.5, "float"),
  24: type("float8e8m0", 1, "float"),
  25: type("uint2", 0.25, "integer"),
  26: type("int2", 0.25, "integer"),
  27: type("float6e2m3", 0.75, "float"),
  28: type("float6e3m2", 0.75, "float"),
};

export const floatType = 1;
export const integerType = 7;
export const booleanType = 9;

/** The type of this number. Errors on a number that ONNX has not given out. */
export function elementType(subject: string, number: number): ElementType {
  const found = Object.hasOwn(types, number) ? types[number] : undefined;
  if (found !== undefined) return found;
  throw new FlopbookError(
    `${subject}: must have one of ONNX's element types, got number ${number}; the file is damaged or newer than this reader`,
  );
}
