// The gated linear unit written as a split into halves, a sigmoid and a product: one kernel of PyTorch.
import { gatedLinearUnit } from "../../../layers/index.js";
import type { FileNode } from "../model-file.js";
import { axisOf } from "../shape-rules.js";
import type { Flow } from "./flow.js";
import { besides, dataInput, Mismatch, type Pattern, standingFor } from "./match.js";

/** a sigmoid(b), where a and b are the halves of one value along some axis. */
export const gluPattern: Pattern = (flow, sigmoid) => {
  const split = flow.made(sigmoid.inputs[0], "Split");
  const product = flow.next(sigmoid, "Mul");
  const [values, gates] = split?.outputs ?? [];
  if (split === undefined || product === undefined || !inHalves(flow, split)) return undefined;
  if (sigmoid.inputs[0] !== gates || besides(product, sigmoid.outputs[0]) !== values) return undefined;
  const parts = [split, sigmoid, product];
  return {
    operator: "Glu",
    inputs: split.inputs.slice(0, 1),
    parts,
    rule: (call) => {
      const data = dataInput(call);
      const axis = axisOf(call, split.attributes.get("axis")?.integer ?? 0, data.shape.length);
      const size = data.shape[axis] ?? 0;
      if (size % 2 !== 0) throw new Mismatch("its halves are not equal");
      const others = data.shape.filter((_, i) => i !== axis);
      const layer = standingFor(gatedLinearUnit({ input: [...others, size] }), parts.length);
      return [call.emit(layer, [data], { shape: data.shape.map((one, i) => (i === axis ? size / 2 : one)) })];
    },
  };
};

/** Whether a split gives two equal parts. */
function inHalves(flow: Flow, split: FileNode): boolean {
  if (split.outputs.length !== 2) return false;
  const sizes = split.attributes.get("split")?.integers ?? flow.constant(split.inputs[1])?.tensor.numbers;
  if (sizes === undefined) return split.inputs.length === 1 || split.inputs[1] === "";
  return sizes.length === 2 && sizes[0] === sizes[1];
}
