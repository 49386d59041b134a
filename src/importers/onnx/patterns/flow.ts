// Who makes and who reads each value of a graph, and which values are constants: what patterns are recognised by.
import type { FileGraph, FileNode, FileTensor } from "../model-file.js";
import { isParameter } from "../parameters.js";

/** The nodes of one graph with their surroundings. */
export interface FlowGraph {
  readonly nodes: readonly FileNode[];
  /** Names of what it returns. */
  readonly outputs: readonly string[];
  readonly initializers: readonly FileTensor[];
}

export interface FlowConstant {
  readonly tensor: FileTensor;
  /** Whether it may be learned: then its number is no part of a function. */
  readonly learned: boolean;
}

export interface Flow {
  /** Place of a node in the order of the file. */
  place(node: FileNode): number;
  /** The node that makes a value, where it is ONNX's operator of one of these names. */
  made(name: string | undefined, ...operators: readonly string[]): FileNode | undefined;
  /** The only node that reads the only output of a node, where it is one of these operators. */
  next(node: FileNode | undefined, ...operators: readonly string[]): FileNode | undefined;
  /** Whether a value is read by nodes outside `nodes`, by an inner graph, or returned. */
  readOutside(name: string, nodes: readonly FileNode[]): boolean;
  /** A constant, through casts and copies; undefined for what depends on data. */
  constant(name: string | undefined): FlowConstant | undefined;
}

/** Casts and copies that a constant is followed through. */
const mostCopies = 4;

/** The flow of a graph; linear in its nodes, those of inner graphs too. */
export function flowOf({ nodes, outputs, initializers }: FlowGraph): Flow {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const places = new Map(nodes.map((node, i) => [node, i] as const));
  const tensors = new Map(initializers.map((tensor) => [tensor.name, tensor] as const));
  const outside = new Set([...outputs, ...nodes.flatMap(innerNames)]);
  const readers = readersOf(nodes);
  const made: Flow["made"] = (name, ...operators) => {
    const node = name === undefined || name === "" ? undefined : makers.get(name);
    return node !== undefined && isOne(node, operators) ? node : undefined;
  };
  const constant = (name: string | undefined, steps: number): FlowConstant | undefined => {
    const tensor = name === undefined ? undefined : tensors.get(name);
    if (tensor !== undefined) return { tensor, learned: isParameter(tensor, "value", "none", false) };
    const maker = made(name, "Constant", "Identity", "Cast");
    if (maker === undefined || steps === 0) return undefined;
    if (maker.operator !== "Constant") return constant(maker.inputs[0], steps - 1);
    const own = tensorOf(maker);
    return own && { tensor: own, learned: false };
  };
  return {
    place: (node) => places.get(node) ?? -1,
    made,
    next(node, ...operators) {
      const [name = ""] = node?.outputs ?? [];
      const found = readers.get(name) ?? [];
      const [reader] = found;
      if (reader === undefined || found.length > 1 || outside.has(name)) return undefined;
      return node?.outputs.length === 1 && isOne(reader, operators) ? reader : undefined;
    },
    readOutside: (name, inside) =>
      outside.has(name) || (readers.get(name) ?? []).some((node) => !inside.includes(node)),
    constant: (name) => constant(name, mostCopies),
  };
}

function isOne(node: FileNode, operators: readonly string[]): boolean {
  return node.domain === "" && operators.includes(node.operator);
}

function readersOf(nodes: readonly FileNode[]): ReadonlyMap<string, readonly FileNode[]> {
  const readers = new Map<string, FileNode[]>();
  for (const node of nodes)
    for (const name of node.inputs) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node]);
      else known.push(node);
    }
  return readers;
}

/** Every name that the graphs inside a node read or return: some may be of the graph outside. */
function innerNames(node: FileNode): readonly string[] {
  const names: string[] = [];
  const graphs = graphsOf(node);
  for (let graph = graphs.pop(); graph !== undefined; graph = graphs.pop()) {
    for (const { name } of graph.outputs) names.push(name);
    for (const inner of graph.nodes) {
      for (const name of inner.inputs) names.push(name);
      graphs.push(...graphsOf(inner));
    }
  }
  return names;
}

function graphsOf({ attributes }: FileNode): FileGraph[] {
  return [...attributes.values()].flatMap(({ graph }) => (graph === undefined ? [] : [graph]));
}

/** The tensor of a Constant node. */
function tensorOf({ attributes, outputs }: FileNode): FileTensor | undefined {
  const tensor = attributes.get("value")?.tensor;
  if (tensor !== undefined) return tensor;
  const [name = ""] = outputs;
  const number = attributes.get("value_float")?.float ?? attributes.get("value_int")?.integer;
  if (number !== undefined) return { name, shape: [], elements: 1, type: 1, numbers: [number] };
  const numbers = attributes.get("value_ints")?.integers ?? attributes.get("value_floats")?.floats;
  return numbers && { name, shape: [numbers.length], elements: numbers.length, type: 1, numbers };
}
