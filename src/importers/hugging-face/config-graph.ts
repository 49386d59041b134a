// The graph of a config's keys, by its `model_type`: what files, the zoo and other formats all come down to.
import type { Origin } from "../../ground/source.js";
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import type { ConfigKeys } from "./config-keys.js";
import { families } from "./families.js";
import type { Asked, Family, InnerPart } from "./family.js";
import { leftOut } from "./left-out.js";
import { isQuantized, quantized } from "./quantization.js";
import { sameComputation } from "./same-computation.js";
import { activationFormat } from "./stated-dtype.js";
import { unknownType } from "./unknown-type.js";

/** The values of `model_type` that are known. */
export const modelTypes: readonly string[] = [
  ...Object.keys(families),
  ...Object.keys(sameComputation),
].sort();

/**
 * The network that these keys describe. Missing keys take the defaults of the transformers library; keys that change
 * the cost and are not known are named in `notCounted`. Errors name the key.
 */
export function configGraph(
  keys: ConfigKeys,
  options: {
    readonly name: string;
    readonly origin?: Origin;
    readonly input: ModelInput;
    /** ModelOpt's hf_quant_config.json, where it lies beside the config. */
    readonly beside?: ConfigKeys;
  },
): CountedGraph {
  const modelType = keys.text("model_type", "");
  const found = familyOf(modelType, keys);
  if (found === undefined) throw unknownType(keys, modelType, modelTypes);
  const origin = options.origin ?? `sizes of ${keys.subject}`;
  const activations = activationFormat(keys, options.input, isQuantized(keys, options.beside));
  const input = { ...options.input, dtype: activations.name };
  const graph = found.family(asked(found.keys, options.name, origin, input));
  const { stored, notCounted } = quantized(found.keys, graph, options.beside);
  return {
    ...graph,
    activations,
    ...(stored === undefined ? {} : { stored }),
    notCounted: [...graph.notCounted, ...notCounted, ...leftOut(found.keys)],
  };
}

/** The family of a type, and the keys filled up with what that type takes where one is missing. */
function familyOf(modelType: string, keys: ConfigKeys) {
  const own: Family | undefined = Object.hasOwn(families, modelType) ? families[modelType] : undefined;
  if (own !== undefined) return { family: own, keys };
  const same = Object.hasOwn(sameComputation, modelType) ? sameComputation[modelType] : undefined;
  const family = same === undefined ? undefined : families[same.as];
  if (same === undefined || family === undefined) return undefined;
  const filled = keys.withDefaults(same.defaults ?? {});
  filled.ignore(["model_type"]);
  return { family, keys: filled };
}

function asked(keys: ConfigKeys, name: string, origin: Origin, input: ModelInput): Asked {
  const inner = (part: InnerPart): CountedGraph => {
    const modelType = part.keys.text("model_type", part.modelType ?? "");
    const found = familyOf(modelType, part.keys);
    if (found === undefined) throw unknownType(part.keys, modelType, modelTypes);
    const graph = found.family(asked(found.keys, name, origin, part.input ?? input));
    const { stored: _, ...whole } = { ...graph, notCounted: [...graph.notCounted, ...leftOut(found.keys)] };
    return whole;
  };
  return { keys, name, origin, input, inner };
}
