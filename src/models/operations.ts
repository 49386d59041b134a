// Parameters and operations of a counted graph, forward and backward.

import {
  type CountedGraph,
  type GraphNode,
  matrixFlop,
  type OperationClass,
  operationClasses,
  type Work,
} from "../layers/index.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type Part, total } from "./total.js";
import { formula } from "./vocabulary.js";

/**
 * What a count of operations covers: "matrix" is matrix products and convolutions, two operations for each
 * multiply-accumulate (what papers and PyTorch's counter report); "all" adds normalisation, activation, pooling,
 * residual additions, softmax and the element-wise rest by what each layer takes for an element.
 */
export type Counting = "matrix" | "all";

export interface CountingOptions {
  /** Default "all". */
  readonly counting?: Counting;
}

export type Pass = "forward" | "weightGradient" | "inputGradient";

/**
 * Trainable parameters; weights that two layers share count once.
 *
 * @example parameters(resnet50()) // 25.6 million parameters
 */
export function parameters(graph: CountedGraph): Quantity {
  return total("parameters", "parameters", graph, parameterParts(graph));
}

/**
 * Parameters that one token uses: all of them, but of a mixture of experts only those that it is sent to. Shared
 * experts, routers, attention and the tables count whole.
 *
 * @example activeParameters(model("mixtral-8x7b")) // 12.9 billion parameters
 */
export function activeParameters(graph: CountedGraph): Quantity {
  const parts = graph.nodes.flatMap(({ name, stage, layer, sharesWeightsWith }) => {
    const term = layer.activeParameters ?? layer.parameters;
    return term === undefined || sharesWeightsWith !== undefined ? [] : [{ name, stage, term }];
  });
  return total("active parameters", "parameters", graph, parts);
}

/**
 * Multiply-accumulates of the forward pass for the whole batch.
 *
 * @example forwardMac(resnet50()) // 4.09 GMAC
 */
export function forwardMac(graph: CountedGraph): Quantity {
  return total("forward multiply-accumulates", "mac", graph, macParts(graph, ["forward"]));
}

/**
 * Multiply-accumulates for the gradients of the weights.
 *
 * @example weightGradientMac(resnet50()) // 4.09 GMAC
 */
export function weightGradientMac(graph: CountedGraph): Quantity {
  return total(
    "multiply-accumulates for weight gradients",
    "mac",
    graph,
    macParts(graph, ["weightGradient"]),
  );
}

/**
 * Multiply-accumulates for the gradients of the layers' inputs; inputs that are data need none.
 *
 * @example inputGradientMac(resnet50()) // 3.97 GMAC
 */
export function inputGradientMac(graph: CountedGraph): Quantity {
  return total("multiply-accumulates for input gradients", "mac", graph, macParts(graph, ["inputGradient"]));
}

/**
 * Multiply-accumulates of the backward pass: weight gradients and input gradients.
 *
 * @example backwardMac(resnet50()) // 8.06 GMAC
 */
export function backwardMac(graph: CountedGraph): Quantity {
  return sum("backward multiply-accumulates", [weightGradientMac(graph), inputGradientMac(graph)]);
}

/**
 * Operations of the forward pass for the whole batch, those of every layer.
 *
 * @example forwardFlop(resnet50()) // 8.27 GFLOP
 */
export function forwardFlop(graph: CountedGraph, options: CountingOptions = {}): Quantity {
  return options.counting === "matrix"
    ? forwardMatrixFlop(graph)
    : allOperations("forward operations (all)", graph, ["forward"]);
}

/**
 * Those of matrix products and convolutions only: what matrix units do, and what most papers count.
 *
 * @example forwardMatrixFlop(resnet50()) // 8.18 GFLOP
 */
export function forwardMatrixFlop(graph: CountedGraph): Quantity {
  return matrixFlop({ mac: forwardMac(graph) }).labelled("forward operations (matrix)");
}

/** Operations for each token: the forward operations of a graph over the tokens that it reads. */
export const perToken = formula({
  id: "models.flop-per-token",
  meaning: "Operations per token",
  expression: "flop / batchTokens",
  result: "flopPerToken",
  inputs: ["flop", "batchTokens"],
  source: { source: sources.kaplan2020, place: "section 2.1, operations per token" },
  sample: { flop: 9.2e14 },
});

/**
 * Forward operations for each of `tokens` tokens, those of every layer. For an encoder-decoder, pass the target tokens
 * of the batch: the work on the source is then spread over them.
 *
 * @example forwardFlopPerToken(model("gpt2"), 1024) // 287 MFLOP/token
 */
export function forwardFlopPerToken(
  graph: CountedGraph,
  tokens: number,
  options: CountingOptions = {},
): Quantity {
  const count = given({ value: tokens, unit: "token" }, `tokens of ${graph.name}`);
  return perToken({ flop: forwardFlop(graph, options), batchTokens: count });
}

/**
 * The same of matrix products and convolutions only.
 *
 * @example forwardMatrixFlopPerToken(model("gpt2"), 1024) // 285 MFLOP/token
 */
export function forwardMatrixFlopPerToken(graph: CountedGraph, tokens: number): Quantity {
  return forwardFlopPerToken(graph, tokens, { counting: "matrix" });
}

/**
 * Operations of the backward pass for the whole batch, those of every layer.
 *
 * @example backwardFlop(resnet50()) // 16.2 GFLOP
 */
export function backwardFlop(graph: CountedGraph, options: CountingOptions = {}): Quantity {
  return options.counting === "matrix"
    ? backwardMatrixFlop(graph)
    : allOperations("backward operations (all)", graph, ["weightGradient", "inputGradient"]);
}

/**
 * Those of matrix products and convolutions only.
 *
 * @example backwardMatrixFlop(resnet50()) // 16.1 GFLOP
 */
export function backwardMatrixFlop(graph: CountedGraph): Quantity {
  return matrixFlop({ mac: backwardMac(graph) }).labelled("backward operations (matrix)");
}

function allOperations(label: string, graph: CountedGraph, passes: readonly Pass[]): Quantity {
  const classes = [...byOperationClass(graph, passes).values()];
  return classes.length === 0 ? total(label, "flop", graph, []) : sum(label, classes);
}

/**
 * Operations by class, of the forward pass unless other passes are named; classes without work are left out.
 *
 * @example byOperationClass(resnet50()).get("matrix") // 8.18 GFLOP
 */
export function byOperationClass(
  graph: CountedGraph,
  passes: readonly Pass[] = ["forward"],
): ReadonlyMap<OperationClass, Quantity> {
  const found = new Map<OperationClass, Quantity>();
  for (const operationClass of operationClasses) {
    const parts = workParts(graph, passes, operationClass);
    if (parts.length === 0) continue;
    const name =
      passes[0] === "forward"
        ? `forward operations: ${operationClass}`
        : `backward operations: ${operationClass}`;
    const counted =
      operationClass === "matrix"
        ? matrixFlop({ mac: total(`${name}, multiply-accumulates`, "mac", graph, parts) }).labelled(name)
        : total(name, "flop", graph, parts);
    found.set(operationClass, counted);
  }
  return found;
}

/** The terms of `parameters`: one for each layer that owns weights. */
export function parameterParts(graph: CountedGraph): readonly Part[] {
  return graph.nodes.flatMap(({ name, stage, layer, sharesWeightsWith }) =>
    layer.parameters === undefined || sharesWeightsWith !== undefined
      ? []
      : [{ name, stage, term: layer.parameters }],
  );
}

/** The multiply-accumulate terms of some passes. */
export function macParts(graph: CountedGraph, passes: readonly Pass[]): readonly Part[] {
  return workParts(graph, passes, "matrix");
}

function workParts(
  graph: CountedGraph,
  passes: readonly Pass[],
  operationClass: OperationClass,
): readonly Part[] {
  return graph.nodes.flatMap((node) =>
    passes
      .flatMap((pass) => workOf(node, pass))
      .filter((work) => work.operationClass === operationClass)
      .map(({ term }) => ({ name: node.name, stage: node.stage, term })),
  );
}

/** Work of one layer in one pass; gradients of inputs that need none, and of layers without a loss, are left out. */
export function workOf({ layer, inputs, reachesLoss }: GraphNode, pass: Pass): readonly Work[] {
  if (pass !== "forward" && !reachesLoss) return [];
  if (pass !== "inputGradient") return layer[pass];
  return layer.inputGradient.flatMap((work, i) => (inputs[i]?.requiresGradient === true ? work : []));
}
