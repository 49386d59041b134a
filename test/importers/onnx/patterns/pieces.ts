// Layers in pieces, as exporters write them: nodes and constants for the tests of patterns.
import { memorySource } from "../../../../src/importers/bytes/byte-source.js";
import { onnxGraph } from "../../../../src/importers/index.js";
import { forwardMac, parameters, savedForBackward } from "../../../../src/models/index.js";
import { type GraphParts, model, node, tensor, value } from "../onnx-writer.js";

/** 2 sequences of 16 tokens, 64 wide: what was measured in PyTorch has this input. */
export const input = value("x", [2, 16, 64]);
/** Bytes of one such tensor. */
export const whole = 4 * 2 * 16 * 64;

/** Numbers of one element, by name. */
export function scalars(numbers: Readonly<Record<string, number>>): readonly Buffer[] {
  return Object.entries(numbers).map(([name, number]) => tensor(name, [], { floats: [number] }));
}

/** A linear layer without bias of 64 features, x -> h. */
export const linearNode = node("MatMul", ["x", "w"], ["h"], {}, { name: "/0/MatMul" });
export const linearWeight = tensor("w", [64, 64]);

/** What a test looks at, at opset 13. */
export function counted(parts: Omit<GraphParts, "inputs">, inputs: GraphParts["inputs"] = [input]) {
  const graph = onnxGraph(memorySource("test.onnx", model({ ...parts, inputs }, { opset: 13 })));
  return {
    parameters: parameters(graph).value,
    mac: forwardMac(graph).value,
    saved: savedForBackward(graph).value,
    names: graph.nodes.map(({ name }) => name),
    stages: graph.nodes.map(({ stage }) => stage),
    settings: graph.nodes.map(({ layer }) => layer.settings),
    shapes: graph.nodes.map(({ output }) => output.shape),
    left: graph.notCounted,
  };
}

/** A linear layer and nodes from h to y behind it. */
export function behindLinear(nodes: readonly Buffer[], initializers: readonly Buffer[], outputs = ["y"]) {
  return counted({
    nodes: [linearNode, ...nodes],
    outputs: outputs.map((name) => value(name, [2, 16, 64])),
    initializers: [linearWeight, ...initializers],
  });
}
