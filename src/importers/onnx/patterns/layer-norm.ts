// Layer normalisation written as a mean, a difference, a mean square, a root, a quotient, and a scale and shift.
//
// Counts as the one kernel that PyTorch has for it; its exporter writes it so before opset 17.
import { layerNorm } from "../../../layers/index.js";
import type { FileNode } from "../model-file.js";
import type { Flow } from "./flow.js";
import { dataInput, emitted, type Pattern } from "./match.js";
import { featuresBesides, keptAxes, overRoot, rowsAndFeatures } from "./normalisation.js";

/** (x - mean(x)) / sqrt(mean((x - mean(x))²) + epsilon), then times a weight, then plus a bias, where they are. */
export const layerNormPattern: Pattern = (flow, root) => {
  const quotient = overRoot(flow, root);
  const difference = flow.made(quotient?.base, "Sub");
  const [input = "", subtracted] = difference?.inputs ?? [];
  const mean = flow.made(subtracted, "ReduceMean");
  if (quotient === undefined || difference === undefined || mean?.inputs[0] !== input) return undefined;
  const { axes } = quotient;
  if (String(keptAxes(flow, mean)) !== String(axes)) return undefined;
  const affine = scaleAndShift(flow, quotient.parts.at(-1), axes.length);
  const parts = [mean, difference, ...quotient.parts, ...affine.parts];
  return {
    operator: "LayerNormalization",
    inputs: [input, ...affine.weights],
    parts,
    rule: (call) => {
      const data = dataInput(call);
      const layer = layerNorm({ input: rowsAndFeatures(call, axes, data) });
      return [emitted(call, { layer, operators: parts.length }, data)];
    },
  };
};

/** The product with a weight behind a node, and the sum with a bias behind that. */
function scaleAndShift(flow: Flow, last: FileNode | undefined, dimensions: number) {
  const product = flow.next(last, "Mul");
  const weight = featuresBesides(flow, product, last?.outputs[0], dimensions);
  if (product === undefined || weight === undefined) return { parts: [], weights: [] };
  const sum = flow.next(product, "Add");
  const bias = featuresBesides(flow, sum, product.outputs[0], dimensions);
  if (sum === undefined || bias === undefined) return { parts: [product], weights: [weight] };
  return { parts: [product, sum], weights: [weight, bias] };
}
