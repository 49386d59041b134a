// A learned token before all others, from which a classifier reads: the class token of BERT and of vision transformers.
import { elementwisePart, perElement } from "../elementwise/work.js";
import { tableParameters } from "../embedding.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { checkedShape, type Shape } from "../shape/shape.js";

const gathered = perElement("add (gradients of all samples into the one token)");

/** Class tokens. */
export const classTokenRecord = layerRecord({
  id: "class-token",
  kind: "concatenation",
  meaning: "A learned token put before all others, from which a classifier reads",
  words: "cls vit bert",
  dimensions: ["batch", "sequence", "modelDim"],
  inputs: [["batch", "sequence", "modelDim"]],
  output: ["batch", "sequence + 1", "modelDim"],
  parameters: part(tableParameters, { tableRows: "1" }),
  weightGradient: { elementwise: elementwisePart(gathered, "batch * modelDim") },
});

/** A learned token put before the others: [batch, tokens, modelDim] -> [batch, tokens + 1, modelDim]. Keeps nothing. */
export function classToken(spec: { readonly input: Shape }): Layer {
  const layout = ["batch", "tokens", "features"];
  const [batch = 1, sequence = 0, modelDim = 1] = checkedShape(
    "layers/class-token",
    "input",
    spec.input,
    layout,
  );
  return classTokenRecord.bind({ batch, sequence, modelDim }, { settings: "a learned token first" });
}
