// What NVIDIA's ModelOpt writes, in config.json or in hf_quant_config.json beside it: one algorithm, or one by layer.
import { compressedTensors } from "./compressed-tensors.js";
import { type ConfigKeys, isObject } from "./config-keys.js";
import { cacheFormat, type FoundRecipe, type Rule } from "./quantization-recipe.js";
import { awq, fp8, integers, mx, nvfp4, type Scheme } from "./quantization-schemes.js";

const blockSize = { rows: 128, columns: 128 };

/** Algorithms by name; groups as they are stated, or as the algorithm has them. */
const algorithms: Readonly<Record<string, (group: number | undefined) => Scheme>> = {
  FP8: () => fp8("matrix", { method: "ModelOpt, FP8", inputScale: true }),
  FP8_PER_CHANNEL_PER_TOKEN: () => fp8("row", { method: "ModelOpt, FP8" }),
  FP8_PB_WO: () => fp8(blockSize, { method: "ModelOpt, FP8" }),
  FP8_PB_REAL: () => fp8(blockSize, { method: "ModelOpt, FP8" }),
  NVFP4: (group) => nvfp4("ModelOpt, NVFP4", group),
  NVFP4_AWQ: (group) => nvfp4("ModelOpt, NVFP4", group),
  NVFP4_SVDQUANT: (group) => nvfp4("ModelOpt, NVFP4", group),
  W4A8_NVFP4_FP8: (group) => nvfp4("ModelOpt, NVFP4", group, true),
  W4A16_NVFP4: (group) => nvfp4("ModelOpt, NVFP4 weights", group, true),
  W4A16_AWQ: (group) => awq(4, group ?? 128, false),
  INT4_AWQ: (group) => awq(4, group ?? 128, false),
  W4A8_AWQ: (group) => awq(4, group ?? 128, false),
  INT8_SQ: () => ({ ...integers("ModelOpt", { bits: 8, scaleBits: 32 }), arithmetic: "int8" }),
  W8A8_SQ_PER_CHANNEL: () => ({ ...integers("ModelOpt", { bits: 8, scaleBits: 32 }), arithmetic: "int8" }),
  W8A16: () => integers("ModelOpt", { bits: 8 }),
  MXFP4: () => mx(4, "ModelOpt, MXFP4"),
  W4A8_MXFP4_FP8: () => mx(4, "ModelOpt, MXFP4"),
  MXFP8: () => mx(8, "ModelOpt, MXFP8"),
};

/** The recipe of a config of ModelOpt, under its own key or at the top of a file of its own. */
export function modelopt(keys: ConfigKeys): FoundRecipe {
  const algorithm = keys.text("quant_algo", "").toUpperCase();
  const cache = cacheFormat(keys.raw("kv_cache_quant_algo")) ?? cacheFormat(keys.raw("kv_cache_scheme"));
  const cached = cache === undefined ? {} : { cache };
  const layers = keys.raw("quantized_layers");
  if (algorithm === "MIXED_PRECISION" || (algorithm === "" && isObject(layers))) {
    const rules = isObject(layers)
      ? byLayer(layers)
      : { why: "ModelOpt with mixed precision names no layers" };
    return "why" in rules ? rules : { rules, kept: [], ...cached };
  }
  if (algorithm === "" && isObject(keys.raw("config_groups"))) return compressedTensors(keys);
  const scheme = schemeOf(algorithm, keys.optionalWhole("group_size"));
  return "why" in scheme ? scheme : { rules: [{ scheme }], kept: [], ...cached };
}

function schemeOf(algorithm: string, group: number | undefined): Scheme | { readonly why: string } {
  const found = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  return found?.(group) ?? { why: `ModelOpt's algorithm "${algorithm}" is not known here` };
}

/** One rule for each algorithm with all of its layers. */
function byLayer(layers: Readonly<Record<string, unknown>>): readonly Rule[] | { readonly why: string } {
  const rules = new Map<string, { readonly scheme: Scheme; readonly targets: string[] }>();
  for (const [name, stated] of Object.entries(layers)) {
    const { quant_algo: algorithm, group_size: size } = isObject(stated) ? stated : {};
    const group = typeof size === "number" && size > 0 ? size : undefined;
    const key = `${String(algorithm).toUpperCase()} ${group}`;
    const known = rules.get(key);
    if (known !== undefined) {
      known.targets.push(name);
      continue;
    }
    const scheme = schemeOf(String(algorithm).toUpperCase(), group);
    if ("why" in scheme) return scheme;
    rules.set(key, { scheme, targets: [name] });
  }
  return [...rules.values()];
}
