// The counted graph: layers joined by tensors. Models and importers build it, cost questions read it.
import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import { anyShape, type Shape, sameShape, shapeText } from "../shape/shape.js";
import type { Layer } from "./layer.js";
import type { ActivationFormat, StoredWeights } from "./stored-weights.js";

/** A tensor between layers. Views have the storage of the tensor that they look at. */
export interface Tensor {
  readonly id: number;
  /** Name of the layer that made it, or of the graph's input. */
  readonly name: string;
  readonly shape: Shape;
  /** Tensors with equal storage are the same memory, whose shape is `storageShape`. */
  readonly storage: number;
  readonly storageShape: Shape;
  /** False for data: then no layer computes a gradient for it. */
  readonly requiresGradient: boolean;
  /** Fixed width, e.g. 8 for token numbers; undefined: as wide as the network's activations. */
  readonly bytesPerElement: number | undefined;
}

/** One layer in its place. */
export interface GraphNode {
  /** Module path, unique in the graph, e.g. "layer1.0.conv1". */
  readonly name: string;
  /** The part of the network that a reader sees first, e.g. "stage 1" or "decoder". */
  readonly stage: string;
  readonly layer: Layer;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** Whether backward passes through it: some input or its own parameters need a gradient. */
  readonly requiresGradient: boolean;
  /** Name of the node whose weights it uses; its own parameters then count there. */
  readonly sharesWeightsWith: string | undefined;
  /** Whether the loss depends on it; where not, as in a head that the loss leaves out, no backward work is done. */
  readonly reachesLoss: boolean;
}

/** A network with counts. All counts are for the whole batch of its input shapes. */
export interface CountedGraph {
  readonly name: string;
  /** Where the sizes come from; the inputs of its counts cite it. */
  readonly origin: Origin;
  /** Width of activations and parameters; undefined: 4, FP32. */
  readonly bytesPerElement: number | undefined;
  readonly inputs: readonly Tensor[];
  readonly nodes: readonly GraphNode[];
  /** How a file stores the weights, where it says so. */
  readonly stored?: StoredWeights;
  /** In which number format activations are counted, where a file or whoever asked says so. */
  readonly activations?: ActivationFormat;
  /** What the counts leave out; empty when they are whole. */
  readonly notCounted: readonly NotCounted[];
}

/** A part of a network that its counts leave out, because nobody taught us what it costs. */
export interface NotCounted {
  /** Module path, operator or key of a file. */
  readonly name: string;
  /** What it is, e.g. "operator NonMaxSuppression". */
  readonly what: string;
  /** Why it is left out and what that means for the counts. */
  readonly why: string;
}

/** What a graph is begun with. */
export interface GraphSpec {
  readonly name: string;
  readonly origin: Origin;
  /** Width of activations and parameters; default 4, FP32. */
  readonly bytesPerElement?: number;
}

/** Adds layers to one stage. */
export interface Stage {
  readonly name: string;
  /** Joins a layer to its inputs and returns its output. */
  add(name: string, layer: Layer, ...inputs: readonly Tensor[]): Tensor;
  /** The same with the weights of an earlier layer, e.g. an output projection tied to an embedding. */
  addTied(name: string, layer: Layer, sharesWeightsWith: string, ...inputs: readonly Tensor[]): Tensor;
}

/** Builds a graph in the order of computation. */
export interface GraphBuilder {
  /** Data: no gradient is needed for it. `bytesPerElement` is set for data that is not an activation. */
  input(name: string, shape: Shape, options?: { readonly bytesPerElement?: number }): Tensor;
  stage(name: string): Stage;
  /** Says which outputs the loss reads; until this is said, it reads all of them. */
  loss(...outputs: readonly Tensor[]): void;
  /** Says what the counts leave out. */
  leaveOut(part: NotCounted): void;
  graph(): CountedGraph;
}

/**
 * A builder for a graph of this name; `origin` says where its sizes come from.
 *
 * @example const g = graphBuilder({ name: "block", origin: "own" });
 * const x = g.input("x", [8, 512]);
 * g.stage("head").add("fc", linear({ input: x.shape, outputFeatures: 10 }), x);
 * parameters(g.graph()) // 5,130 parameters
 */
export function graphBuilder(spec: GraphSpec): GraphBuilder {
  const inputs: Tensor[] = [];
  const notCounted: NotCounted[] = [];
  const read: Tensor[] = [];
  const nodes = new Map<string, GraphNode>();
  let nextId = 0;
  const add = (place: Place, layer: Layer, from: readonly Tensor[]) => {
    checkJoin(spec.name, nodes, place.name, layer, from);
    if (place.sharesWeightsWith !== undefined) checkTied(spec.name, nodes, place, layer);
    const node = joined(place, layer, from, nextId++);
    nodes.set(node.name, node);
    return node.output;
  };
  return {
    input(name, shape, { bytesPerElement } = {}) {
      anyShape(`graph ${spec.name}`, name, shape);
      const tensor = data(nextId++, name, shape, bytesPerElement);
      inputs.push(tensor);
      return tensor;
    },
    stage: (stage) => ({
      name: stage,
      add: (name, layer, ...from) => add({ stage, name, sharesWeightsWith: undefined }, layer, from),
      addTied: (name, layer, sharesWeightsWith, ...from) =>
        add({ stage, name, sharesWeightsWith }, layer, from),
    }),
    loss: (...outputs) => void read.push(...outputs),
    leaveOut: (part) => void notCounted.push(part),
    graph: () => ({
      name: spec.name,
      origin: spec.origin,
      bytesPerElement: spec.bytesPerElement,
      inputs: [...inputs],
      nodes: withLoss([...nodes.values()], read),
      notCounted: [...notCounted],
    }),
  };
}

type Place = Pick<GraphNode, "name" | "stage" | "sharesWeightsWith">;

/** The node of a layer and its output, which is the input's memory where the layer is a view. */
function joined(place: Place, layer: Layer, inputs: readonly Tensor[], id: number): GraphNode {
  const requiresGradient =
    layer.stopsGradient !== true &&
    (layer.parameters !== undefined || inputs.some((tensor) => tensor.requiresGradient));
  const seen = layer.view ? inputs[0] : undefined;
  const output: Tensor = {
    id,
    name: place.name,
    shape: layer.output,
    storage: seen?.storage ?? id,
    storageShape: seen?.storageShape ?? layer.output,
    requiresGradient,
    bytesPerElement: seen === undefined ? layer.outputBytesPerElement : seen.bytesPerElement,
  };
  return { ...place, layer, inputs, output, requiresGradient, reachesLoss: true };
}

/** A tensor that the graph is given. */
function data(id: number, name: string, shape: Shape, bytesPerElement: number | undefined): Tensor {
  const memory = { storage: id, storageShape: shape, bytesPerElement };
  return { id, name, shape, ...memory, requiresGradient: false };
}

/**
 * The nodes, of which those reach the loss that lead to what it reads, but not through a layer that stops gradients;
 * all of them where nothing is said.
 */
function withLoss(nodes: readonly GraphNode[], read: readonly Tensor[]): readonly GraphNode[] {
  if (read.length === 0) return nodes;
  const needed = new Set(read.map(({ id }) => id));
  for (const { inputs, output, layer } of [...nodes].reverse())
    if (needed.has(output.id) && layer.stopsGradient !== true) for (const { id } of inputs) needed.add(id);
  return nodes.map((node) =>
    needed.has(node.output.id) || node.layer.stopsGradient === true ? node : { ...node, reachesLoss: false },
  );
}

/**
 * A graph of one layer, for questions about it alone. `data` says that its inputs need no gradient.
 *
 * @example parameters(layerGraph(linear({ input: [1, 512], outputFeatures: 10 }))) // 5,130 parameters
 */
export function layerGraph(
  layer: Layer,
  options: { readonly name?: string; readonly data?: boolean } = {},
): CountedGraph {
  const name = options.name ?? layer.kind;
  const builder = graphBuilder({ name, origin: `sizes of the layer ${name}` });
  const inputs = layer.inputs.map((shape, i) => {
    const width = layer.kind === "embedding" ? { bytesPerElement: 8 } : {}; // token numbers are 64-bit integers
    const tensor = builder.input(layer.inputs.length === 1 ? "input" : `input ${i + 1}`, shape, width);
    return options.data === true ? tensor : { ...tensor, requiresGradient: true };
  });
  builder.stage(name).add(name, layer, ...inputs);
  return builder.graph();
}

function checkJoin(
  graph: string,
  nodes: ReadonlyMap<string, GraphNode>,
  name: string,
  layer: Layer,
  from: readonly Tensor[],
): void {
  if (nodes.has(name))
    throw new FlopbookError(
      `graph ${graph}: layer names must be unique, got "${name}" twice; give the whole module path`,
    );
  if (from.length !== layer.inputs.length)
    throw new FlopbookError(
      `graph ${graph}: "${name}" takes ${layer.inputs.length} inputs, got ${from.length}; pass one tensor for each`,
    );
  layer.inputs.forEach((shape, i) => {
    const given = from[i]?.shape ?? [];
    if (!sameShape(shape, given))
      throw new FlopbookError(
        `graph ${graph}: "${name}" was made for an input of ${shapeText(shape)}, got ${shapeText(given)}; build the layer from the tensor's shape`,
      );
  });
}

function checkTied(graph: string, nodes: ReadonlyMap<string, GraphNode>, place: Place, layer: Layer): void {
  const { name, sharesWeightsWith: owner = "" } = place;
  const own = nodes.get(owner)?.layer.parameters?.value;
  if (own === undefined || own !== layer.parameters?.value)
    throw new FlopbookError(
      `graph ${graph}: "${name}" must have as many parameters as "${owner}" (${own ?? "none"}) to share them, got ${layer.parameters?.value ?? "none"}; check the shapes and biases`,
    );
}
