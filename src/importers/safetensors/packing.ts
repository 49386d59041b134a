// Ways of packing weights that are told from names, formats and shapes: one record each.
import { elements, type Sizes } from "./sizes.js";

/** A stored tensor and its neighbours of the same module, by the last part of their names. */
export interface PackedModule {
  /** The tensor whose format is asked for. */
  readonly dtype: string;
  readonly shape: Sizes;
  neighbour(suffix: string): { readonly dtype: string; readonly shape: Sizes } | undefined;
}

/** What a packed tensor holds. */
export interface Unpacked {
  /** Words for a reader, e.g. "GPTQ, 4 bits". */
  readonly method: string;
  /** Sizes of the weight before packing. */
  readonly shape: Sizes;
}

/** One way of packing. */
export interface Packing {
  /** End of the packed tensor's name. */
  readonly suffix: string;
  /** End of the weight's name in the network that was packed. */
  readonly weightSuffix: string;
  /** Ends of the names of what goes with it: scales, zero points, places. */
  readonly companions: readonly string[];
  /** Undefined when the tensor is not packed this way. */
  unpacked(module: PackedModule, settings: PackingSettings): Unpacked | undefined;
}

/** What the configuration beside the file says about packing. */
export interface PackingSettings {
  /** Bits of a code, where `quantization_config` names them. */
  readonly bits: number | undefined;
}

const wordBits = 32;
const scaleSuffixes = [
  ".weight_scale_inv",
  ".weight_scale",
  ".weight_scale_2",
  ".input_scale",
  ".weight_zero_point",
];

/**
 * GPTQ packs along the inputs, AWQ along the outputs; both keep scales [groups, outputs] and zero points packed along
 * the outputs, whence the bits: columns of qzeros x 32 / columns of scales.
 */
const wordsOfCodes: Packing = {
  suffix: ".qweight",
  weightSuffix: ".weight",
  companions: [".qzeros", ".scales", ".g_idx"],
  unpacked({ dtype, shape, neighbour }) {
    const outputs = neighbour(".scales")?.shape.at(-1);
    const zeros = neighbour(".qzeros")?.shape.at(-1);
    if (dtype !== "I32" || shape.length !== 2 || outputs === undefined || zeros === undefined)
      return undefined;
    const [rows = 0, columns = 0] = shape;
    const bits = (zeros * wordBits) / outputs;
    const gptq = columns === outputs;
    const inputs = gptq ? (rows * wordBits) / bits : rows;
    if (!Number.isInteger(bits) || !Number.isInteger(inputs) || (!gptq && columns !== zeros))
      return undefined;
    return { method: `${gptq ? "GPTQ" : "AWQ"}, ${bits} bits`, shape: [outputs, inputs] };
  },
};

/** bitsandbytes keeps two 4-bit codes a byte, flat; the tables beside it say which codes. */
const bitsandbytes4: Packing = {
  suffix: ".weight",
  weightSuffix: ".weight",
  companions: [
    ".weight.absmax",
    ".weight.quant_map",
    ".weight.nested_absmax",
    ".weight.nested_quant_map",
    ".weight.quant_state.bitsandbytes__nf4",
    ".weight.quant_state.bitsandbytes__fp4",
  ],
  unpacked({ dtype, shape, neighbour }) {
    if (dtype !== "U8" || neighbour(".weight.absmax") === undefined) return undefined;
    const codes = neighbour(".weight.quant_state.bitsandbytes__fp4") === undefined ? "NF4" : "FP4";
    return { method: `bitsandbytes ${codes}, 4 bits`, shape: [2 * elements(shape)] };
  },
};

const bitsandbytes8: Packing = {
  suffix: ".weight",
  weightSuffix: ".weight",
  companions: [".SCB", ".weight_format"],
  unpacked: ({ dtype, shape, neighbour }) =>
    dtype === "I8" && neighbour(".SCB") !== undefined
      ? { method: "bitsandbytes LLM.int8, 8 bits", shape }
      : undefined,
};

/** 8-bit weights one a byte, with scales for the whole, rows or blocks. */
const scaledBytes: Packing = {
  suffix: ".weight",
  weightSuffix: ".weight",
  companions: scaleSuffixes,
  unpacked({ dtype, shape, neighbour }) {
    const scaled = scaleSuffixes.slice(0, 2).some((suffix) => neighbour(suffix) !== undefined);
    if (!scaled || !(dtype === "I8" || dtype.startsWith("F8_"))) return undefined;
    return { method: dtype === "I8" ? "INT8 with scales" : `FP8 (${dtype}) with scales`, shape };
  },
};

/** NVFP4: two 4-bit floats a byte along the inputs, an FP8 scale for each 16. */
const nvfp4: Packing = {
  suffix: ".weight",
  weightSuffix: ".weight",
  companions: scaleSuffixes,
  unpacked({ dtype, shape, neighbour }) {
    const scales = neighbour(".weight_scale");
    if (dtype !== "U8" || scales?.dtype !== "F8_E4M3") return undefined;
    return { method: "NVFP4, 4 bits", shape: [...shape.slice(0, -1), 2 * (shape.at(-1) ?? 0)] };
  },
};

/** MXFP4 as in gpt-oss: blocks of 32 values in 16 bytes [.., rows, blocks, 16], one scale byte for each block. */
const mxfp4: Packing = {
  suffix: "_blocks",
  weightSuffix: "",
  companions: ["_scales"],
  unpacked({ dtype, shape, neighbour }) {
    const scales = neighbour("_scales");
    const fits = scales !== undefined && elements(scales.shape) === elements(shape.slice(0, -1));
    if (dtype !== "U8" || shape.at(-1) !== 16 || !fits) return undefined;
    // Stored [experts, outputs, blocks, bytes]; the network has [experts, inputs, outputs].
    const [experts = 0, outputs = 0, blocks = 0, bytes = 0] = shape;
    const inputs = 2 * blocks * bytes;
    const flat = [2 * elements(shape)];
    return { method: "MXFP4, 4 bits", shape: shape.length === 4 ? [experts, inputs, outputs] : flat };
  },
};

/** compressed-tensors packs codes into words along the inputs; only the configuration says how many bits. */
const packedWords: Packing = {
  suffix: ".weight_packed",
  weightSuffix: ".weight",
  companions: [
    ".weight_shape",
    ...scaleSuffixes,
    ".weight_g_idx",
    ".weight_global_scale",
    ".input_global_scale",
  ],
  unpacked({ dtype, shape, neighbour }, { bits }) {
    const rows = shape.slice(0, -1);
    const last = shape.at(-1) ?? 0;
    if (dtype === "U8" && neighbour(".weight_scale")?.dtype === "F8_E4M3")
      return { method: "NVFP4, 4 bits", shape: [...rows, 2 * last] };
    const inputs = bits === undefined ? Number.NaN : last * Math.floor(wordBits / bits);
    if (dtype !== "I32" || !Number.isInteger(inputs)) return undefined;
    return { method: `compressed-tensors, ${bits} bits`, shape: [...rows, inputs] };
  },
};

/** Every way that is recognised, in the order in which they are tried. */
export const packings: readonly Packing[] = [
  wordsOfCodes,
  bitsandbytes4,
  bitsandbytes8,
  nvfp4,
  scaledBytes,
  mxfp4,
  packedWords,
];

/** Ends of names of packed tensors whose packing no record above reads: EXL2, AQLM, HQQ and others. */
export const foreignPackings: readonly string[] = [
  ".q_weight",
  ".codes",
  ".W_q",
  ".qweight",
  ".weight_packed",
  "_blocks",
  ".B",
];
