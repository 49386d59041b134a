// A Hugging Face config.json as a counted graph.
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import { configGraph, modelTypes } from "./config-graph.js";
import { fileNameOf, readConfig } from "./read-config.js";

export { modelTypes };

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
  // By its name, as of every other kind of file: where it lies on this machine is nobody's business.
  const origin = typeof config === "string" ? { origin: `sizes of ${fileNameOf(config)}` } : {};
  return configGraph(keys, { name, input: options, ...origin });
}
