// Activations written as a value times a function of it: SiLU, hard swish, Mish. Each is one kernel of PyTorch.
import { type ActivationFunction, activation } from "../../../layers/index.js";
import type { FileNode } from "../model-file.js";
import { shown } from "../value.js";
import type { Flow } from "./flow.js";
import { besides, dataInput, emitted, type Match, type Pattern } from "./match.js";

/** x sigmoid(x). */
export const siluPattern: Pattern = (flow, sigmoid) => gatedByItself(flow, [sigmoid], "Swish", "silu");

/** x times the hard sigmoid with slope 1/6 and middle 1/2. */
export const hardSwishPattern: Pattern = (flow, sigmoid) => {
  const slope = sigmoid.attributes.get("alpha")?.float ?? 0.2;
  const middle = sigmoid.attributes.get("beta")?.float ?? 0.5;
  // Single precision has 1/6 to 1e-8.
  if (Math.abs(slope - 1 / 6) > 1e-6 || middle !== 0.5) return undefined;
  return gatedByItself(flow, [sigmoid], "HardSwish", "hard-swish");
};

/** x tanh(softplus(x)). */
export const mishPattern: Pattern = (flow, softplus) => {
  const tangent = flow.next(softplus, "Tanh");
  return tangent && gatedByItself(flow, [softplus, tangent], "Mish", "mish");
};

/** The input of the first node times the output of the last. */
function gatedByItself(
  flow: Flow,
  gate: readonly FileNode[],
  operator: string,
  name: ActivationFunction,
): Match | undefined {
  const [input = ""] = gate[0]?.inputs ?? [];
  const product = flow.next(gate.at(-1), "Mul");
  if (product === undefined || besides(product, gate.at(-1)?.outputs[0]) !== input) return undefined;
  const parts = [...gate, product];
  return {
    operator,
    inputs: [input],
    parts,
    rule: (call) => {
      const data = dataInput(call);
      const layer = activation({ input: shown(data.shape), function: name });
      return [emitted(call, { layer, operators: parts.length }, data)];
    },
  };
}
