// All layouts of a run, compiled and evaluated on flat columns: the best, and the front of time against memory.
import { type Program, program } from "../../formula/index.js";
import { memoryCapacity } from "../../hardware/index.js";
import { layerSizes, type PlanContext, stepVariables } from "../context.js";
import { layerCosts } from "../layer/costs.js";
import type { Layout } from "../layout.js";
import { layerNumbers, stepNumbers } from "../sizes.js";
import { stepCosts } from "../step/costs.js";
import { type Block, emptyBlock, freeNames, isFull, layoutOf, put, putCosts } from "./block.js";
import { eachLayout } from "./enumerate.js";
import type { SearchResult } from "./found.js";
import { type LayerTable, layerTable } from "./layer-table.js";
import { type Choices, choices, type SearchSpace } from "./space.js";
import { type Ranking, Survivors } from "./survivors.js";

/** Options of a search. */
export interface SearchOptions {
  readonly space?: SearchSpace;
  /** How many of the best to keep; default 10. */
  readonly keep?: number;
  /** Default "time". */
  readonly by?: Ranking;
}

/** Evaluates every layout of the space and keeps the best that fit into the device. Nothing is pruned. */
export function searchedLayouts(context: PlanContext, options: SearchOptions = {}): SearchResult {
  const { run, cluster, fixed, options: plan } = context;
  const all = choices(run, options.space ?? {}, cluster, fixed.fused);
  const table = layerTable(context, all);
  const capacity = memoryCapacity(plan.device).value - fixed.assumed.reservedMemory.value;
  const survivors = new Survivors({ capacity, keep: options.keep ?? 10, by: options.by ?? "time" });
  const sweep = { table, choices: all, compiled: stepProgram(context), block: emptyBlock() };
  if (all.recompute.some((kind) => kind !== "selective")) evaluate(context, sweep, survivors, false);
  if (all.recompute.includes("selective")) evaluate(context, sweep, survivors, true);
  return survivors.result();
}

/** What all candidates share. */
interface Sweep {
  readonly choices: Choices;
  readonly table: LayerTable;
  readonly compiled: Program;
  readonly block: Block;
}

/** Evaluates the layouts with or without selective recomputation block by block. */
function evaluate(context: PlanContext, sweep: Sweep, survivors: Survivors, selective: boolean): void {
  const { run, cluster } = context;
  const { table, compiled, block } = sweep;
  const setting = { table, cluster, tied: run.shape.tied, selective };
  const out = [0, 1, 2].map(() => new Float64Array(block.layerRow.length));
  const flush = (): void => {
    compiled.fill(block.free, out, block.count);
    survivors.take(block, out, (row) => layoutOf(block, table, row, selective));
    block.count = 0;
  };
  table.rows.forEach((row, at) => {
    let start = block.count;
    eachLayout(run, { ...sweep.choices, selective }, row, (candidate) => {
      if (isFull(block)) {
        putCosts(block, setting, at, start);
        flush();
        start = 0;
      }
      put(block, setting, row, candidate);
    });
    putCosts(block, setting, at, start);
  });
  flush();
}

/**
 * Time of a step and memory of the first and the last stage, with the layout's sizes and a layer's costs free. It is
 * that of selective recomputation: without it, `putCosts` fills in no time for the scores and the layer kept whole.
 */
function stepProgram(context: PlanContext): Program {
  const { run, cluster, fixed } = context;
  const plain: Layout = {
    tensor: 1,
    pipeline: 1,
    data: run.devices,
    context: 1,
    expert: 1,
    interleave: 1,
    microbatch: 1,
    sequenceParallel: false,
    recompute: "none",
    recomputedLayers: 0,
    zero: 0,
  };
  const variables = stepVariables({ ...stepNumbers(plain, run, cluster), microBatches: 1 });
  const sizes = layerSizes(layerNumbers(plain, run, cluster));
  const layer = layerCosts({ ...fixed, shape: run.shape, sizes });
  const { times, first, last } = stepCosts(context, layer, variables, true);
  const free = { ...variables, ...layer };
  return program({
    free: freeNames.map((name) => free[name]),
    results: [times.iteration, first.total, last.total],
    idleAllowed: true,
  });
}
