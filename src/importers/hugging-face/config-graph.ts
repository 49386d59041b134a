// The graph of a config's keys, by its `model_type`: what files, the zoo and other formats all come down to.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import type { ConfigKeys } from "./config-keys.js";
import { deepseekFamilies } from "./deepseek.js";
import { encoderFamilies } from "./encoders.js";
import type { Family } from "./family.js";
import { gptFamilies } from "./gpt.js";
import { leftOut } from "./left-out.js";
import { llamaFamilies } from "./llama.js";
import { mixtureFamilies } from "./mixtures.js";
import { plainFamilies } from "./plain-decoders.js";
import { isQuantized, quantized } from "./quantization.js";
import { activationFormat } from "./stated-dtype.js";
import { t5Family } from "./t5.js";

const families: Readonly<Record<string, Family>> = {
  ...deepseekFamilies,
  ...gptFamilies,
  ...llamaFamilies,
  ...mixtureFamilies,
  ...plainFamilies,
  ...encoderFamilies,
  t5: t5Family,
};

/** The values of `model_type` that are known. */
export const modelTypes: readonly string[] = Object.keys(families).sort();

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
  const family = Object.hasOwn(families, modelType) ? families[modelType] : undefined;
  if (family === undefined)
    throw new FlopbookError(
      `${keys.subject}: unknown model_type, got "${modelType}"${suggestion(modelType, modelTypes)}; known are ${modelTypes.join(", ")}`,
    );
  const origin = options.origin ?? `sizes of ${keys.subject}`;
  const activations = activationFormat(keys, options.input, isQuantized(keys, options.beside));
  const input = { ...options.input, dtype: activations.name };
  const graph = family({ keys, name: options.name, origin, input });
  const { stored, notCounted } = quantized(keys, graph, options.beside);
  return {
    ...graph,
    activations,
    ...(stored === undefined ? {} : { stored }),
    notCounted: [...graph.notCounted, ...notCounted, ...leftOut(keys)],
  };
}
