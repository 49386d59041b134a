// A counted graph stage by stage: the table that a reader sees first.
import { type CountedGraph, matrixFlop, type Shape } from "../layers/index.js";
import type { Quantity } from "../numbers/quantity.js";
import { savedParts, type WidthOptions } from "./memory.js";
import { macParts, parameterParts } from "./operations.js";
import { groupBy, total } from "./total.js";

/** One stage of a network. */
export interface StageCounts {
  readonly stage: string;
  /** Layers, views left out. */
  readonly layers: number;
  readonly outputShape: Shape;
  readonly parameters: Quantity;
  readonly forwardMac: Quantity;
  /** Of matrix products and convolutions. */
  readonly forwardFlop: Quantity;
  /** Bytes; a storage counts in the first stage that keeps it. */
  readonly savedForBackward: Quantity;
}

/**
 * The stages of a graph in order, each with its counts; they add up to the counts of the graph.
 *
 * @example byStage(resnet50()).length // 6
 */
export function byStage(graph: CountedGraph, options: WidthOptions = {}): readonly StageCounts[] {
  const stages = groupBy(graph.nodes, ({ stage }) => stage);
  const ownParameters = groupBy(parameterParts(graph), ({ stage }) => stage);
  const mac = groupBy(macParts(graph, ["forward"]), ({ stage }) => stage);
  const saved = groupBy(savedParts(graph, options), ({ stage }) => stage);
  return [...stages].map(([stage, nodes]) => {
    const stageMac = total(`${stage}: forward multiply-accumulates`, "mac", graph, mac.get(stage) ?? []);
    return {
      stage,
      layers: nodes.filter(({ layer }) => !layer.view).length,
      outputShape: nodes.at(-1)?.output.shape ?? [],
      parameters: total(`${stage}: parameters`, "parameters", graph, ownParameters.get(stage) ?? []),
      forwardMac: stageMac,
      forwardFlop: matrixFlop({ mac: stageMac }).labelled(`${stage}: forward operations`),
      savedForBackward: total(`${stage}: kept for the backward pass`, "bytes", graph, saved.get(stage) ?? []),
    };
  });
}
