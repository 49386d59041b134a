// Any list of operators under a roofline: intensity, what binds each, and its times.
import { type CountedGraph, type GraphNode, matrixFlop } from "../layers/index.js";
import { forwardBytes, type WidthOptions } from "../models/memory.js";
import { type Quantity, sum } from "../numbers/quantity.js";
import { latencyComputeTime, overlappedLatency, sequentialLatency } from "./inference/latency.js";
import {
  attainableShare,
  intensityOf,
  type Roof,
  ridgeIntensity,
  ridgeShare,
  transferTime,
} from "./roofline.js";

/** An operation: its work, and the bytes that it moves. */
export interface Operator {
  readonly name: string;
  readonly flop: Quantity;
  readonly bytes: Quantity;
  /** Matrix products and convolutions run on matrix units, everything else on vector units. Default "matrix". */
  readonly units?: "matrix" | "vector";
}

/** An operator under a roofline. */
export interface BoundOperator extends Operator {
  readonly intensity: Quantity;
  /** Intensity in units of the ridge of the units that it runs on. */
  readonly ridgeShare: Quantity;
  readonly bound: "compute" | "memory";
  /** Share of the peak that it can reach. */
  readonly attainable: Quantity;
  /** Longer of arithmetic and movement: they overlap. */
  readonly overlapped: Quantity;
  /** Sum of both: they do not. */
  readonly serial: Quantity;
}

/**
 * Where an operator stands under a roof.
 *
 * @example boundOperator(operatorsOf(resnet50())[0], roof(device("a100-sxm-80"), "fp16")).bound // "memory"
 */
export function boundOperator(operator: Operator, roof: Roof): BoundOperator {
  const { flop, bytes, units = "matrix" } = operator;
  const rate = units === "matrix" ? roof.peak : roof.vectorPeak;
  const { bandwidth } = roof;
  const ridge = units === "matrix" ? roof.ridge : ridgeIntensity({ peak: rate, bandwidth });
  const intensity = intensityOf({ flop, bytes });
  const share = ridgeShare({ intensity, ridge });
  const times = {
    computeTime: latencyComputeTime({ flop, peak: rate }),
    transferTime: transferTime({ bytes, bandwidth }),
  };
  return {
    ...operator,
    intensity,
    ridgeShare: share,
    bound: share.value >= 1 ? "compute" : "memory",
    attainable: attainableShare({ intensity, ridge }),
    overlapped: overlappedLatency(times),
    serial: sequentialLatency(times),
  };
}

/**
 * The same for a list, in its order.
 *
 * @example operatorTable(operatorsOf(resnet50()), roof(device("a100-sxm-80"), "fp16"))[0].bound // "memory"
 */
export function operatorTable(operators: readonly Operator[], roof: Roof): readonly BoundOperator[] {
  return operators.map((operator) => boundOperator(operator, roof));
}

/**
 * The layers of a counted graph as operators of the forward pass; views and look-ups, which compute nothing, are left out.
 *
 * @example operatorsOf(resnet50()).length // 174
 */
export function operatorsOf(graph: CountedGraph, options: WidthOptions = {}): readonly Operator[] {
  return graph.nodes
    .filter(({ layer }) => layer.forward.length > 0)
    .map((node) => {
      const matrix = node.layer.forward.some(({ operationClass }) => operationClass === "matrix");
      return {
        name: node.name,
        flop: forwardWork(node, graph),
        bytes: forwardBytes({ ...graph, nodes: [node] }, options).labelled(`bytes moved by ${node.name}`),
        units: matrix ? "matrix" : "vector",
      };
    });
}

function forwardWork({ name, layer }: GraphNode, { origin }: CountedGraph): Quantity {
  const parts = layer.forward.map(({ operationClass, term }) =>
    operationClass === "matrix" ? matrixFlop({ mac: term.quantity(origin) }) : term.quantity(origin),
  );
  return sum(`operations of ${name}`, parts);
}
