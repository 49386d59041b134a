// A Hugging Face config.json as a counted graph.
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import type { Place } from "../bytes/place.js";
import type { Reading } from "../bytes/steps.js";
import { configGraph, modelTypes } from "./model-types.js";
import { configOfKeys, type ReadConfig, readConfig } from "./read-config.js";

export { modelTypes };

/** The network that the keys of a configuration describe. */
export function keysGraph(config: Readonly<Record<string, unknown>>, input: ModelInput): CountedGraph {
  return configGraphOf(configOfKeys(config), input);
}

/** The network of a config.json, or of the one in a folder. */
export function* configFileGraph({ file, folder }: Place, input: ModelInput): Reading<CountedGraph> {
  return configGraphOf(yield* readConfig(folder, file ?? "config.json"), input);
}

/** The network of a configuration that was read. */
export function configGraphOf({ name, keys, file, beside }: ReadConfig, input: ModelInput): CountedGraph {
  // By its name, as of every other kind of file: where it lies on this machine is nobody's business.
  return configGraph(keys, {
    name,
    input,
    ...(file === undefined ? {} : { origin: `sizes of ${file}` }),
    ...(beside === undefined ? {} : { beside }),
  });
}
