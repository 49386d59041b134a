// A graph made of other graphs: a vision tower beside a language model, two towers, an encoder that another part reads.
import type { Origin } from "../../ground/source.js";
import type { CountedGraph, GraphNode, NotCounted, Tensor } from "./graph.js";
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
  /** A tensor of the part before, which its first input stands for: that input is no input of the whole. */
  readonly reads?: Tensor;
}

/**
 * The graphs one after the other as one network, each with its own inputs, or reading a tensor of the part before.
 * Whatever else one part hands to the next must be counted by its parts; a layer of one cannot share weights with a
 * layer of another. Width of activations: the last part's.
 */
export function composedGraph(
  spec: { readonly name: string; readonly origin: Origin; readonly notCounted?: readonly NotCounted[] },
  parts: readonly GraphPart[],
): CountedGraph {
  let next = 0;
  let before = { first: 0, prefix: parts[0]?.prefix };
  const moved = parts.map((part) => {
    const graph = part.idle === true ? idleGraph(part.graph) : part.graph;
    const first = next;
    next += 1 + highestId(graph);
    const read = part.reads === undefined ? undefined : movedTensor(part.reads, before);
    before = { first, prefix: part.prefix };
    return relocated({ ...part, graph }, first, part.idle === true ? undefined : read);
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

function highestId({ inputs, nodes }: CountedGraph): number {
  return [...inputs, ...nodes.map(({ output }) => output)].reduce((most, { id }) => Math.max(most, id), 0);
}

/** A tensor under the name and number that it has in the whole. */
function movedTensor(one: Tensor, place: { readonly first: number; readonly prefix: string | undefined }): Tensor {
  return {
    ...one,
    id: one.id + place.first,
    storage: one.storage + place.first,
    name: place.prefix === undefined ? one.name : `${place.prefix}.${one.name}`,
  };
}

/**
 * A part with its own names and with numbers of tensors that no other part has; where its first input stands for a
 * tensor of another part, with that tensor, and with views of its memory.
 */
function relocated({ graph, prefix, stage }: GraphPart, first: number, read: Tensor | undefined) {
  const named = (name: string) => (prefix === undefined ? name : `${prefix}.${name}`);
  const stands = read === undefined ? undefined : graph.inputs[0];
  const tensor = (one: Tensor): Tensor => {
    if (read !== undefined && one.id === stands?.id) return read;
    const own = movedTensor(one, { first, prefix });
    if (read === undefined || one.storage !== stands?.storage) return own;
    return { ...own, storage: read.storage, storageShape: read.storageShape };
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
    inputs: graph.inputs.filter((one) => one !== stands).map(tensor),
    nodes: graph.nodes.map(node),
    notCounted: graph.notCounted.map((part) => ({ ...part, name: named(part.name) })),
  };
}
