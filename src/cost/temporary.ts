// Which buffers does a training step need for a moment, beside what it keeps? Rules by name; the estimate takes one.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation, Origin } from "../ground/source.js";
import type { CountedGraph, Shape } from "../layers/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { temporaryMemory } from "./activations.js";

/** Input and output elements of the layer whose gradients are the buffers. */
interface BufferedLayer {
  readonly name: string;
  readonly inputElements: number;
  readonly outputElements: number;
}

/** How temporary buffers are estimated. */
export interface TemporaryRule {
  readonly name: string;
  readonly source: Origin;
  /** The layer whose inputs' and output's gradients are held at once. */
  readonly layer: (graph: CountedGraph) => BufferedLayer;
}

/**
 * Rules for temporary buffers by id.
 *
 * @example temporaryRules["largest-operation"].name // "gradients of the inputs and the output of the layer where these are largest"
 */
export const temporaryRules = {
  "largest-operation": {
    name: "gradients of the inputs and the output of the layer where these are largest",
    source: {
      source: sources.transformersAnatomy,
      place: "temporary memory; that of the largest operation taken here",
    },
    layer: largestLayer,
  },
  none: {
    name: "no temporary buffers",
    source: "quick estimates count parameters, gradients, optimizer and activations alone",
    layer: noLayer,
  },
} as const satisfies Readonly<Record<string, TemporaryRule>>;

export type TemporaryRuleId = keyof typeof temporaryRules;

/**
 * Temporary buffers of a training step in bytes. The rule "largest-operation" holds them beside all activations, so it
 * is an upper estimate: by the time an early layer is differentiated, activations of later ones are free. Workspaces
 * of kernels are left out. Errors on an unknown rule.
 */
export function temporaryBuffers(
  graph: CountedGraph,
  options: {
    readonly rule: TemporaryRuleId;
    readonly bytesPerElement: number;
    readonly widthSource: Citation;
  },
): Quantity {
  const { rule, bytesPerElement, widthSource } = options;
  if (!Object.hasOwn(temporaryRules, rule))
    throw new FlopbookError(
      `memory: unknown rule for temporary buffers, got "${String(rule)}"${suggestion(String(rule), Object.keys(temporaryRules))}; known are ${Object.keys(temporaryRules).join(", ")}`,
    );
  const { name, inputElements, outputElements } = temporaryRules[rule].layer(graph);
  const ofShape = (value: number) => given({ value, unit: "element" }, `shapes of ${name} in ${graph.name}`);
  return temporaryMemory({
    bytesPerElement: given({ value: bytesPerElement, unit: "byte/element" }, widthSource),
    inputElements: ofShape(inputElements),
    outputElements: ofShape(outputElements),
  });
}

function largestLayer(graph: CountedGraph): BufferedLayer {
  const sizes = graph.nodes
    .filter(({ layer }) => !layer.view)
    .map(({ name, layer }) => ({
      name,
      inputElements: layer.inputs.reduce((all, shape) => all + elementsIn(shape), 0),
      outputElements: elementsIn(layer.output),
    }));
  const all = (size: BufferedLayer) => size.inputElements + size.outputElements;
  return sizes.reduce((best, size) => (all(size) > all(best) ? size : best), noLayer());
}

function noLayer(): BufferedLayer {
  return { name: "no layer", inputElements: 0, outputElements: 0 };
}

function elementsIn(shape: Shape): number {
  return shape.reduce((all, size) => all * size, 1);
}
