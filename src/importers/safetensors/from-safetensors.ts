// A safetensors file as a counted graph: with the config.json beside it the whole cost, else its parameters alone.
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import type { Place } from "../bytes/place.js";
import type { Reading } from "../bytes/steps.js";
import type { ConfigKeys } from "../hugging-face/config-keys.js";
import { configGraphOf, modelTypes } from "../hugging-face/from-config.js";
import { readConfig } from "../hugging-face/read-config.js";
import { agreeing } from "../weights/agreement.js";
import { withStored } from "../weights/stored.js";
import { weightsGraph } from "../weights/weights-graph.js";
import { readSafetensors } from "./file.js";
import { weightNames } from "./weight-names.js";

/**
 * The network of a safetensors file, of a sharded index, of any of its shards, or of the folder that holds one. A
 * config.json beside it says what the network is and must agree with the tensors, else an error says where they
 * differ; without one, or with one of an unknown model type, the graph has parameters and no operations.
 */
export function* safetensorsGraph(place: Place, input: ModelInput): Reading<CountedGraph> {
  weightNames(place);
  const { folder } = place;
  if (!folder.has("config.json"))
    return weightsGraph(
      yield* readSafetensors(place),
      input,
      "a safetensors file names tensors and not how they are used; put config.json beside it",
    );
  const config = yield* readConfig(folder, "config.json");
  const { keys } = config;
  const file = yield* readSafetensors(place, { bits: codeBits(keys) });
  const modelType = keys.text("model_type", "");
  if (!modelTypes.includes(modelType))
    return weightsGraph(
      file,
      input,
      `the config.json beside it has the model_type "${modelType}", which is not known; known are ${modelTypes.join(", ")}`,
    );
  return agreeing(file, withStored(configGraphOf(config, input), file), {
    description: "config.json",
    remedy: "take config.json and weights of one checkpoint",
    ...predictedLater(keys),
  });
}

/** Bits of a packed code, where the configuration says: GPTQ and AWQ by "bits", compressed-tensors by group. */
function codeBits(keys: ConfigKeys): number | undefined {
  const packing = keys.within("quantization_config");
  const weights = packing.within("config_groups").within("group_0").within("weights");
  return packing.optionalWhole("bits") ?? weights.optionalWhole("num_bits");
}

/** Blocks that the network runs, where the file may have more of them that predict later tokens. */
function predictedLater(keys: ConfigKeys): { readonly blocks?: number } {
  const blocks = keys.optionalWhole("num_hidden_layers");
  const later = keys.optionalWhole("num_nextn_predict_layers", 0) ?? 0;
  return blocks === undefined || later === 0 ? {} : { blocks };
}
