// The graph of a config's keys, by its `model_type`, out of the types that are known.
import type { Origin } from "../../ground/source.js";
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import type { ConfigKeys } from "./config-keys.js";
import type { Asked, Family, InnerPart } from "./family.js";
import type { KnownTypes } from "./known-types.js";
import { leftOut } from "./left-out.js";
import { isQuantized, quantized } from "./quantization.js";
import { activationFormat } from "./stated-dtype.js";
import { unknownType } from "./unknown-type.js";

/** What a graph is made of besides the keys. */
export interface ConfigOptions {
  readonly name: string;
  readonly origin?: Origin;
  readonly input: ModelInput;
  /** ModelOpt's hf_quant_config.json, where it lies beside the config. */
  readonly beside?: ConfigKeys;
}

/**
 * The network that these keys describe. Missing keys take the defaults of the transformers library; keys that change
 * the cost and are not known are named in `notCounted`. Errors name the key.
 */
export function graphOfTypes(known: KnownTypes, keys: ConfigKeys, options: ConfigOptions): CountedGraph {
  // Parts of diffusion pipelines name their class in the place of a type.
  const modelType = keys.text("model_type", keys.text("_class_name", ""));
  const found = familyOf(known, modelType, keys);
  if (found === undefined) throw unknownType(known, keys, modelType);
  const origin = options.origin ?? `sizes of ${keys.subject}`;
  const activations = activationFormat(keys, options.input, isQuantized(keys, options.beside));
  const input = { ...options.input, dtype: activations.name };
  const graph = found.family(asked(known, found.keys, { name: options.name, origin, input }));
  const { stored, notCounted } = quantized(found.keys, graph, options.beside);
  return {
    ...graph,
    activations,
    ...(stored === undefined ? {} : { stored }),
    notCounted: [...graph.notCounted, ...notCounted, ...leftOut(found.keys)],
  };
}

/** The family of a type, and the keys filled up with what that type takes where one is missing. */
function familyOf({ families, same: alike }: KnownTypes, modelType: string, keys: ConfigKeys) {
  const own: Family | undefined = Object.hasOwn(families, modelType) ? families[modelType] : undefined;
  if (own !== undefined) return { family: own, keys };
  const same = Object.hasOwn(alike, modelType) ? alike[modelType] : undefined;
  const family = same === undefined ? undefined : families[same.as];
  if (same === undefined || family === undefined) return undefined;
  const filled = keys.withDefaults(same.defaults ?? {});
  filled.ignore(["model_type"]);
  return { family, keys: filled };
}

function asked(
  known: KnownTypes,
  keys: ConfigKeys,
  { name, origin, input }: Pick<Asked, "name" | "origin" | "input">,
): Asked {
  const inner = (part: InnerPart): CountedGraph => {
    const modelType = part.keys.text("model_type", part.modelType ?? "");
    const found = familyOf(known, modelType, part.keys);
    if (found === undefined) throw unknownType(known, part.keys, modelType);
    const graph = found.family(asked(known, found.keys, { name, origin, input: part.input ?? input }));
    const { stored: _, ...whole } = { ...graph, notCounted: [...graph.notCounted, ...leftOut(found.keys)] };
    return whole;
  };
  return { keys, name, origin, input, inner };
}
