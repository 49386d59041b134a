// What a quantization_config says: which modules are stored in which scheme, which stay as they are, and the cache.
import type { StoredWeights } from "../../layers/index.js";
import type { ConfigKeys } from "./config-keys.js";
import type { Scheme } from "./quantization-schemes.js";

/** A scheme and what is stored in it. */
export interface Rule {
  readonly scheme: Scheme;
  /** Patterns of modules; absent: every product but routers and the output layer. */
  readonly targets?: readonly string[];
  /** The experts' products alone. */
  readonly expertsOnly?: boolean;
  /** The output layer, too, unless it is among those that stay. */
  readonly head?: boolean;
  /** Tables, too. */
  readonly tables?: boolean;
}

/** All rules of a config, tried in order. */
export interface Recipe {
  readonly rules: readonly Rule[];
  /** Patterns of modules that stay in the format of the model. */
  readonly kept: readonly string[];
  readonly cache?: NonNullable<StoredWeights["cache"]>;
}

/** A recipe, or why it is not known. */
export type FoundRecipe = Recipe | { readonly why: string };

/** A recipe of one rule. */
export function oneRule(scheme: Scheme, more: Omit<Rule, "scheme"> = {}): Recipe {
  return { rules: [{ scheme, ...more }], kept: [] };
}

/** Lists under which configs name the modules that stay as they are. */
const keptLists = [
  "modules_to_not_convert",
  "ignore",
  "ignored_layers",
  "llm_int8_skip_modules",
  "exclude_modules",
  "skip_modules",
  "linear_weights_not_to_quantize",
];

/** Modules that a config leaves as they are, as it writes them. */
export function keptModules(keys: ConfigKeys): readonly string[] {
  return keptLists.flatMap((list) => keys.texts(list) ?? []);
}

/** The format of the cache by the words of ModelOpt and compressed-tensors. */
export function cacheFormat(value: unknown): Recipe["cache"] {
  if (typeof value === "string") {
    const name = value.toUpperCase();
    return name === "FP8" ? "fp8" : name === "NVFP4" ? "nvfp4" : name === "INT8" ? "int8" : undefined;
  }
  if (typeof value !== "object" || value === null || !("num_bits" in value)) return undefined;
  const { num_bits: bits, type } = value as { readonly num_bits: unknown; readonly type?: unknown };
  if (bits === 8) return type === "int" ? "int8" : "fp8";
  return bits === 4 && type === "float" ? "nvfp4" : undefined;
}
