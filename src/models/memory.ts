// Elements and bytes of a counted graph: what autograd keeps, what moves, what the layers put out.

import type { Formula } from "../formula/index.js";
import {
  type CountedGraph,
  type GraphNode,
  type LayerKind,
  leaf,
  type Saved,
  type Shape,
  shapeText,
  term,
} from "../layers/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { type Part, total } from "./total.js";
import { formula } from "./vocabulary.js";

/** Bytes of a tensor. */
export const tensorBytes = formula({
  id: "models.tensor-bytes",
  meaning: "Bytes of a tensor",
  expression: "bytesPerElement * elements",
  result: "bytes",
  inputs: ["bytesPerElement", "elements"],
  source: { source: sources.pytorch, place: "torch.Tensor.nbytes: element_size times numel" },
});

/** Bytes that a layer reads and writes in the forward pass when nothing is fused or cached. */
export const movedBytes = formula({
  id: "models.moved-bytes",
  meaning: "Bytes that a layer reads and writes in the forward pass, each tensor once",
  expression: "bytesPerElement * (inputElements + parametersRead + outputElements)",
  result: "bytes",
  inputs: ["bytesPerElement", "inputElements", "parametersRead", "outputElements"],
  conventions: ["each-tensor-moved-once"],
  source: {
    source: sources.nvidiaGpuBackground,
    place: "section on understanding performance: bytes of inputs and outputs",
  },
});

/** Formulas of this file, for the catalogue. */
export const memoryFormulas: readonly Formula[] = [tensorBytes, movedBytes];

export interface WidthOptions {
  /** Bytes of an activation or parameter; default: the graph's own width. Indices and statistics have their own. */
  readonly bytesPerElement?: number;
}

export interface SavedOptions extends WidthOptions {
  /** Storages that are held anyway and not counted, such as the boundary tensors of a checkpointed segment. */
  readonly alreadyKept?: ReadonlySet<number>;
}

/**
 * Bytes that autograd keeps from the forward for the backward pass, parameters and buffers left out: each storage
 * once, however many layers keep it. Agrees with PyTorch's saved-tensor hooks.
 *
 * @example savedForBackward(resnet50({ batch: 32 })) // 2.75 GB
 */
export function savedForBackward(graph: CountedGraph, options: SavedOptions = {}): Quantity {
  return total("kept for the backward pass", "bytes", graph, savedParts(graph, options));
}

/**
 * Bytes that move between the device's memory and its units in the forward pass, each tensor once per layer.
 *
 * @example forwardBytes(resnet50()) // 426 MB
 */
export function forwardBytes(graph: CountedGraph, options: WidthOptions = {}): Quantity {
  return total("bytes moved in the forward pass", "bytes", graph, movedParts(graph, options));
}

/** The terms of `forwardBytes`, one for each layer that is no view, under its name. */
export function movedParts(graph: CountedGraph, options: WidthOptions = {}): readonly Part[] {
  const bytesPerElement = width(options.bytesPerElement ?? graph.bytesPerElement ?? 4);
  return graph.nodes
    .filter(({ layer }) => !layer.view && layer.kind !== "weights")
    .map(({ name, stage, layer }) => {
      const inputElements = layer.inputs.reduce((all, shape) => all + product(shape), 0);
      const parametersRead = layer.parameterElementsRead ?? layer.parameters?.value ?? 0;
      const inputs = {
        bytesPerElement,
        inputElements,
        parametersRead,
        outputElements: product(layer.output),
      };
      return { name, stage, term: term(movedBytes, inputs) };
    });
}

/**
 * Elements that the layers of some kinds put out, with the graph's input when asked: the count of activations that
 * texts give ("convolution", "activation" and "pooling" with the input, for a CNN).
 *
 * @example outputElements(resnet50()) // 37.6 million elements
 */
export function outputElements(
  graph: CountedGraph,
  options: { readonly kinds?: readonly LayerKind[]; readonly withInputs?: boolean } = {},
): Quantity {
  const { kinds, withInputs = false } = options;
  const wanted = graph.nodes.filter(({ layer }) => !layer.view && (kinds?.includes(layer.kind) ?? true));
  const ofInputs = withInputs ? graph.inputs.map(({ name, shape }) => elementPart(name, "input", shape)) : [];
  const ofLayers = wanted.map(({ name, stage, output }) => elementPart(name, stage, output.shape));
  return total("activations", "elements", graph, [...ofInputs, ...ofLayers]);
}

/** The terms of `savedForBackward`, one for each storage, under the first layer that keeps it. */
export function savedParts(graph: CountedGraph, options: SavedOptions = {}): readonly Part[] {
  return [...savedByLayer(graph, options).values()].flat();
}

/** The same terms by the name of the layer that keeps them first. */
export function savedByLayer(
  graph: CountedGraph,
  options: SavedOptions = {},
): ReadonlyMap<string, readonly Part[]> {
  const seen = new Set(options.alreadyKept);
  const ownWidth = options.bytesPerElement ?? graph.bytesPerElement ?? 4;
  const kept = graph.nodes.filter(({ requiresGradient }) => requiresGradient);
  return new Map(
    kept.map((node) => [
      node.name,
      node.layer.saved.flatMap((saved) => savedPart(node, saved, seen, ownWidth)),
    ]),
  );
}

function savedPart(node: GraphNode, saved: Saved, seen: Set<number>, ownWidth: number): readonly Part[] {
  const { name, stage } = node;
  if (saved.kind === "own") {
    const inputs = { bytesPerElement: width(saved.bytesPerElement ?? ownWidth), elements: saved.elements };
    return [{ name: `${name}, ${saved.label}`, stage, term: term(tensorBytes, inputs) }];
  }
  const tensor = saved.kind === "output" ? node.output : node.inputs[saved.index];
  if (tensor === undefined || seen.has(tensor.storage)) return [];
  seen.add(tensor.storage);
  const bytesPerElement = width(tensor.bytesPerElement ?? ownWidth);
  const elements = product(tensor.storageShape);
  return [
    { name: `output of ${tensor.name}`, stage, term: term(tensorBytes, { bytesPerElement, elements }) },
  ];
}

function elementPart(name: string, stage: string, shape: Shape): Part {
  const count = given({ value: product(shape), unit: "element" }, `shape ${shapeText(shape)}`, {
    label: name,
  });
  return { name, stage, term: leaf(count) };
}

const widths = new Map<number, Quantity>();

function width(bytes: number): Quantity {
  const known = widths.get(bytes);
  if (known !== undefined) return known;
  const made = given({ value: bytes, unit: "byte/element" }, `${bytes} bytes per element`);
  widths.set(bytes, made);
  return made;
}

function product(shape: Shape): number {
  return shape.reduce((all, size) => all * size, 1);
}
