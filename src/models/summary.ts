// A counted graph in plain numbers: totals, parts, and one row a layer, as the command line and notebooks show it.
import { type ConventionName, conventions } from "../formula/index.js";
import { authorYear, type Citation, type Origin } from "../ground/source.js";
import {
  type ActivationFormat,
  type CountedGraph,
  causalMac,
  type GraphNode,
  matrixFlop,
  type NotCounted,
  type Shape,
} from "../layers/index.js";
import { movedBytes, movedParts, savedByLayer, savedParts, tensorBytes } from "./memory.js";
import { macParts, parameterParts as ownedParts, type Pass, workOf } from "./operations.js";
import { type ParameterPart, parameterParts, partOf } from "./parts.js";
import { type StoredSummary, storedSummary } from "./stored-summary.js";
import type { Part } from "./total.js";

/** One layer of a network; counts are for the whole batch. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Settings in words, e.g. "7 × 7, stride 2, 3 → 64". */
  readonly settings: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Its own; 0 where it uses the weights of another layer, which then has them. */
  readonly parameters: number;
  readonly mac: number;
  /** Of matrix products and convolutions. */
  readonly matrixFlop: number;
  /** Of every operation. */
  readonly flop: number;
  /** The same as `flop`, under its earlier name. */
  readonly allFlop: number;
  readonly backwardMac: number;
  /** Bytes kept for the backward pass; a tensor counts at the first layer that keeps it. */
  readonly savedBytes: number;
  /** Bytes read and written in the forward pass. */
  readonly movedBytes: number;
  /** Share of the forward MAC. */
  readonly share: number;
}

/** Operations of one pass. */
export interface PassSummary {
  readonly mac: number;
  /** Of matrix products and convolutions: two for each MAC. */
  readonly matrixFlop: number;
  /** Of every operation, normalisation, activation, pooling and softmax too. */
  readonly flop: number;
  /** The same as `flop`, under its earlier name. */
  readonly allFlop: number;
}

/** A network in numbers. */
export interface GraphSummary {
  readonly name: string;
  /** Where it comes from, e.g. "zoo: He, K. et al. (2016), Table 1". */
  readonly source: string;
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly parameters: {
    readonly total: number;
    /** Those that one token uses: fewer than all in a mixture of experts. */
    readonly active: number;
    readonly embedding: number;
    readonly byPart: Readonly<Record<ParameterPart, number>>;
    /** Bytes of the weights: as the file stores them where it says so, else in the network's number format. */
    readonly bytes: number;
  };
  /** How the file stores the weights; undefined where it does not say. */
  readonly stored?: StoredSummary;
  /** The number format in which activations are counted, and who said so. */
  readonly activations?: ActivationFormat;
  readonly forward: PassSummary;
  readonly backward: PassSummary;
  readonly savedForBackward: { readonly bytes: number; readonly convention: string };
  /** Bytes read and written in the forward pass. */
  readonly movedBytes: number;
  readonly layers: readonly LayerSummary[];
  readonly notCounted: readonly NotCounted[];
  readonly conventions: readonly string[];
}

export interface SummaryOptions {
  /** How it was found, e.g. "zoo" or "config file". */
  readonly kind?: string;
  /** Whether the bytes of the weights are those of the file, where it stores them in a format of its own; default true. */
  readonly asStored?: boolean;
}

/** A counted graph in plain numbers. */
export function graphSummary(graph: CountedGraph, options: SummaryOptions = {}): GraphSummary {
  const layers = layerSummaries(graph);
  const total = (of: (layer: LayerSummary) => number) => layers.reduce((all, layer) => all + of(layer), 0);
  const mac = { forward: total((layer) => layer.mac), backward: total(({ backwardMac }) => backwardMac) };
  const backward = graph.nodes.reduce((all, node) => all + workTotal(node, backwardPasses, false), 0);
  const { stored } = graph;
  const used = stored !== undefined && options.asStored !== false;
  const counted = parameterSummary(graph);
  const parameters = used ? { ...counted, bytes: stored.bytes.all.value } : counted;
  const origin = originText(graph.origin);
  return {
    name: graph.name,
    source: options.kind === undefined ? origin : `${options.kind}: ${origin}`,
    inputs: graph.inputs.map(({ name, shape }) => ({ name, shape })),
    parameters,
    ...(stored === undefined ? {} : { stored: storedSummary(stored, used) }),
    ...(graph.activations === undefined ? {} : { activations: graph.activations }),
    forward: passSummary(
      mac.forward,
      total(({ flop }) => flop),
    ),
    backward: passSummary(mac.backward, matrixFlop.compiled()({ mac: mac.backward }) + backward),
    savedForBackward: { bytes: total(({ savedBytes }) => savedBytes), convention: savedConvention },
    movedBytes: total(({ movedBytes }) => movedBytes),
    layers,
    notCounted: graph.notCounted,
    conventions: conventionsOf(graph),
  };
}

function passSummary(mac: number, flop: number): PassSummary {
  return { mac, matrixFlop: matrixFlop.compiled()({ mac }), flop, allFlop: flop };
}

/** Totals of a graph as plain numbers. */
export interface PlainCounts {
  readonly parameters: number;
  readonly forwardMac: number;
  readonly backwardMac: number;
  readonly savedBytes: number;
}

/** Totals as plain numbers, without working and each on demand: a zoo of graphs takes seconds and not minutes. */
export function plainCounts(graph: CountedGraph): PlainCounts {
  const total = (parts: readonly Part[]) => parts.reduce((all, { term }) => all + term.value, 0);
  return {
    get parameters() {
      return total(ownedParts(graph));
    },
    get forwardMac() {
      return total(macParts(graph, ["forward"]));
    },
    get backwardMac() {
      return total(macParts(graph, ["weightGradient", "inputGradient"]));
    },
    get savedBytes() {
      return total(savedParts(graph));
    },
  };
}

const savedConvention =
  "what autograd keeps from the forward pass for the backward pass: each stored tensor once, in the number format of the network, without parameters and buffers";

function layerSummaries(graph: CountedGraph): readonly LayerSummary[] {
  const saved = savedByLayer(graph);
  const moved = new Map(movedParts(graph).map(({ name, term }) => [name, term.value]));
  const flopOf = matrixFlop.compiled();
  // A view is memory seen another way and costs nothing, unless it is an operation that works in place.
  const works = ({ name, layer }: GraphNode) =>
    !layer.view || layer.forward.length > 0 || (saved.get(name) ?? []).length > 0;
  const counted = graph.nodes.filter(works).map((node) => {
    const { name, layer, sharesWeightsWith } = node;
    const mac = workTotal(node, ["forward"], true);
    const operations = passSummary(mac, flopOf({ mac }) + workTotal(node, ["forward"], false));
    return {
      name,
      kind: layer.kind,
      settings: layer.settings,
      inputs: layer.inputs,
      output: layer.output,
      parameters: sharesWeightsWith === undefined ? (layer.parameters?.value ?? 0) : 0,
      ...operations,
      backwardMac: workTotal(node, backwardPasses, true),
      savedBytes: (saved.get(name) ?? []).reduce((all, { term }) => all + term.value, 0),
      movedBytes: moved.get(name) ?? 0,
    };
  });
  const all = counted.reduce((sum, { mac }) => sum + mac, 0);
  return counted.map((layer) => ({ ...layer, share: all === 0 ? 0 : layer.mac / all }));
}

const backwardPasses: readonly Pass[] = ["weightGradient", "inputGradient"];

/** Work of one layer in some passes: MAC of matrix products, or FLOP of everything else. */
function workTotal(node: GraphNode, passes: readonly Pass[], matrix: boolean): number {
  return passes
    .flatMap((pass) => workOf(node, pass))
    .filter(({ operationClass }) => (operationClass === "matrix") === matrix)
    .reduce((all, { term }) => all + term.value, 0);
}

function parameterSummary(graph: CountedGraph): GraphSummary["parameters"] {
  const byPart = Object.fromEntries(parameterParts.map((part) => [part, 0])) as Record<ParameterPart, number>;
  let total = 0;
  let idle = 0;
  for (const node of graph.nodes) {
    const { parameters, activeParameters } = node.layer;
    if (parameters === undefined || node.sharesWeightsWith !== undefined) continue;
    total += parameters.value;
    byPart[partOf(node)] += parameters.value;
    if (activeParameters !== undefined) idle += parameters.value - activeParameters.value;
  }
  const bytes = tensorBytes.compiled()({ bytesPerElement: graph.bytesPerElement ?? 4, elements: total });
  return { total, active: total - idle, embedding: byPart.embedding, byPart, bytes };
}

/** The sentences that say how the counts were made. */
const sentences: Readonly<Record<string, string>> = conventions;

function conventionsOf({ nodes }: CountedGraph): readonly string[] {
  const products = nodes.filter(({ layer }) => layer.kind === "matmul");
  const halved = products.some(({ layer }) =>
    layer.forward.some(({ term }) => term.key.startsWith(`${causalMac.id}(`)),
  );
  const attention: readonly ConventionName[] =
    products.length === 0 ? [] : [halved ? "causal-half" : "full-mask"];
  const wideMask = nodes.some(
    ({ layer: { kind, saved } }) =>
      kind === "dropout" &&
      saved.some(
        (kept) => kept.kind === "own" && kept.label === "mask" && kept.bytesPerElement === undefined,
      ),
  );
  const names: readonly string[] = [
    ...matrixFlop.conventions,
    ...attention,
    ...(wideMask ? (["masks-as-wide-as-values"] as const) : []),
    ...(nodes.some(({ reachesLoss }) => !reachesLoss) ? (["loss-reads-main-head"] as const) : []),
    ...movedBytes.conventions,
  ];
  return [...new Set(names)].map((name) => sentences[name] ?? name);
}

/** A source with its place, or the sentence that stands for one. */
function originText(origin: Origin): string {
  if (typeof origin === "string") return origin;
  const { source, place }: Citation = "source" in origin ? origin : { source: origin };
  return `${authorYear(source)}. ${source.title}${place === undefined ? "" : `, ${place}`}`;
}
