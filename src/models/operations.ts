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
  /** Default "matrix". */
  readonly counting?: Counting;
}

export type Pass = "forward" | "weightGradient" | "inputGradient";

/** Trainable parameters; weights that two layers share count once. */
export function parameters(graph: CountedGraph): Quantity {
  return total("parameters", "parameters", graph, parameterParts(graph));
}

/**
 * Parameters that one token uses: all of them, but of a mixture of experts only those that it is sent to. Shared
 * experts, routers, attention and the tables count whole.
 */
export function activeParameters(graph: CountedGraph): Quantity {
  const parts = graph.nodes.flatMap(({ name, stage, layer, sharesWeightsWith }) => {
    const term = layer.activeParameters ?? layer.parameters;
    return term === undefined || sharesWeightsWith !== undefined ? [] : [{ name, stage, term }];
  });
  return total("active parameters", "parameters", graph, parts);
}

/** Multiply-accumulates of the forward pass for the whole batch. */
export function forwardMac(graph: CountedGraph): Quantity {
  return total("forward multiply-accumulates", "mac", graph, macParts(graph, ["forward"]));
}

/** Multiply-accumulates for the gradients of the weights. */
export function weightGradientMac(graph: CountedGraph): Quantity {
  return total(
    "multiply-accumulates for weight gradients",
    "mac",
    graph,
    macParts(graph, ["weightGradient"]),
  );
}

/** Multiply-accumulates for the gradients of the layers' inputs; inputs that are data need none. */
export function inputGradientMac(graph: CountedGraph): Quantity {
  return total("multiply-accumulates for input gradients", "mac", graph, macParts(graph, ["inputGradient"]));
}

/** Multiply-accumulates of the backward pass: weight gradients and input gradients. */
export function backwardMac(graph: CountedGraph): Quantity {
  return sum("backward multiply-accumulates", [weightGradientMac(graph), inputGradientMac(graph)]);
}

/** Operations of the forward pass for the whole batch, by default of matrix products and convolutions only. */
export function forwardFlop(graph: CountedGraph, options: CountingOptions = {}): Quantity {
  if (options.counting !== "all")
    return matrixFlop({ mac: forwardMac(graph) }).labelled("forward operations (matrix)");
  return allOperations("forward operations (all)", graph, ["forward"]);
}

/** Operations for each token: the forward operations of a graph over the tokens that it reads. */
export const perToken = formula({
  id: "models.flop-per-token",
  meaning: "Operations per token",
  expression: "flop / batchTokens",
  result: "flopPerToken",
  inputs: ["flop", "batchTokens"],
  source: { source: sources.kaplan2020, place: "section 2.1, operations per token" },
});

/**
 * Forward operations for each of `tokens` tokens. For an encoder-decoder, pass the target tokens of the batch: the
 * work on the source is then spread over them.
 */
export function forwardFlopPerToken(
  graph: CountedGraph,
  tokens: number,
  options: CountingOptions = {},
): Quantity {
  const count = given({ value: tokens, unit: "token" }, `tokens of ${graph.name}`);
  return perToken({ flop: forwardFlop(graph, options), batchTokens: count });
}

/** Operations of the backward pass for the whole batch, by default of matrix products and convolutions only. */
export function backwardFlop(graph: CountedGraph, options: CountingOptions = {}): Quantity {
  if (options.counting !== "all")
    return matrixFlop({ mac: backwardMac(graph) }).labelled("backward operations (matrix)");
  return allOperations("backward operations (all)", graph, ["weightGradient", "inputGradient"]);
}

function allOperations(label: string, graph: CountedGraph, passes: readonly Pass[]): Quantity {
  const classes = [...byOperationClass(graph, passes).values()];
  return classes.length === 0 ? total(label, "flop", graph, []) : sum(label, classes);
}

/** Operations by class, of the forward pass unless other passes are named; classes without work are left out. */
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
