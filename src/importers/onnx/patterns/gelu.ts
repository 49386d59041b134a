// Gaussian error linear units written with an error function or a hyperbolic tangent.
//
// PyTorch's exporters write its one kernel, which keeps its input, as 0.5 (x (1 + f)) or x (0.5 (1 + f)). Code with
// (0.5 x) (1 + f) is a model's own, and keeps what its steps keep.
import { activation, type Layer, type Saved, type Shape } from "../../../layers/index.js";
import type { FileNode } from "../model-file.js";
import { shown } from "../value.js";
import type { Flow } from "./flow.js";
import {
  besides,
  besidesNumber,
  dataInput,
  emitted,
  isNumber,
  type Match,
  type Pattern,
  squareOf,
} from "./match.js";

type GeluName = "gelu" | "gelu-tanh";

/** Nodes in order, and the value that they begin from. */
interface Chain {
  readonly input: string;
  readonly parts: readonly FileNode[];
}

/** x (1 + erf(x / sqrt 2)) / 2. */
export const erfGeluPattern: Pattern = (flow, anchor) => {
  const inner = scaled(flow, anchor.inputs[0], Math.SQRT1_2);
  return inner && halved(flow, anchor, inner, "gelu");
};

/** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2. */
export const tanhGeluPattern: Pattern = (flow, anchor) => {
  const outer = scaled(flow, anchor.inputs[0], Math.sqrt(2 / Math.PI));
  const sum = flow.made(outer?.input, "Add");
  const cubic = sum?.inputs.map((name) => scaledCube(flow, name)).find((chain) => chain !== undefined);
  if (outer === undefined || sum === undefined || cubic === undefined) return undefined;
  if (besides(sum, cubic.input) !== cubic.parts.at(-1)?.outputs[0]) return undefined;
  const parts = [...cubic.parts, sum, ...outer.parts];
  return halved(flow, anchor, { input: cubic.input, parts }, "gelu-tanh");
};

/** The product with a number, or the quotient by its inverse. */
function scaled(flow: Flow, name: string | undefined, factor: number): Chain | undefined {
  const node = flow.made(name, "Mul", "Div");
  if (node === undefined) return undefined;
  if (node.operator === "Mul") {
    const input = besidesNumber(flow, node, factor);
    return input === undefined ? undefined : { input, parts: [node] };
  }
  const [input = "", divisor] = node.inputs;
  return isNumber(flow, divisor, 1 / factor) ? { input, parts: [node] } : undefined;
}

/** 0.044715 x³, with a power or two products. */
function scaledCube(flow: Flow, name: string): Chain | undefined {
  const outer = scaled(flow, name, 0.044715);
  const cube = flow.made(outer?.input, "Pow", "Mul");
  if (outer === undefined || cube === undefined) return undefined;
  const [first = "", second] = cube.inputs;
  if (cube.operator === "Pow")
    return isNumber(flow, second, 3) ? { input: first, parts: [cube, ...outer.parts] } : undefined;
  for (const name of cube.inputs) {
    const square = squareOf(flow, name);
    if (square !== undefined && besides(cube, name) === square.base)
      return { input: square.base, parts: [square.node, cube, ...outer.parts] };
  }
  return undefined;
}

/** What follows the function: 1 is added, and the sum meets the input and a half in one of three orders. */
function halved(flow: Flow, anchor: FileNode, { input, parts }: Chain, name: GeluName): Match | undefined {
  const sum = flow.next(anchor, "Add");
  if (sum === undefined || besidesNumber(flow, sum, 1) !== anchor.outputs[0]) return undefined;
  const before = [...parts, anchor, sum];
  const kernel = timesInputAndHalf(flow, sum, input);
  if (kernel !== undefined) return matched(input, [...before, ...kernel], name, undefined);
  const product = flow.next(sum, "Mul");
  const half = scaled(flow, besides(product, sum.outputs[0]), 0.5);
  if (product === undefined || half?.input !== input) return undefined;
  return matched(input, [...before, ...half.parts, product], name, stepLabels[name]);
}

/** The two nodes that multiply by the input and then by a half, or first by the half. */
function timesInputAndHalf(flow: Flow, sum: FileNode, input: string): readonly FileNode[] | undefined {
  const first = flow.next(sum, "Mul", "Div");
  const second = flow.next(first, "Mul", "Div");
  if (first === undefined || second === undefined) return undefined;
  const halves = (node: FileNode, of: FileNode) =>
    scaled(flow, node.outputs[0], 0.5)?.input === of.outputs[0];
  const multiplies = (node: FileNode, by: FileNode) =>
    node.operator === "Mul" && besides(node, by.outputs[0]) === input;
  const fits =
    (multiplies(first, sum) && halves(second, first)) || (halves(first, sum) && multiplies(second, first));
  return fits ? [first, second] : undefined;
}

/** What the steps keep beside, of the size of the input. */
const stepLabels = {
  gelu: ["half of the input", "input over the root of 2", "1 + error function"],
  "gelu-tanh": ["half of the input", "hyperbolic tangent", "1 + hyperbolic tangent"],
} as const;

function matched(
  input: string,
  parts: readonly FileNode[],
  name: GeluName,
  steps: readonly string[] | undefined,
): Match {
  return {
    operator: "Gelu",
    inputs: [input],
    parts,
    rule: (call) => {
      const data = dataInput(call);
      const layer = activation({ input: shown(data.shape), function: name });
      const counted = steps === undefined ? layer : inSteps(layer, data.shape, steps);
      return [emitted(call, { layer: counted, operators: parts.length }, data)];
    },
  };
}

/** The same work, with what its steps keep; the polynomial of the tangent keeps the input too. */
function inSteps(layer: Layer, shape: Shape, labels: readonly string[]): Layer {
  const elements = shape.reduce((all, size) => all * size, 1);
  const own = labels.map((label): Saved => ({ kind: "own", label, elements }));
  const kept = layer.settings === "gelu-tanh" ? layer.saved : [];
  return { ...layer, settings: `${layer.settings} in steps`, saved: [...kept, ...own] };
}
