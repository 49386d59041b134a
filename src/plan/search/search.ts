// All layouts of a run, compiled and evaluated on flat columns: the best, and the front of time against memory.
import { type Program, program } from "../../formula/index.js";
import { memoryCapacity } from "../../hardware/index.js";
import { layerCosts } from "../layer/costs.js";
import { type Layout, misfitOfTensor } from "../layout.js";
import { heldShape } from "../shape/held.js";
import type { TransformerShape } from "../shape/shape.js";
import { layerNumbers, stepNumbers } from "../sizes.js";
import { layerSizes, type PlanContext, stepVariables } from "../step/context.js";
import { stepCosts } from "../step/costs.js";
import { type Block, emptyBlock, freeNames, isFull, layoutOf, put, putCosts } from "./block.js";
import { eachLayout } from "./enumerate.js";
import type { LeftOut, SearchResult } from "./found.js";
import { type LayerRow, type LayerTable, layerRows, layerTable } from "./layer-table.js";
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

/**
 * Evaluates every layout of the space and keeps the best that fit into the device. Nothing is pruned; layouts that
 * cannot be are left out and counted by their reason.
 */
export function searchedLayouts(context: PlanContext, options: SearchOptions = {}): SearchResult {
  const { run, cluster, fixed, options: plan } = context;
  const all = choices(run, options.space ?? {}, cluster, fixed.fused);
  const capacity = memoryCapacity(plan.device).value - fixed.assumed.reservedMemory.value;
  const survivors = new Survivors({ capacity, keep: options.keep ?? 10, by: options.by ?? "time" });
  const block = emptyBlock();
  const sweeps = groupsOf(run.shape, layerRows(all)).map(({ shape, rows }) => ({
    choices: all,
    table: layerTable(context, shape, rows),
    compiled: stepProgram(context, shape),
    block,
  }));
  for (const selective of [false, true]) {
    const asked = all.recompute.some((kind) => (kind === "selective") === selective);
    if (asked) for (const sweep of sweeps) evaluate(context, sweep, survivors, selective);
  }
  return { ...survivors.result(), leftOut: leftOutOf(context, all) };
}

/** Rows whose devices hold the same shape. */
interface Group {
  readonly shape: TransformerShape;
  readonly rows: readonly LayerRow[];
}

/** Rows one after the other whose devices hold the same shape; those that cannot be are left out. */
function groupsOf(stated: TransformerShape, all: readonly LayerRow[]): readonly Group[] {
  const groups: { shape: TransformerShape; rows: LayerRow[] }[] = [];
  for (const row of all) {
    if (misfitOfTensor(row.tensor, stated) !== undefined) continue;
    const shape = heldShape(stated, row.tensor);
    const last = groups.at(-1);
    const alike = last?.shape.vocabulary === shape.vocabulary && last.shape.kvHeads === shape.kvHeads;
    if (last !== undefined && alike) last.rows.push(row);
    else groups.push({ shape, rows: [row] });
  }
  return groups;
}

/** Layouts that cannot be, by reason. */
function leftOutOf(context: PlanContext, all: Choices): readonly LeftOut[] {
  const { run } = context;
  const reasons = new Map<string, number>();
  for (const row of layerRows(all)) {
    const reason = misfitOfTensor(row.tensor, run.shape);
    if (reason === undefined) continue;
    let layouts = 0;
    for (const selective of [false, true])
      if (all.recompute.some((kind) => (kind === "selective") === selective))
        eachLayout(run, { ...all, selective }, row, () => layouts++);
    if (layouts > 0) reasons.set(reason, (reasons.get(reason) ?? 0) + layouts);
  }
  return [...reasons].map(([reason, layouts]) => ({ reason, layouts }));
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
  const setting = { table, cluster, shape: run.shape, selective };
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
function stepProgram(context: PlanContext, shape: TransformerShape): Program {
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
  const layer = layerCosts({ ...fixed, shape, sizes });
  const { times, first, last } = stepCosts(context, shape, layer, { variables, selective: true });
  const free = { ...variables, ...layer };
  return program({
    free: freeNames.map((name) => free[name]),
    results: [times.iteration, first.total, last.total],
    idleAllowed: true,
  });
}
