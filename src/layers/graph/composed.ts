// A graph made of other graphs: a vision tower beside a language model, two towers, an encoder that another part reads.
import type { Origin } from "../../ground/source.js";
import type { CountedGraph, GraphNode, NotCounted, Stage, Tensor } from "./graph.js";
import { type Layer, layerOf } from "./layer.js";

/** One graph within another. */
export interface GraphPart {
  readonly graph: CountedGraph;
  /** Put before the names of its layers and inputs, e.g. "vision_tower"; default: names stay. */
  readonly prefix?: string;
  /** Stage of all its layers, e.g. "vision tower"; default: the stages that it has. */
  readonly stage?: string;
  /** Its parameters are there and nothing runs, as a vision tower in a step without images. */
  readonly idle?: boolean;
  /** Tensors of parts before it that its first inputs stand for: those are no inputs of the whole. */
  readonly reads?: readonly ReadTensor[];
}

/** A tensor of another part, by that part's number from 0. */
export interface ReadTensor {
  readonly part: number;
  readonly tensor: Tensor;
}

/** Where a part's tensors lie in the whole. */
interface Place {
  readonly first: number;
  readonly prefix: string | undefined;
}

/**
 * The graphs one after the other as one network, each with its own inputs, or reading tensors of parts before.
 * Whatever else one part hands to the next must be counted by its parts; a layer of one cannot share weights with a
 * layer of another. Width of activations: the last part's.
 */
export function composedGraph(
  spec: { readonly name: string; readonly origin: Origin; readonly notCounted?: readonly NotCounted[] },
  parts: readonly GraphPart[],
): CountedGraph {
  let next = 0;
  const places: Place[] = [];
  const moved = parts.map((part) => {
    const graph = part.idle === true ? idleGraph(part.graph) : part.graph;
    const first = next;
    next += 1 + highestId(graph);
    places.push({ first, prefix: part.prefix });
    const read = part.idle === true ? [] : (part.reads ?? []);
    return relocated(
      { ...part, graph },
      first,
      read.map((one) => movedTensor(one.tensor, places[one.part] ?? { first: 0, prefix: undefined })),
    );
  });
  return {
    name: spec.name,
    origin: spec.origin,
    bytesPerElement: parts.at(-1)?.graph.bytesPerElement,
    inputs: moved.flatMap(({ inputs }) => inputs),
    nodes: moved.flatMap(({ nodes }) => nodes),
    notCounted: [...(spec.notCounted ?? []), ...moved.flatMap(({ notCounted }) => notCounted)],
  };
}

/** The parameters of a graph without what it computes. */
function idleGraph(graph: CountedGraph): CountedGraph {
  const nodes = graph.nodes
    .filter(({ layer }) => layer.parameters !== undefined)
    .map((node) => ({ ...node, layer: idle(node.layer), inputs: [], requiresGradient: true }));
  return { ...graph, inputs: [], nodes };
}

/** The parameters of a layer without its operations: weights that are loaded and not used by this pass. */
export function idle(layer: Layer): Layer {
  return layerOf({
    kind: "weights",
    settings: `${layer.settings}; not run`,
    inputs: [],
    output: layer.output,
    parameters: layer.parameters,
    ...(layer.activeParameters === undefined ? {} : { activeParameters: layer.activeParameters }),
    parameterElementsRead: 0,
  });
}

/** A stage that takes over the parameters of the layers that are added to it, none of which runs. */
export function weightsOnly(stage: Stage): Stage {
  const unread = (layer: Layer): Tensor => ({
    id: -1,
    name: layer.kind,
    shape: layer.output,
    storage: -1,
    storageShape: layer.output,
    requiresGradient: false,
    bytesPerElement: undefined,
  });
  return {
    ...stage,
    add: (name, layer) => (layer.parameters === undefined ? unread(layer) : stage.add(name, idle(layer))),
    addTied: (_, layer) => unread(layer),
  };
}

function highestId({ inputs, nodes }: CountedGraph): number {
  return [...inputs, ...nodes.map(({ output }) => output)].reduce((most, { id }) => Math.max(most, id), 0);
}

/** A tensor under the name and number that it has in the whole. */
function movedTensor(one: Tensor, place: Place): Tensor {
  return {
    ...one,
    id: one.id + place.first,
    storage: one.storage + place.first,
    name: place.prefix === undefined ? one.name : `${place.prefix}.${one.name}`,
  };
}

/**
 * A part with its own names and with numbers of tensors that no other part has; where its first inputs stand for
 * tensors of other parts, with those, and with views of their memory.
 */
function relocated({ graph, prefix, stage }: GraphPart, first: number, read: readonly Tensor[]) {
  const named = (name: string) => (prefix === undefined ? name : `${prefix}.${name}`);
  const stands = graph.inputs.slice(0, read.length);
  const tensor = (one: Tensor): Tensor => {
    const other = read[stands.findIndex(({ storage }) => storage === one.storage)];
    if (other !== undefined && stands.some(({ id }) => id === one.id)) return other;
    const own = movedTensor(one, { first, prefix });
    return other === undefined ? own : { ...own, storage: other.storage, storageShape: other.storageShape };
  };
  const node = (one: GraphNode): GraphNode => ({
    ...one,
    name: named(one.name),
    stage: stage ?? one.stage,
    inputs: one.inputs.map(tensor),
    output: tensor(one.output),
    sharesWeightsWith: one.sharesWeightsWith === undefined ? undefined : named(one.sharesWeightsWith),
  });
  return {
    inputs: graph.inputs.slice(read.length).map(tensor),
    nodes: graph.nodes.map(node),
    notCounted: graph.notCounted.map((part) => ({ ...part, name: named(part.name) })),
  };
}
