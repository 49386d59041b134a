// A quantization_config of torchao: the name of its config class, or the short name that was used before.
import { type ConfigKeys, isObject } from "./config-keys.js";
import type { FoundRecipe } from "./quantization-recipe.js";
import { fp8, integers, type Scheme } from "./quantization-schemes.js";

const wholeNumber = (value: unknown, fallback: number) =>
  typeof value === "number" && value > 0 ? value : fallback;

/** By the name without "Config", in small letters, as both spellings give it. */
const kinds: Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => Scheme>> = {
  int4weightonly: ({ group_size: size }) =>
    integers("torchao", { bits: 4, group: wholeNumber(size, 128), zeroPointBits: 16 }),
  int8weightonly: () => integers("torchao", { bits: 8 }),
  int8dynamicactivationint8weight: () => ({
    ...integers("torchao", { bits: 8 }),
    arithmetic: "int8",
  }),
  int8dynamicactivationint4weight: ({ group_size: size }) =>
    integers("torchao", { bits: 4, group: wholeNumber(size, 32) }),
  float8weightonly: () => fp8("matrix", { method: "torchao, FP8" }),
  float8dynamicactivationfloat8weight: () => fp8("matrix", { method: "torchao, FP8" }),
};

/** The recipe of `quant_type`. */
export function torchao(keys: ConfigKeys): FoundRecipe {
  const stated = keys.raw("quant_type");
  const inner = isObject(stated) ? (stated.default ?? stated) : stated;
  const type = isObject(inner) ? inner._type : inner;
  const old = keys.raw("quant_type_kwargs");
  const data = isObject(inner) && isObject(inner._data) ? inner._data : isObject(old) ? old : {};
  const name = String(type)
    .toLowerCase()
    .replaceAll("_", "")
    .replace(/config$/, "");
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return { why: `torchao's type "${String(type)}" is not known here` };
  const tables = keys.flag("include_input_output_embeddings", false);
  return { rules: [{ scheme: kind(data), head: tables, tables }], kept: [] };
}
