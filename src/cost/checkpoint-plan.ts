// Where to cut a counted graph into checkpointed segments, and what that keeps in memory and computes again.

import type { Formula } from "../formula/index.js";
import { FlopbookError } from "../ground/errors.js";
import { type CountedGraph, term } from "../layers/index.js";
import { savedForBackward, tensorBytes } from "../models/memory.js";
import { forwardMatrixFlop } from "../models/operations.js";
import { type Part, total } from "../models/total.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { type Cut, type Kept, peakOfCuts, searchCuts, storagesOf } from "./checkpoint-search.js";
import { checkpointedMemory } from "./checkpointing.js";
import { ratioDefinition } from "./definitions.js";
import { formula } from "./vocabulary.js";

/** Share of the forward pass that is run again, from counted operations. */
export const countedRecomputedShare = formula({
  id: "checkpointing.counted-recomputed-share",
  meaning: "Share of the forward pass that is run again, from counted operations",
  expression: "flopEach / flop",
  result: "recomputedShare",
  inputs: ["flopEach", "flop"],
  source: ratioDefinition,
  sample: { flopEach: 7.5e11 },
});

/** Formulas of this file, for the catalogue. */
export const checkpointPlanFormulas: readonly Formula[] = [countedRecomputedShare];

/** A run of layers whose activations are computed again in the backward pass. */
export interface Segment {
  /** Names of its first and last layer. */
  readonly first: string;
  readonly last: string;
  readonly nodes: number;
}

/** A checkpointed network. */
export interface CheckpointPlan {
  readonly segments: readonly Segment[];
  /** Boundary tensors that are held while the costliest segment is differentiated. */
  readonly boundaries: Quantity;
  /** Activations of that segment. */
  readonly segment: Quantity;
  /** Both together: the peak of activation memory. */
  readonly memory: Quantity;
  /** Share of the forward pass that is run again; the last segment is kept, as in PyTorch. */
  readonly recomputedShare: Quantity;
}

/**
 * Cuts a graph into at most `segments` segments where few tensors cross, so that the peak is low: boundaries held at
 * that moment, and everything that one segment keeps. Errors when there are more segments than layers.
 *
 * @example checkpointPlan(resnet50(), { segments: 4 }).segments.length // 4
 */
export function checkpointPlan(
  graph: CountedGraph,
  options: { readonly segments: number; readonly bytesPerElement?: number },
): CheckpointPlan {
  const { segments, bytesPerElement = 4 } = options;
  if (!Number.isInteger(segments) || segments < 1 || segments > graph.nodes.length)
    throw new FlopbookError(
      `checkpointing: segments must be a whole number from 1 to ${graph.nodes.length} (the layers of ${graph.name}), got ${segments}; choose fewer`,
    );
  const kept = storagesOf(graph, bytesPerElement);
  const cuts = searchCuts(kept, segments);
  const peak = peakOfCuts(kept, cuts);
  const boundaries = boundaryMemory(graph, kept, peak.held, bytesPerElement);
  const inner = savedForBackward(part(graph, peak.cut), { bytesPerElement, alreadyKept: peak.held });
  const memory = checkpointedMemory({ boundaryMemory: boundaries, segmentMemory: inner });
  const again = { ...graph, nodes: graph.nodes.slice(0, cuts.at(-1)?.from) };
  const flopEach = forwardMatrixFlop(again).labelled("forward operations that are run again");
  return {
    segments: cuts.map((cut) => named(graph, cut)),
    boundaries,
    segment: inner,
    memory,
    recomputedShare: countedRecomputedShare({ flopEach, flop: forwardMatrixFlop(graph) }),
  };
}

function part(graph: CountedGraph, { from, to }: Cut): CountedGraph {
  return { ...graph, nodes: graph.nodes.slice(from, to) };
}

function named(graph: CountedGraph, { from, to }: Cut): Segment {
  return {
    first: graph.nodes[from]?.name ?? "",
    last: graph.nodes[to - 1]?.name ?? "",
    nodes: to - from,
  };
}

function boundaryMemory(
  graph: CountedGraph,
  kept: Kept,
  held: ReadonlySet<number>,
  ownWidth: number,
): Quantity {
  const parts = [...held].flatMap((storage): readonly Part[] => {
    const tensor = kept.tensors.get(storage);
    if (tensor === undefined) return [];
    const bytesPerElement = given(
      { value: tensor.bytesPerElement ?? ownWidth, unit: "byte/element" },
      `width of ${tensor.name}`,
    );
    const elements = tensor.storageShape.reduce((all, size) => all * size, 1);
    return [
      {
        name: `boundary: ${tensor.name}`,
        stage: "boundaries",
        term: term(tensorBytes, { bytesPerElement, elements }),
      },
    ];
  });
  return total("boundary tensors", "bytes", graph, parts);
}
