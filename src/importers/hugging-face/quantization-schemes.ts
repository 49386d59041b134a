// How a config's quantization_config stores weights: bits of a value, and the groups that share a scale, by method.
import type { StoredWeights } from "../../layers/index.js";
import { type ConfigKeys, isObject } from "./config-keys.js";

/** A way to store the weights of products. */
export interface Scheme {
  readonly name: string;
  readonly valueBits: number;
  readonly arithmetic: StoredWeights["arithmetic"];
  /** Values that share a scale; absent: whole rows or matrices do, which takes next to nothing. */
  readonly group?: { readonly size: number; readonly scaleBits: number; readonly zeroPointBits: number };
  /** Whether the output layer is stored so, too. */
  readonly head: boolean;
}

/** A scheme, or why it is not known. */
export type FoundScheme = Scheme | { readonly why: string };

type Reader = (keys: ConfigKeys) => FoundScheme;

/** Readers by `quant_method`. */
const methods: Readonly<Record<string, Reader>> = {
  awq: (keys) =>
    integers("AWQ", keys, {
      bits: keys.whole(["bits", "w_bit"], 4),
      group: groupSize(keys, ["group_size", "q_group_size"]),
      zeroPoint: keys.flag("zero_point", true),
      head: false,
    }),
  gptq: (keys) =>
    integers("GPTQ", keys, {
      bits: keys.whole("bits", 4),
      group: groupSize(keys, ["group_size"]),
      zeroPoint: true,
      head: keys.flag("lm_head", false),
    }),
  hqq: hqq,
  bitsandbytes,
  bitsandbytes_4bit: bitsandbytes,
  bitsandbytes_8bit: bitsandbytes,
  fp8,
  fbgemm_fp8: () => ({ name: "FP8, a scale per row", valueBits: 8, arithmetic: "fp8", head: false }),
  mxfp4: () => ({
    name: "MXFP4",
    valueBits: 4,
    arithmetic: "16-bit",
    group: { size: 32, scaleBits: 8, zeroPointBits: 0 },
    head: false,
  }),
  "compressed-tensors": compressedTensors,
  modelopt,
};

/** The scheme of a quantization_config; keys within count as read. */
export function schemeOf(keys: ConfigKeys): FoundScheme {
  const method = keys.text("quant_method", "");
  const named = method === "" && isBitsAndBytes(keys) ? "bitsandbytes" : method;
  const reader = Object.hasOwn(methods, named) ? methods[named] : undefined;
  const found = reader?.(keys) ?? {
    why: `the method "${named}" is not known here; known are ${Object.keys(methods).join(", ")}`,
  };
  keys.size();
  return found;
}

function isBitsAndBytes(keys: ConfigKeys): boolean {
  return keys.raw("load_in_4bit") === true || keys.raw("load_in_8bit") === true;
}

interface Integers {
  readonly bits: number;
  readonly group: number | undefined;
  readonly zeroPoint: boolean;
  readonly head: boolean;
}

/** Integers in groups of a 16-bit scale and, maybe, a zero point of the values' bits. */
function integers(name: string, keys: ConfigKeys, { bits, group, zeroPoint, head }: Integers): FoundScheme {
  if (bits > mostBits) throw keys.wrong("bits", `must be from 1 to ${mostBits}`, "a weight has no more");
  const shared =
    group === undefined ? {} : { group: { size: group, scaleBits: 16, zeroPointBits: zeroPoint ? bits : 0 } };
  const groups = group === undefined ? "" : ` in groups of ${group}`;
  return { name: `${name}, ${bits} bits${groups}`, valueBits: bits, arithmetic: "16-bit", head, ...shared };
}

const mostBits = 16;

/** Undefined for -1: a scale for a whole column. */
function groupSize(keys: ConfigKeys, names: readonly string[]): number | undefined {
  const stated = names.map((name) => keys.raw(name)).find((value) => value !== undefined && value !== null);
  return stated === -1 ? undefined : keys.whole(names, 128);
}

function hqq(keys: ConfigKeys): FoundScheme {
  const weights = keys.within("quant_config").within("weight_quant_params");
  const bits = weights.optionalWhole("nbits");
  if (bits === undefined) return { why: "HQQ without weight_quant_params.nbits is not known here" };
  const size = weights.whole("group_size", 64);
  weights.size();
  const group = { size, scaleBits: 16, zeroPointBits: 16 };
  return {
    name: `HQQ, ${bits} bits in groups of ${size}`,
    valueBits: bits,
    arithmetic: "16-bit",
    group,
    head: false,
  };
}

/** Blocks of 64 with an FP32 scale, or with double quantization an 8-bit one and an FP32 scale for 256 of those. */
function bitsandbytes(keys: ConfigKeys): FoundScheme {
  if (keys.flag("load_in_8bit", false))
    return { name: "bitsandbytes, INT8", valueBits: 8, arithmetic: "16-bit", head: false };
  if (!keys.flag("load_in_4bit", false))
    return { why: "bitsandbytes without load_in_4bit or load_in_8bit says no format" };
  const double = keys.flag("bnb_4bit_use_double_quant", false);
  const kind = keys.text("bnb_4bit_quant_type", "fp4").toUpperCase();
  const group = { size: 64, scaleBits: double ? 8 + 32 / 256 : 32, zeroPointBits: 0 };
  const scales = double ? ", scales quantized too" : "";
  return {
    name: `bitsandbytes, ${kind} in blocks of 64${scales}`,
    valueBits: 4,
    arithmetic: "16-bit",
    group,
    head: false,
  };
}

/** Blocks of two sizes with an FP32 scale, as DeepSeek publishes. */
function fp8(keys: ConfigKeys): FoundScheme {
  const [rows = 0, columns = 0] = keys.wholes("weight_block_size") ?? [];
  const size = rows * columns;
  const group = size > 0 ? { group: { size, scaleBits: 32, zeroPointBits: 0 } } : {};
  const blocks = size > 0 ? `, blocks of ${rows} × ${columns}` : "";
  return { name: `FP8${blocks}`, valueBits: 8, arithmetic: "fp8", head: false, ...group };
}

/** One group of layers; several that store alike count as one. */
function compressedTensors(keys: ConfigKeys): FoundScheme {
  const groups = keys.within("config_groups");
  const names = Object.keys(isObject(keys.raw("config_groups")) ? (keys.raw("config_groups") as object) : {});
  const found = names.map((name) => compressedGroup(groups.within(name)));
  groups.size();
  const [first] = found;
  if (first === undefined) return { why: "compressed-tensors without config_groups says no format" };
  const ignored = keys.texts("ignore") ?? [];
  if ("why" in first || found.some((one) => JSON.stringify(one) !== JSON.stringify(first)))
    return "why" in first
      ? first
      : { why: "compressed-tensors with groups of several formats is not known here" };
  return { ...first, head: !ignored.some((name) => name.includes("lm_head")) };
}

function compressedGroup(group: ConfigKeys): FoundScheme {
  const weights = group.within("weights");
  const bits = weights.optionalWhole("num_bits");
  const type = weights.text("type", "int");
  const size = weights.optionalWhole("group_size", 0) || undefined;
  const symmetric = weights.flag("symmetric", true);
  const together = isObject(group.raw("input_activations"));
  weights.size();
  group.size();
  if (bits === undefined) return { why: "compressed-tensors without weights.num_bits says no format" };
  const scaleBits = type === "float" && bits === 4 ? 8 : 16;
  return {
    name: `compressed-tensors, ${type === "float" ? "FP" : "INT"}${bits}${size === undefined ? "" : ` in groups of ${size}`}`,
    valueBits: bits,
    arithmetic:
      together && bits === 8
        ? type === "float"
          ? "fp8"
          : "int8"
        : together && type === "float"
          ? "fp4"
          : "16-bit",
    ...(size === undefined ? {} : { group: { size, scaleBits, zeroPointBits: symmetric ? 0 : bits } }),
    head: false,
  };
}

function modelopt(keys: ConfigKeys): FoundScheme {
  const algorithm = keys.text("quant_algo", "").toUpperCase();
  if (algorithm === "FP8") return { name: "ModelOpt, FP8", valueBits: 8, arithmetic: "fp8", head: false };
  if (algorithm !== "NVFP4") return { why: `ModelOpt's algorithm "${algorithm}" is not known here` };
  const size = keys.whole("group_size", 16);
  return {
    name: "ModelOpt, NVFP4",
    valueBits: 4,
    arithmetic: "fp4",
    group: { size, scaleBits: 8, zeroPointBits: 0 },
    head: false,
  };
}
