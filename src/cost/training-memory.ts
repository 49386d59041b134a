// What does training a counted network keep in memory, part by part, and what is the largest batch for a device?
import type { CountedGraph } from "../layers/index.js";
import { parameters, savedForBackward } from "../models/index.js";
import { given, type Quantity } from "../quantity.js";
import type { OptimizerId } from "../training/index.js";
import { largestBatch, sampleMemory, temporaryMemory, trainingMemory } from "./activations.js";
import { checkpointPlan } from "./checkpoint-plan.js";
import { deviceState, type StateRecipeId, stateRecipes } from "./state-composition.js";

/** How a network is trained, as far as memory depends on it. */
export interface MemoryOptions {
  /** Default "fp32". */
  readonly recipe?: StateRecipeId;
  /** Default "adam". */
  readonly optimizer?: OptimizerId;
  /** Segments of gradient checkpointing; absent: none. */
  readonly segments?: number;
}

/** Memory of a training step in bytes. */
export interface MemoryBreakdown {
  /** Parameters, gradients and optimizer. */
  readonly state: Quantity;
  readonly activations: Quantity;
  /** Largest single operation. */
  readonly temporary: Quantity;
  readonly total: Quantity;
}

/**
 * Memory of one training step on the batch that the graph was built for. Temporary buffers are an estimate; what an
 * allocator and the device's own software reserve is left out.
 */
export function memoryBreakdown(graph: CountedGraph, options: MemoryOptions = {}): MemoryBreakdown {
  const parts = {
    stateMemory: stateOf(graph, options),
    activationMemory: activationsOf(graph, options),
    temporaryMemory: temporaryOf(graph, options),
  };
  return {
    state: parts.stateMemory,
    activations: parts.activationMemory,
    temporary: parts.temporaryMemory,
    total: trainingMemory(parts),
  };
}

/**
 * Largest batch for a device: what the state leaves, over the activations of one sample. These are the activations of
 * `graph` over the batch that it was built for (the first size of its first input); statistics, which do not grow
 * with the batch, are spread over it, so build it for some tens of samples.
 */
export function largestBatchOf(
  graph: CountedGraph,
  deviceMemory: Quantity,
  options: MemoryOptions = {},
): Quantity {
  const batch = given(graph.inputs[0]?.shape[0] ?? 1, graph.origin, { unit: "sample" });
  const perSample = sampleMemory({ activationMemory: activationsOf(graph, options), batch });
  return largestBatch({ deviceMemory, stateMemory: stateOf(graph, options), sampleMemory: perSample });
}

function stateOf(graph: CountedGraph, { recipe = "fp32", optimizer = "adam" }: MemoryOptions): Quantity {
  return deviceState({ parameters: parameters(graph), recipe, optimizer });
}

function activationsOf(graph: CountedGraph, { recipe = "fp32", segments }: MemoryOptions): Quantity {
  const bytesPerElement = stateRecipes[recipe].activation;
  if (segments === undefined) return savedForBackward(graph, { bytesPerElement });
  return checkpointPlan(graph, { segments, bytesPerElement }).memory;
}

/** Buffers of the operation that reads and writes most. */
function temporaryOf(graph: CountedGraph, { recipe = "fp32" }: MemoryOptions): Quantity {
  const { activation, source } = stateRecipes[recipe];
  const sizes = graph.nodes
    .filter(({ layer }) => !layer.view)
    .map(({ name, layer }) => ({
      name,
      inputElements: layer.inputs.reduce((all, shape) => all + elementsIn(shape), 0),
      outputElements: elementsIn(layer.output),
    }));
  const none = { name: graph.name, inputElements: 0, outputElements: 0 };
  const largest = sizes.reduce(
    (best, size) =>
      size.inputElements + size.outputElements > best.inputElements + best.outputElements ? size : best,
    none,
  );
  const ofShape = (value: number) =>
    given({ value, unit: "element" }, `shapes of ${largest.name} in ${graph.name}`);
  return temporaryMemory({
    bytesPerElement: given({ value: activation, unit: "byte/element" }, source),
    inputElements: ofShape(largest.inputElements),
    outputElements: ofShape(largest.outputElements),
  });
}

function elementsIn(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
