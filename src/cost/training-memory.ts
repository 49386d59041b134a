// What does training a counted network keep in memory, part by part, and what is the largest batch for a device?
import type { CountedGraph } from "../layers/index.js";
import { savedForBackward } from "../models/memory.js";
import { parameters } from "../models/operations.js";
import { given, type Quantity } from "../numbers/quantity.js";
import type { OptimizerId } from "../training/index.js";
import { largestBatch, sampleMemoryWithBuffers, trainingMemory } from "./activations.js";
import { checkpointPlan } from "./checkpoint-plan.js";
import { deviceState, type StateRecipeId, stateRecipes } from "./state-composition.js";
import { type TemporaryRuleId, temporaryBuffers } from "./temporary.js";

/** How a network is trained, as far as memory depends on it. */
export interface MemoryOptions {
  /** Default "fp32". */
  readonly recipe?: StateRecipeId;
  /** Default "adam". */
  readonly optimizer?: OptimizerId;
  /** Segments of gradient checkpointing; absent: none. */
  readonly segments?: number;
  /** Rule for buffers that one operation needs for a moment; default "largest-operation". */
  readonly temporary?: TemporaryRuleId;
}

/** Memory of a training step in bytes. */
export interface MemoryBreakdown {
  /** Parameters, gradients and optimizer. */
  readonly state: Quantity;
  readonly activations: Quantity;
  /** Buffers that one operation needs for a moment, by the rule of the options. */
  readonly temporary: Quantity;
  readonly total: Quantity;
}

/**
 * Memory of one training step on the batch that the graph was built for. Temporary buffers are an estimate by a rule
 * that can be changed (`temporary`); what an allocator and the device's own software reserve is left out.
 *
 * @example memoryBreakdown(resnet50({ batch: 32 })).total // 3.47 GB
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
 * Largest batch for a device: what the state leaves, over the activations and temporary buffers of one sample. Both are
 * those of `graph` over the batch that it was built for (the first size of its first input); statistics, which do not
 * grow with the batch, are spread over it, so build it for some tens of samples. The buffers follow the rule
 * `temporary`, by default those of the largest single operation (temporary memory); with "none" activations
 * alone fill what the state leaves. What an allocator and the device's own software reserve is left out.
 *
 * @example largestBatchOf(resnet50(), memoryCapacity(device("v100-sxm2-16"))) // 175 samples
 */
export function largestBatchOf(
  graph: CountedGraph,
  deviceMemory: Quantity,
  options: MemoryOptions = {},
): Quantity {
  const perSample = sampleMemoryWithBuffers({
    activationMemory: activationsOf(graph, options),
    temporaryMemory: temporaryOf(graph, options),
    batch: given(graph.inputs[0]?.shape[0] ?? 1, graph.origin, { unit: "sample" }),
  });
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

function temporaryOf(graph: CountedGraph, options: MemoryOptions): Quantity {
  const { recipe = "fp32", temporary = "largest-operation" } = options;
  const { activation, source } = stateRecipes[recipe];
  return temporaryBuffers(graph, { rule: temporary, bytesPerElement: activation, widthSource: source });
}
