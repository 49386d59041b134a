// Attention written as a product, a softmax and a product: one kernel where attention is asked for as fused.
import { elements } from "../../../layers/index.js";
import type { FileNode } from "../model-file.js";
import { attended } from "../operators/attended.js";
import { broadcast } from "../shape-rules.js";
import type { Flow } from "./flow.js";
import { Mismatch, type Pattern } from "./match.js";

/** Nodes between the products: scaling, capping and masking of scores. */
const scaling = ["Mul", "Div", "Add", "Sub", "Where", "Cast", "Tanh", "Max", "Min", "Clip"] as const;
const farthest = 12;

/** softmax(queries keys, scaled and masked) values. */
export const attentionPattern: Pattern = (flow, product) => {
  const weights = softmaxBefore(flow, product.inputs[0]);
  const scores = weights && productBefore(flow, weights.softmax.inputs[0]);
  if (weights === undefined || scores === undefined) return undefined;
  const [query = "", key = ""] = scores.product.inputs;
  const inputs = [query, key, product.inputs[1] ?? "", ...scores.added];
  return {
    operator: "Attention",
    inputs,
    parts: [scores.product, ...scores.parts, weights.softmax, ...weights.parts, product],
    rule: (call) => {
      const values = [call.known(0), call.known(1), call.known(2)];
      if (values.some(({ kind, shape }) => kind !== "data" || shape.length < 3))
        throw new Mismatch("its factors are weights");
      const [queries = 1, headDim = 1] = values[0]?.shape.slice(-2) ?? [];
      const [keys = 1, valueDim = 1] = values[2]?.shape.slice(-2) ?? [];
      const outer = broadcast(
        call,
        values.map(({ shape }) => shape.slice(0, -2)),
      );
      const [heads = 1] = outer.slice(-1);
      const batch = elements(outer) / heads;
      return [
        attended(call, {
          ...{ batch, heads, keyHeads: heads, queries, keys, past: 0, headDim, valueDim },
          shape: [...outer, queries, valueDim],
          values,
          weights: scores.added.map((_, i) => call.optional(i + 3)),
        }),
      ];
    },
  };
};

/** The softmax behind a value, through casts and the guard against rows without a number. */
function softmaxBefore(flow: Flow, name: string | undefined) {
  const parts: FileNode[] = [];
  let node = flow.made(name, "Softmax", "Cast", "Where");
  for (let step = 0; step < farthest && node !== undefined; step++) {
    if (node.operator === "Softmax") return { softmax: node, parts: parts.reverse() };
    parts.push(node);
    const guard = node.operator === "Where" ? flow.made(node.inputs[0], "IsNaN") : undefined;
    if (node.operator === "Where" && guard === undefined) return undefined;
    if (guard !== undefined) parts.push(guard);
    const next: string | undefined = guard === undefined ? node.inputs[0] : node.inputs[2];
    node = flow.made(next, "Softmax", "Cast");
  }
  return undefined;
}

/** The product of queries and keys behind a value, and the constants that are added on the way. */
function productBefore(flow: Flow, name: string | undefined) {
  const parts: FileNode[] = [];
  const added: string[] = [];
  let node = flow.made(name, "MatMul", ...scaling);
  for (let step = 0; step < farthest && node !== undefined; step++) {
    if (node.operator === "MatMul") return { product: node, parts: parts.reverse(), added };
    parts.push(node);
    const inputs: readonly string[] = node.operator === "Where" ? node.inputs.slice(1) : node.inputs;
    if (node.operator === "Add") added.push(...inputs.filter((one) => flow.constant(one) !== undefined));
    node = inputs.map((one) => scoresAt(flow, one)).find((one) => one !== undefined);
  }
  return undefined;
}

/** The node that makes scores: not a constant's, and read by none but the next. */
function scoresAt(flow: Flow, name: string): FileNode | undefined {
  const node = flow.made(name, "MatMul", ...scaling);
  return node !== undefined &&
    flow.constant(name) === undefined &&
    flow.next(node, ...scaling, "Softmax") !== undefined
    ? node
    : undefined;
}
