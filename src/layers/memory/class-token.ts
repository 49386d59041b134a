// A learned token before all others, from which a classifier reads: the class token of BERT and of vision transformers.
import { elementwise, perElement } from "../elementwise/work.js";
import { tableParameters } from "../embedding.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { checkedShape, type Shape } from "../shape/shape.js";

const gathered = perElement("add (gradients of all samples into the one token)");

/** A learned token put before the others: [batch, tokens, modelDim] -> [batch, tokens + 1, modelDim]. Keeps nothing. */
export function classToken(spec: { readonly input: Shape }): Layer {
  const layout = ["batch", "tokens", "features"];
  const [batch = 1, tokens = 0, modelDim = 1] = checkedShape(
    "layers/class-token",
    "input",
    spec.input,
    layout,
  );
  return layerOf({
    kind: "concatenation",
    settings: "a learned token first",
    inputs: [spec.input],
    output: [batch, tokens + 1, modelDim],
    parameters: term(tableParameters, { tableRows: 1, modelDim }),
    weightGradient: elementwise("elementwise", gathered, batch * modelDim),
    inputGradient: [[]],
  });
}
