// The output projection of a language model: features onto the vocabulary, tied to the embedding or not.
import type { Stage, Tensor } from "./graph/graph.js";
import { layerRecord } from "./graph/layer-record.js";
import { linear, linearRecord } from "./linear.js";

/** Logits. */
export const outputProjectionRecord = layerRecord({
  id: "output-projection",
  meaning: "Logits of every token; tied to the embedding it has no parameters of its own",
  words: "lm head unembedding",
  dimensions: ["batch", "sequence", "modelDim", "vocabulary"],
  inputs: [["batch", "sequence", "modelDim"]],
  output: ["batch", "sequence", "vocabulary"],
  members: [
    {
      name: "projection",
      record: linearRecord.variant({ bias: "no" }),
      sizes: { rows: "batch * sequence", inputFeatures: "modelDim", outputFeatures: "vocabulary" },
      from: [0],
    },
  ],
});

export interface OutputProjectionSpec {
  /** Module path, e.g. "output". */
  readonly name: string;
  /** [batch, tokens, modelDim]. */
  readonly input: Tensor;
  readonly vocabulary: number;
  /** Name of the embedding whose table it uses; absent: a matrix of its own. */
  readonly tiedTo?: string;
  /** Default false. */
  readonly bias?: boolean;
}

/**
 * Logits of every token: [batch, tokens, modelDim] -> [batch, tokens, vocabulary].
 *
 * @example const g = graphBuilder({ name: "model", origin: "own" });
 * const input = g.input("x", [1, 128, 768]);
 * outputProjection(g.stage("head"), { name: "logits", input, vocabulary: 50257 }).shape // [1, 128, 50257]
 */
export function outputProjection(stage: Stage, spec: OutputProjectionSpec): Tensor {
  const { name, input, tiedTo } = spec;
  const layer = linear({ input: input.shape, outputFeatures: spec.vocabulary, bias: spec.bias === true });
  return tiedTo === undefined ? stage.add(name, layer, input) : stage.addTied(name, layer, tiedTo, input);
}
