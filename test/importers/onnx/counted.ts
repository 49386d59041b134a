// A small ONNX graph as the numbers that tests compare: parameters, multiply-accumulates, shapes, what is left out.
import { memorySource } from "../../../src/importers/bytes/byte-source.js";
import { type OnnxOptions, onnxGraph } from "../../../src/importers/index.js";
import { forwardMac, parameters, savedForBackward } from "../../../src/models/index.js";
import { type GraphParts, model, node } from "./onnx-writer.js";

/** The counts of a graph; the options of reading it and of writing it in one. */
export function counted(parts: GraphParts, options: OnnxOptions & Parameters<typeof model>[1] = {}) {
  const graph = onnxGraph(memorySource("test.onnx", model(parts, options)), options);
  return {
    graph,
    parameters: parameters(graph).value,
    mac: forwardMac(graph).value,
    kept: savedForBackward(graph).value,
    shapes: Object.fromEntries(graph.nodes.map((one) => [one.name, one.output.shape])),
    left: graph.notCounted,
  };
}

/** A node of com.microsoft. */
export function contributed(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Parameters<typeof node>[3] = {},
) {
  return node(operator, inputs, outputs, attributes, { name: operator, domain: "com.microsoft" });
}
