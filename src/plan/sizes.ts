// The numbers of a layout as formulas take them: shards of every part, microbatches, tables, links.
import type { Cluster } from "./cluster.js";
import { type Layout, layersOfStage, type Run, type Zero } from "./layout.js";
import type { TransformerShape } from "./shape/shape.js";

/** Devices that share a part of the state: the replicas when ZeRO reaches the part, else one. */
export function zeroShards(zero: Zero, from: 1 | 2 | 3, replicas: number): number {
  return zero >= from ? replicas : 1;
}

/** Gradients are reduced and updated weights gathered; where weights are gathered for each pass, the second falls away. */
export function reductionTripsOf(zero: Zero): number {
  return zero === 3 ? 1 : 2;
}

/** Microbatches of a replica in one step. */
export function microBatchesOf(batch: number, data: number, microbatch: number): number {
  return batch / (data * microbatch);
}

/** Copies of the vocabulary's table on the first stage: input and output on a single stage, unless they are one. */
export function firstTablesOf(pipeline: number, tied: boolean): number {
  return pipeline === 1 && !tied ? 2 : 1;
}

/** Parts into which the experts fall, by what the fullest device holds: 60 experts on 8 devices make 7.5 of 8 each. */
export function expertSharesOf({ mixture }: TransformerShape, expert: number): number {
  return mixture === undefined ? expert : mixture.experts / Math.ceil(mixture.experts / expert);
}

/** Bandwidth of the link that joins a tensor-parallel group. */
export function tensorLinkOf(tensor: number, cluster: Cluster): number {
  return (tensor <= cluster.devicesPerNode ? cluster.nodeLink : cluster.networkLink).value;
}

/** Bandwidth of the link between replicas: within a node only when all replicas of a stage fit into one. */
export function dataLinkOf(tensor: number, replicas: number, pipeline: number, cluster: Cluster): number {
  const within = pipeline === 1 && tensor * replicas <= cluster.devicesPerNode;
  return (within ? cluster.nodeLink : cluster.networkLink).value;
}

/** Sizes that a layer's costs depend on, by name. */
export function layerNumbers(layout: Layout, run: Run, cluster: Cluster) {
  const { tensor, microbatch, sequenceParallel, context, expert } = layout;
  return {
    microBatch: microbatch,
    sequence: run.sequence,
    tensorShards: tensor,
    sequenceShards: sequenceParallel ? tensor : 1,
    contextShards: context,
    expertShards: expert,
    tensorLink: tensorLinkOf(tensor, cluster),
    networkLink: cluster.networkLink.value,
  };
}

/** Sizes that a step's costs depend on, by name. */
export function stepNumbers(layout: Layout, run: Run, cluster: Cluster) {
  const { tensor, pipeline, data, context, expert, interleave, microbatch, zero } = layout;
  const replicas = data * context;
  const expertReplicas = replicas / expert;
  return {
    stageLayers: layersOfStage(run.shape.layers, pipeline, interleave),
    recomputedLayers: layout.recomputedLayers,
    pipelineStages: pipeline,
    virtualStages: interleave,
    microBatches: microBatchesOf(run.batch, data, microbatch),
    tensorShards: tensor,
    expertShards: expertSharesOf(run.shape, expert),
    replicas,
    expertReplicas,
    weightShards: zeroShards(zero, 3, replicas),
    gradientShards: zeroShards(zero, 2, replicas),
    optimizerShards: zeroShards(zero, 1, replicas),
    expertWeightShards: zeroShards(zero, 3, expertReplicas),
    expertGradientShards: zeroShards(zero, 2, expertReplicas),
    expertOptimizerShards: zeroShards(zero, 1, expertReplicas),
    reductionTrips: reductionTripsOf(zero),
    firstTables: firstTablesOf(pipeline, run.shape.tied),
    lastTables: 1,
    dataLink: dataLinkOf(tensor, replicas, pipeline, cluster),
  };
}
