// A Hugging Face config.json as a counted graph.
import { FlopbookError, suggestion } from "../../errors.js";
import type { CountedGraph } from "../../layers/index.js";
import { decoderOnly } from "../../models/language/decoder-only.js";
import { formatWidth, type ModelInput } from "../../models/record.js";
import type { ConfigKeys } from "./config-keys.js";
import { readConfig } from "./read-config.js";

/** A graph from the keys of one model type. */
type Family = (keys: ConfigKeys, name: string, input: ModelInput) => CountedGraph;

const families: Readonly<Record<string, Family>> = {
  llama(keys, name, { batch = 1, sequence = 2048 }) {
    const heads = keys.whole("num_attention_heads", 32);
    const headDim = keys.optionalWhole("head_dim");
    return decoderOnly({
      name,
      layers: keys.count("num_hidden_layers", 32),
      modelDim: keys.whole("hidden_size", 4096),
      heads,
      kvHeads: keys.whole("num_key_value_heads", heads),
      ...(headDim === undefined ? {} : { headDim }),
      ffnDim: keys.whole("intermediate_size", 11_008),
      vocabulary: keys.whole("vocab_size", 32_000),
      tied: keys.flag("tie_word_embeddings", false),
      batch,
      sequence,
    });
  },
  gpt2(keys, name, { batch = 1, sequence = 1024 }) {
    const modelDim = keys.whole(["n_embd", "hidden_size"], 768);
    return decoderOnly({
      name,
      layers: keys.count(["n_layer", "num_hidden_layers"], 12),
      modelDim,
      heads: keys.whole(["n_head", "num_attention_heads"], 12),
      ffnDim: keys.whole("n_inner", 4 * modelDim),
      vocabulary: keys.whole("vocab_size", 50_257),
      positions: keys.whole(["n_positions", "max_position_embeddings"], 1024),
      gated: false,
      activation: "gelu-tanh",
      tied: true,
      norm: "layer",
      attentionBias: "all",
      ffnBias: true,
      batch,
      sequence,
    });
  },
};

/** The values of `model_type` that have a reader. */
export const modelTypes: readonly string[] = Object.keys(families).sort();

/**
 * The network that a Hugging Face config describes: a config.json, the folder that holds one, or its keys as an
 * object. Missing keys take the defaults of the transformers library. Errors name the file and the key.
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
  return { ...family(keys, name, options), bytesPerElement: formatWidth(options.format ?? "fp32") };
}
