// Candidates of a search as flat columns, block by block.
import type { Cluster } from "../cluster.js";
import { layerCostNames } from "../layer/costs.js";
import type { Layout } from "../layout.js";
import type { TransformerShape } from "../shape/shape.js";
import { dataLinkOf, expertSharesOf, firstTablesOf, reductionTripsOf, zeroShards } from "../sizes.js";
import { type StepVariables, stepVariableNames } from "../step/setting.js";
import type { Candidate } from "./enumerate.js";
import type { LayerRow, LayerTable } from "./layer-table.js";

/** Names of the free quantities of a step's program, in the order of a block's columns. */
export const freeNames = [...stepVariableNames, ...layerCostNames] as const;

const size = 4096;

/** Columns of candidates, and what is needed to tell their layouts. */
export interface Block {
  /** Sizes of the steps. */
  readonly step: Readonly<Record<keyof StepVariables, Float64Array>>;
  /** Costs of the layers, in the order of `layerCostNames`. */
  readonly costs: readonly Float64Array[];
  /** Both, in the order of `freeNames`. */
  readonly free: readonly Float64Array[];
  /** Row of the layer's table, ZeRO stage and data-parallel replicas of each candidate. */
  readonly layerRow: Int32Array;
  readonly zero: Int32Array;
  readonly data: Int32Array;
  count: number;
}

/** An empty block. */
export function emptyBlock(): Block {
  const columns = stepVariableNames.map((name) => [name, new Float64Array(size)] as const);
  const costs = layerCostNames.map(() => new Float64Array(size));
  return {
    step: Object.fromEntries(columns) as Record<keyof StepVariables, Float64Array>,
    costs,
    free: [...columns.map(([, column]) => column), ...costs],
    layerRow: new Int32Array(size),
    zero: new Int32Array(size),
    data: new Int32Array(size),
    count: 0,
  };
}

/** True when no further candidate fits. */
export function isFull({ count }: Block): boolean {
  return count === size;
}

/** What is alike for all candidates that a block takes. */
export interface BlockSetting {
  readonly table: LayerTable;
  readonly cluster: Cluster;
  readonly shape: TransformerShape;
  /** Whether attention's core is computed again in layers that are not computed again whole. */
  readonly selective: boolean;
}

/** Writes the sizes of a candidate into the next row of the block; `putCosts` adds the costs of its layers. */
export function put(
  block: Block,
  setting: BlockSetting,
  row: LayerRow,
  candidate: Readonly<Candidate>,
): void {
  const { step } = block;
  const { pipeline, data } = candidate;
  const to = block.count++;
  const replicas = data * row.context;
  const expertReplicas = replicas / row.expert;
  const zero = zeroStage(candidate.zero);
  step.stageLayers[to] = candidate.stageLayers;
  step.recomputedLayers[to] = candidate.recomputedLayers;
  step.pipelineStages[to] = pipeline;
  step.virtualStages[to] = candidate.interleave;
  step.microBatches[to] = candidate.microBatches;
  step.tensorShards[to] = row.tensor;
  step.expertShards[to] = expertSharesOf(setting.shape, row.expert);
  step.replicas[to] = replicas;
  step.expertReplicas[to] = expertReplicas;
  step.weightShards[to] = zeroShards(zero, 3, replicas);
  step.gradientShards[to] = zeroShards(zero, 2, replicas);
  step.optimizerShards[to] = zeroShards(zero, 1, replicas);
  step.expertWeightShards[to] = zeroShards(zero, 3, expertReplicas);
  step.expertGradientShards[to] = zeroShards(zero, 2, expertReplicas);
  step.expertOptimizerShards[to] = zeroShards(zero, 1, expertReplicas);
  step.reductionTrips[to] = reductionTripsOf(zero);
  step.firstTables[to] = firstTablesOf(pipeline, setting.shape.tied);
  step.lastTables[to] = 1;
  step.dataLink[to] = dataLinkOf(row.tensor, replicas, pipeline, setting.cluster);
  block.zero[to] = candidate.zero;
  block.data[to] = data;
}

/** Writes the costs of the layer's row `at` beside the candidates from `start` on. */
export function putCosts(block: Block, setting: BlockSetting, at: number, start: number): void {
  const { costs } = setting.table;
  for (const [i, name] of layerCostNames.entries()) {
    const source = setting.selective || name !== "keptWithoutScores" ? i : wholeKept;
    const value = setting.selective || name !== "coreTime" ? (costs[source]?.[at] ?? Number.NaN) : 0;
    block.costs[i]?.fill(value, start, block.count);
  }
  block.layerRow.fill(at, start, block.count);
}

const wholeKept = layerCostNames.indexOf("keptAll");

/** The layout of a row. */
export function layoutOf(block: Block, table: LayerTable, at: number, selective: boolean): Layout {
  const row = table.rows[block.layerRow[at] ?? -1];
  if (row === undefined) throw new RangeError(`a block has no row ${at}`);
  const value = (name: keyof StepVariables) => block.step[name][at] ?? Number.NaN;
  const recomputedLayers = value("recomputedLayers");
  const whole = recomputedLayers === value("stageLayers");
  return {
    tensor: row.tensor,
    pipeline: value("pipelineStages"),
    data: block.data[at] ?? 1,
    context: row.context,
    expert: row.expert,
    interleave: value("virtualStages"),
    microbatch: row.microbatch,
    sequenceParallel: row.sequenceParallel,
    recompute: selective ? "selective" : whole ? "full" : "none",
    recomputedLayers,
    zero: zeroStage(block.zero[at] ?? 0),
  };
}

function zeroStage(value: number): 0 | 1 | 2 | 3 {
  return value === 1 || value === 2 || value === 3 ? value : 0;
}
