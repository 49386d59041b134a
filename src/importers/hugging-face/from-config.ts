// A Hugging Face config.json as a counted graph.
import { FlopbookError, suggestion } from "../../errors.js";
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import { deepseekFamilies } from "./families/deepseek.js";
import { encoderFamilies } from "./families/encoders.js";
import type { Family } from "./families/family.js";
import { gptFamilies } from "./families/gpt.js";
import { llamaFamilies } from "./families/llama.js";
import { mixtureFamilies } from "./families/mixtures.js";
import { plainFamilies } from "./families/plain-decoders.js";
import { t5Family } from "./families/t5.js";
import { leftOut } from "./left-out.js";
import { readConfig } from "./read-config.js";

const families: Readonly<Record<string, Family>> = {
  ...deepseekFamilies,
  ...gptFamilies,
  ...llamaFamilies,
  ...mixtureFamilies,
  ...plainFamilies,
  ...encoderFamilies,
  t5: t5Family,
};

/** The values of `model_type` that have a reader. */
export const modelTypes: readonly string[] = Object.keys(families).sort();

/**
 * The network that a Hugging Face config describes, with the loss of a training step as its last stage: a config.json,
 * the folder that holds one, or its keys as an object. Missing keys take the defaults of the transformers library;
 * keys that change the cost and are not known are named in `notCounted`. Errors name the file and the key.
 */
export function fromConfig(
  config: string | Readonly<Record<string, unknown>>,
  options: ModelInput = {},
): CountedGraph {
  const { keys, name } = readConfig(config);
  const modelType = keys.text("model_type", "");
  const family = Object.hasOwn(families, modelType) ? families[modelType] : undefined;
  if (family === undefined)
    throw new FlopbookError(
      `${keys.subject}: unknown model_type, got "${modelType}"${suggestion(modelType, modelTypes)}; known are ${modelTypes.join(", ")}`,
    );
  const graph = family({ keys, name, input: options });
  return { ...graph, notCounted: [...graph.notCounted, ...leftOut(keys)] };
}
