// Readers of a quantization_config by its `quant_method`: what each method stores, as its own library writes it.
import { compressedTensors } from "./compressed-tensors.js";
import { type ConfigKeys, isObject } from "./config-keys.js";
import { modelopt } from "./modelopt.js";
import { type FoundRecipe, oneRule, type Rule } from "./quantization-recipe.js";
import {
  awq,
  bitsAndBytes4,
  bitsAndBytes8,
  fp8,
  gptq,
  integers,
  mx,
  nvfp4,
  type Scheme,
} from "./quantization-schemes.js";
import { quark } from "./quark.js";
import { torchao } from "./torchao.js";

type Reader = (keys: ConfigKeys) => FoundRecipe;

/** Readers by `quant_method`. */
const methods: Readonly<Record<string, Reader>> = {
  awq: (keys) =>
    oneRule(
      awq(
        bitsOf(keys, ["bits", "w_bit"]),
        groupSize(keys, ["group_size", "q_group_size"]),
        keys.flag("zero_point", true),
      ),
    ),
  gptq: ofGptq,
  "auto-round": autoRound,
  intel: autoRound,
  hqq,
  bitsandbytes,
  bitsandbytes_4bit: bitsandbytes,
  bitsandbytes_8bit: bitsandbytes,
  fp8: fineGrained,
  fbgemm_fp8: () => oneRule(fp8("row")),
  eetq: () => oneRule(integers("EETQ", { bits: 8 })),
  quanto,
  aqlm,
  higgs: (keys) =>
    oneRule(integers("HIGGS", { bits: bitsOf(keys, "bits"), group: keys.whole("group_size", 256) })),
  sinq: (keys) =>
    oneRule(
      integers(
        "SINQ",
        { bits: bitsOf(keys, "nbits"), group: keys.whole("group_size", 64), zeroPointBits: 16 },
        { columnBits: 16 },
      ),
    ),
  metal: affine,
  bitnet: () => oneRule({ ...integers("BitNet", { bits: 2, scaleBits: 0 }), matrixBits: 16 }),
  mxfp4: () => oneRule(mx(4), { expertsOnly: true }),
  nvfp4: () => oneRule(nvfp4("NVFP4")),
  fp_quant: (keys) => fourBitFloats("FP-Quant", keys.text("forward_dtype", "nvfp4")),
  fouroversix: (keys) => fourBitFloats("Four over Six", keys.text(["weight_dtype", "dtype"], "nvfp4")),
  "compressed-tensors": compressedTensors,
  modelopt,
  modelopt_fp4: modelopt,
  quark,
  torchao,
};

/** The recipe of a quantization_config. */
export function recipeOf(keys: ConfigKeys): FoundRecipe {
  const method = keys.text("quant_method", "");
  const named = method === "" ? unnamed(keys) : method;
  const reader = Object.hasOwn(methods, named) ? methods[named] : undefined;
  return (
    reader?.(keys) ?? {
      why: `the method "${named}" is not known here; known are ${Object.keys(methods).join(", ")}`,
    }
  );
}

/** Whose config it is where it names no method: each has keys of its own. */
function unnamed(keys: ConfigKeys): string {
  if (keys.raw("load_in_4bit") === true || keys.raw("load_in_8bit") === true) return "bitsandbytes";
  if (typeof keys.raw("quant_algo") === "string") return "modelopt";
  if (isObject(keys.raw("config_groups"))) return "compressed-tensors";
  return keys.raw("bits") !== undefined && keys.raw("group_size") !== undefined ? "metal" : "";
}

const mostBits = 16;

function bitsOf(keys: ConfigKeys, names: string | readonly string[]): number {
  const bits = keys.whole(names, 4);
  const name = typeof names === "string" ? names : (names[0] ?? "");
  if (bits > mostBits) throw keys.wrong(name, `must be from 1 to ${mostBits}`, "a weight has no more");
  return bits;
}

/** Undefined for -1: a scale for a whole row. */
function groupSize(keys: ConfigKeys, names: readonly string[]): number | undefined {
  const stated = names.map((name) => keys.raw(name)).find((value) => value !== undefined && value !== null);
  return stated === -1 ? undefined : keys.whole(names, 128);
}

/** GPTQ, whose `dynamic` leaves modules out ("-:") or stores them otherwise ("+:" or nothing). */
function ofGptq(keys: ConfigKeys): FoundRecipe {
  const [bits, group] = [bitsOf(keys, "bits"), groupSize(keys, ["group_size"])];
  const dynamic = keys.raw("dynamic");
  const rows = isObject(dynamic) ? Object.entries(dynamic) : [];
  const kept = rows.filter(([name]) => name.startsWith("-:")).map(([name]) => `re:.*${name.slice(2)}`);
  const others = rows
    .filter(([name]) => !name.startsWith("-:"))
    .map(([name, own]) => ({
      scheme: gptq(number(own, "bits") ?? bits, number(own, "group_size") ?? group),
      targets: [`re:.*${name.replace(/^\+:/, "")}`],
    }));
  const usual: Rule = { scheme: gptq(bits, group), head: keys.flag("lm_head", false) };
  return { rules: [...others, usual], kept };
}

/** AutoRound, whose `extra_config` names modules with bits of their own; 16 bits and more leave one as it is. */
function autoRound(keys: ConfigKeys): FoundRecipe {
  const [bits, group] = [bitsOf(keys, "bits"), groupSize(keys, ["group_size"])];
  const scheme = (own: number, size: number | undefined) =>
    integers("AutoRound", { bits: own, group: size, zeroPointBits: own });
  const extra = keys.raw("extra_config");
  const rows = isObject(extra) ? Object.entries(extra) : [];
  const isKept = (own: unknown) => (number(own, "bits") ?? bits) >= mostBits;
  return {
    kept: rows.filter(([, own]) => isKept(own)).map(([name]) => name),
    rules: [
      ...rows
        .filter(([, own]) => !isKept(own))
        .map(([name, own]) => ({
          scheme: scheme(number(own, "bits") ?? bits, number(own, "group_size") ?? group),
          targets: [name],
        })),
      { scheme: scheme(bits, group) },
    ],
  };
}

function number(value: unknown, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "number" && found > 0 ? found : undefined;
}

function hqq(keys: ConfigKeys): FoundRecipe {
  const weights = keys.within("quant_config").within("weight_quant_params");
  const bits = weights.optionalWhole("nbits");
  if (bits === undefined) return { why: "HQQ without weight_quant_params.nbits is not known here" };
  const size = weights.whole("group_size", 64);
  weights.size();
  return oneRule(integers("HQQ", { bits, group: size, zeroPointBits: 16 }));
}

function bitsandbytes(keys: ConfigKeys): FoundRecipe {
  if (keys.flag("load_in_8bit", false) || keys.text("quant_method", "") === "bitsandbytes_8bit")
    return oneRule(bitsAndBytes8);
  if (!keys.flag("load_in_4bit", false) && keys.text("quant_method", "") !== "bitsandbytes_4bit")
    return { why: "bitsandbytes without load_in_4bit or load_in_8bit says no format" };
  const double = keys.flag("bnb_4bit_use_double_quant", false);
  return oneRule(bitsAndBytes4(keys.text("bnb_4bit_quant_type", "fp4"), double));
}

/** Blocks of two sizes with a scale, as DeepSeek publishes; without blocks a scale for the whole matrix. */
function fineGrained(keys: ConfigKeys): FoundRecipe {
  if (isObject(keys.raw("quantized_layers")))
    return { why: "FP8 with further formats by layer does not say what the other layers are stored in" };
  const [rows = 0, columns = 0] = keys.wholes("weight_block_size") ?? [];
  const inputScale = keys.text("activation_scheme", "dynamic") === "static";
  const scaleBits = keys.text("scale_fmt", "float") === "ue8m0" ? 8 : 32;
  const further = keys.texts("modules_to_convert") ?? [];
  const scheme =
    rows * columns > 0 ? fp8({ rows, columns }, { scaleBits, inputScale }) : fp8("matrix", { inputScale });
  return {
    rules: [...(further.length === 0 ? [] : [{ scheme, targets: further }]), { scheme }],
    kept: [],
  };
}

function quanto(keys: ConfigKeys): FoundRecipe {
  const weights = keys.text("weights", "int8");
  if (weights === "float8") return oneRule(fp8("row", { method: "Quanto, FP8", scaleBits: 16 }));
  const [, bits] = /^int([248])$/.exec(weights) ?? [];
  if (bits === undefined) return { why: `Quanto's weights "${weights}" are not known here` };
  const narrow = bits === "8" ? {} : { group: 128, zeroPointBits: 16 };
  return oneRule(integers("Quanto", { bits: Number(bits), ...narrow }));
}

/** Codes of vectors of weights, a scale for a row, and the tables of the codes beside every matrix. */
function aqlm(keys: ConfigKeys): FoundRecipe {
  const [size, rows] = [keys.whole("in_group_size", 8), keys.whole("out_group_size", 1)];
  const [tables, codeBits] = [keys.whole("num_codebooks", 1), keys.whole("nbits_per_codebook", 16)];
  if (codeBits > mostBits)
    throw keys.wrong(
      "nbits_per_codebook",
      `must be from 1 to ${mostBits}`,
      "a table has 2 to this power rows",
    );
  const stored = codeBits > 8 ? 16 : 8;
  const scheme: Scheme = {
    name: `AQLM, ${tables} × ${codeBits} bits for ${size * rows} weights`,
    valueBits: (tables * stored) / (size * rows),
    arithmetic: "16-bit",
    rowBits: 16 / rows,
    matrixBits: tables * 2 ** codeBits * size * rows * 16,
  };
  return oneRule(scheme);
}

/** MLX and Metal kernels: a scale and an offset of 16 bits for a group; tables and the output layer, too. */
function affine(keys: ConfigKeys): FoundRecipe {
  const [bits, group] = [bitsOf(keys, "bits"), keys.whole("group_size", 64)];
  const rows = keys
    .entries()
    .flatMap(([name, own]) => (isObject(own) || own === false ? [[name, own] as const] : []));
  const scheme = (own: number, size: number) =>
    integers("MLX", { bits: own, group: size, zeroPointBits: 16 });
  return {
    kept: rows.filter(([, own]) => own === false).map(([name]) => name),
    rules: [
      ...rows
        .filter(([, own]) => own !== false)
        .map(([name, own]) => ({
          scheme: scheme(number(own, "bits") ?? bits, number(own, "group_size") ?? group),
          targets: [name],
        })),
      { scheme: scheme(bits, group), head: true, tables: true },
    ],
  };
}

function fourBitFloats(method: string, dtype: string): FoundRecipe {
  if (dtype === "nvfp4") return oneRule(nvfp4(`${method}, NVFP4`));
  return dtype === "mxfp4"
    ? oneRule(mx(4, `${method}, MXFP4`))
    : { why: `${method} with "${dtype}" is not known here` };
}
