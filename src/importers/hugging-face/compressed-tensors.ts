// A quantization_config of compressed-tensors: groups of modules, each with the format of its weights.
import { type ConfigKeys, isObject } from "./config-keys.js";
import { cacheFormat, type FoundRecipe, type Rule } from "./quantization-recipe.js";
import { fp8, integers, mx, nvfp4, type Scheme } from "./quantization-schemes.js";

/** Every group is a rule of its own; what names modules goes before what names a class of them. */
export function compressedTensors(keys: ConfigKeys): FoundRecipe {
  const stated = keys.raw("config_groups");
  const names = Object.keys(isObject(stated) ? stated : {});
  const groups = keys.within("config_groups");
  const format = keys.text("format", "");
  const rules: Rule[] = [];
  for (const name of names) {
    const group = groups.within(name);
    const scheme = schemeOf(group, group.text("format", format));
    if ("why" in scheme) return scheme;
    const targets = (group.texts("targets") ?? ["Linear"]).filter((target) => !/^[A-Z]\w*$/.test(target));
    const classes = (group.texts("targets") ?? ["Linear"]).length > targets.length;
    if (targets.length > 0) rules.unshift({ scheme, targets });
    if (classes) rules.push({ scheme, head: true });
    group.size();
  }
  groups.size();
  if (rules.length === 0) return { why: "compressed-tensors without config_groups says no format" };
  const cache = cacheFormat(keys.raw("kv_cache_scheme"));
  return { rules, kept: [], ...(cache === undefined ? {} : { cache }) };
}

function schemeOf(group: ConfigKeys, format: string): Scheme | { readonly why: string } {
  const weights = group.within("weights");
  const inputs = group.raw("input_activations");
  const bits = weights.optionalWhole("num_bits");
  const spec = {
    type: weights.text("type", "int"),
    size: weights.optionalWhole("group_size", 0) || undefined,
    strategy: weights.text("strategy", ""),
    symmetric: weights.flag("symmetric", true),
    block: weights.wholes("block_structure"),
    inputs: isObject(inputs),
    staticInputs: isObject(inputs) && inputs.dynamic === false,
    mx: /mxfp/.test(format) || weights.raw("scale_dtype") === "torch.uint8",
  };
  weights.size();
  if (bits === undefined) return { why: "compressed-tensors without weights.num_bits says no format" };
  return spec.type === "float" ? floats(bits, spec) : wholes(bits, spec);
}

interface Spec {
  readonly size: number | undefined;
  readonly strategy: string;
  readonly symmetric: boolean;
  readonly block: readonly number[] | undefined;
  readonly inputs: boolean;
  readonly staticInputs: boolean;
  readonly mx: boolean;
}

const method = "compressed-tensors";

function floats(bits: number, { size, strategy, block, inputs, staticInputs, mx: micro }: Spec) {
  if (micro && (bits === 4 || bits === 8)) return mx(bits, `${method}, MXFP${bits}`);
  if (bits === 4) return nvfp4(`${method}, NVFP4`, size ?? 16, !inputs);
  if (bits !== 8) return { why: `compressed-tensors with floats of ${bits} bits is not known here` };
  const [rows = 128, columns = 128] = block ?? [];
  const share =
    strategy === "block"
      ? { rows, columns }
      : strategy === "channel"
        ? ("row" as const)
        : ("matrix" as const);
  const scaleBits = strategy === "channel" ? 16 : 32;
  return fp8(share, { method: `${method}, FP8`, scaleBits, inputScale: staticInputs });
}

function wholes(bits: number, { size, symmetric, inputs }: Spec): Scheme {
  const zeroPointBits = symmetric ? 0 : bits;
  const scheme = integers(method, { bits, group: size, zeroPointBits });
  return inputs && bits === 8 ? { ...scheme, arithmetic: "int8" } : scheme;
}
