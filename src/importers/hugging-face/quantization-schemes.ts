// Ways to store the weights of products in few bits: bits of a value, and what is stored beside the values.
import type { StoredWeights } from "../../layers/index.js";
import type { LayerMatrices } from "../../models/stored-pieces.js";

/** A way to store the weights of a matrix. */
export interface Scheme {
  /** "AWQ, 4 bits in groups of 128". */
  readonly name: string;
  readonly valueBits: number;
  readonly arithmetic: StoredWeights["arithmetic"];
  /** Values of one row that share a scale and a zero point. */
  readonly group?: { readonly size: number; readonly scaleBits: number; readonly zeroPointBits: number };
  /** Blocks of a matrix that share a scale. */
  readonly block?: { readonly rows: number; readonly columns: number; readonly scaleBits: number };
  /** Beside the values of every row, of every column, and of every matrix. */
  readonly rowBits?: number;
  readonly columnBits?: number;
  readonly matrixBits?: number;
}

/** Bits that matrices take in a scheme, without what a layer has beside them. */
export function matrixBits(scheme: Scheme, { inputs, outputs, count }: LayerMatrices): number {
  const { valueBits, group, block, rowBits = 0, columnBits = 0, matrixBits: each = 0 } = scheme;
  const scales =
    (group === undefined
      ? 0
      : outputs * Math.ceil(inputs / group.size) * (group.scaleBits + group.zeroPointBits)) +
    (block === undefined
      ? 0
      : Math.ceil(outputs / block.rows) * Math.ceil(inputs / block.columns) * block.scaleBits);
  return count * (inputs * outputs * valueBits + scales + outputs * rowBits + inputs * columnBits + each);
}

const inGroups = (size: number | undefined) => (size === undefined ? "" : ` in groups of ${size}`);

interface Integers {
  readonly bits: number;
  /** Absent: a whole row shares a scale. */
  readonly group?: number | undefined;
  /** Bits of a zero point; 0: none is stored. */
  readonly zeroPointBits?: number;
  readonly scaleBits?: number;
}

/** Whole numbers with a scale for each group or row, multiplied in 16 bits. */
export function integers(method: string, spec: Integers, more: Partial<Scheme> = {}): Scheme {
  const { bits, group, zeroPointBits = 0, scaleBits = 16 } = spec;
  return {
    name: `${method}, ${bits} bits${inGroups(group)}`,
    valueBits: bits,
    arithmetic: "16-bit",
    ...(group === undefined
      ? { rowBits: scaleBits + zeroPointBits }
      : { group: { size: group, scaleBits, zeroPointBits } }),
    ...more,
  };
}

/** AWQ: zero points of the values' bits beside 16-bit scales. */
export function awq(bits: number, group: number | undefined, zeroPoint: boolean): Scheme {
  return integers("AWQ", { bits, group, zeroPointBits: zeroPoint ? bits : 0 });
}

/** GPTQ: the same, and for every input the number of its group in 32 bits. */
export function gptq(bits: number, group: number | undefined): Scheme {
  return integers("GPTQ", { bits, group, zeroPointBits: bits }, { columnBits: 32 });
}

/** bitsandbytes in 4 bits: blocks of 64 with an FP32 scale, or an 8-bit one and an FP32 scale for 256 of those. */
export function bitsAndBytes4(kind: string, double: boolean): Scheme {
  return {
    name: `bitsandbytes, ${kind.toUpperCase()} in blocks of 64${double ? ", scales quantized too" : ""}`,
    valueBits: 4,
    arithmetic: "16-bit",
    // blocks run through the whole matrix, row after row
    block: { rows: 1, columns: 64, scaleBits: double ? 8 + 32 / 256 : 32 },
  };
}

/** bitsandbytes in 8 bits (LLM.int8): an FP32 scale for a row. */
export const bitsAndBytes8: Scheme = {
  name: "bitsandbytes, INT8",
  valueBits: 8,
  arithmetic: "16-bit",
  rowBits: 32,
};

/** FP8 with a scale for blocks of a matrix, for each row, or for the whole; static activations have one more. */
export function fp8(
  share: "matrix" | "row" | { readonly rows: number; readonly columns: number },
  options: { readonly method?: string; readonly scaleBits?: number; readonly inputScale?: boolean } = {},
): Scheme {
  const { method = "FP8", scaleBits = 32, inputScale = false } = options;
  const words =
    share === "matrix"
      ? ""
      : share === "row"
        ? ", a scale per row"
        : `, blocks of ${share.rows} × ${share.columns}`;
  return {
    name: `${method}${words}`,
    valueBits: 8,
    arithmetic: "fp8",
    ...(share === "row" ? { rowBits: scaleBits } : {}),
    ...(typeof share === "object" ? { block: { ...share, scaleBits } } : {}),
    matrixBits: (share === "matrix" ? scaleBits : 0) + (inputScale ? 32 : 0),
  };
}

/** MXFP4 and MXFP8: blocks of 32 with a scale of 8 bits. */
export function mx(bits: 4 | 8, method = `MXFP${bits}`): Scheme {
  const group = { size: 32, scaleBits: 8, zeroPointBits: 0 };
  return { name: method, valueBits: bits, arithmetic: bits === 8 ? "fp8" : "16-bit", group };
}

/** NVFP4: groups of 16 with an FP8 scale, an FP32 scale of the matrix, and one of its inputs where these are FP4, too. */
export function nvfp4(method: string, size = 16, weightsAlone = false): Scheme {
  return {
    name: method,
    valueBits: 4,
    arithmetic: weightsAlone ? "16-bit" : "fp4",
    group: { size, scaleBits: 8, zeroPointBits: 0 },
    matrixBits: weightsAlone ? 32 : 64,
  };
}
