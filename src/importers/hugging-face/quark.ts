// A quantization_config of AMD's Quark: one format for all products, others by layer, and what stays as it is.
import { type ConfigKeys, isObject } from "./config-keys.js";
import type { FoundRecipe, Rule } from "./quantization-recipe.js";
import { fp8, integers, mx, type Scheme } from "./quantization-schemes.js";

/** The recipe; where layers are named with a format that is not known, so is the whole. */
export function quark(keys: ConfigKeys): FoundRecipe {
  const all = keys.raw("global_quant_config");
  const usual = schemeOf(isObject(all) ? all.weight : undefined);
  if ("why" in usual) return usual;
  const stated = keys.raw("layer_quant_config");
  const rules: Rule[] = [];
  for (const [name, own] of Object.entries(isObject(stated) ? stated : {})) {
    const scheme = schemeOf(isObject(own) ? own.weight : undefined);
    if ("why" in scheme) return scheme;
    rules.push({ scheme, targets: [name] });
  }
  return { rules: [...rules, { scheme: usual, head: true }], kept: keys.texts("exclude") ?? [] };
}

function schemeOf(value: unknown): Scheme | { readonly why: string } {
  const weight = Array.isArray(value) ? value[0] : value;
  const { dtype, qscheme, group_size: size } = isObject(weight) ? weight : {};
  const group = typeof size === "number" && size > 0 ? size : undefined;
  const [, bits] = /^u?int([248])$/.exec(String(dtype)) ?? [];
  if (bits !== undefined) {
    const zeroPointBits = isObject(weight) && weight.symmetric === false ? Number(bits) : 0;
    return integers("Quark", { bits: Number(bits), group, zeroPointBits });
  }
  if (dtype === "fp4" && (group ?? 32) === 32) return mx(4, "Quark, MXFP4");
  if (dtype === "fp8_e4m3" || dtype === "fp8_e5m2")
    return fp8(qscheme === "per_channel" ? "row" : "matrix", { method: "Quark, FP8" });
  return { why: `Quark's format "${String(dtype)}" is not known here` };
}
