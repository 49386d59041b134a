// What is added to the scores of attention: masks and slopes of distance, which are no parameters, and learned biases.
import type { FileNode, FileTensor } from "../model-file.js";
import { farthest, type GraphView, views } from "./graph-view.js";

export interface ScoreTables {
  readonly masks: readonly string[];
  /** Tables with numbers of their own for each head, which an exporter may have spread out. */
  readonly biases: readonly string[];
}

/** Operators between the product of queries and keys and its softmax. */
const passed: ReadonlySet<string> = new Set([
  ...views,
  ..."Add Sub Mul Div Where Max Min Clip Tanh".split(" "),
]);

/** The constants added to scores on their way into a softmax. */
export function scoreTables(view: GraphView): ScoreTables {
  const found = { masks: [] as string[], biases: [] as string[] };
  for (const node of view.nodes) {
    if (node.operator === "Softmax") for (const tensor of addedBefore(view, node)) sort(found, tensor);
    const place = maskPlaces[`${node.domain}:${node.operator}`];
    const given = place === undefined ? undefined : view.root(node.inputs[place]);
    if (given !== undefined) sort(found, given);
  }
  return found;
}

/** Inputs of attention operators that are added to scores. */
const maskPlaces: Readonly<Record<string, number>> = {
  ":Attention": 3,
  "com.microsoft:Attention": 5,
  "com.microsoft:MultiHeadAttention": 5,
  "com.microsoft:GroupQueryAttention": 10,
};

function sort(found: { masks: string[]; biases: string[] }, tensor: FileTensor): void {
  if ((tensor.shape.at(-3) ?? 1) === 1 || isMask(tensor) || isSlope(tensor)) found.masks.push(tensor.name);
  else found.biases.push(tensor.name);
}

/** Tables of two dimensions and more that meet the scores between a product of two activations and a softmax. */
function addedBefore(view: GraphView, softmax: FileNode): readonly FileTensor[] {
  const found: FileTensor[] = [];
  let name = softmax.inputs[0] ?? "";
  for (let step = 0; step < farthest; step++) {
    const node = view.made(name);
    if (node === undefined) return [];
    if (node.operator === "MatMul" || node.operator === "FusedMatMul" || node.operator === "Einsum")
      return node.inputs.some((one) => view.root(one) !== undefined) ? [] : found;
    if (!passed.has(node.operator)) return [];
    const scores = node.operator === "Where" ? node.inputs.slice(1) : node.inputs;
    const tables = scores.flatMap((one) => view.root(one) ?? []);
    found.push(...tables.filter(({ shape }) => shape.length >= 2));
    name = scores.find((one) => view.root(one) === undefined && view.made(one) !== undefined) ?? "";
  }
  return [];
}

/** Zeros and numbers that no softmax sees. */
function isMask({ sample = [] }: FileTensor): boolean {
  return sample.some((value) => value <= -1e4) && sample.every((value) => value === 0 || value <= -1e4);
}

/** A first row in equal steps: slopes by distance, as in ALiBi. */
function isSlope({ shape, sample = [] }: FileTensor): boolean {
  const row = sample.slice(0, shape.at(-1) ?? 0);
  const steps = row.slice(1).map((value, i) => value - (row[i] ?? 0));
  const [step = 0] = steps;
  return row.length >= 3 && step !== 0 && steps.every((one) => Math.abs(one - step) <= 1e-3 * Math.abs(step));
}
