// What a layout is limited by, why one beats another, and which single change would make it fit.

import { type Evaluation, evaluatedLayout } from "./evaluate.js";
import { type Layout, layersOfStage, misfit, type Run } from "./layout.js";
import { microBatchesOf } from "./sizes.js";
import type { PlanContext } from "./step/context.js";

/** What takes most of a step's time beside, or before, the arithmetic. */
export type Limit =
  | "compute"
  | "memory bandwidth"
  | "exchange within a layer"
  | "pipeline bubble"
  | "gradient reduction"
  | "weight gathering"
  | "optimizer update"
  | "recomputation";

/** Seconds of a step by what they are spent on; they add up to the step. */
export type TimeShares = Readonly<Record<Limit, number>>;

/** Where the time of a step goes. */
export function timeShares({ times, layer, layout }: Evaluation, run: Run): TimeShares {
  const microBatches = microBatchesOf(run.batch, layout.data, layout.microbatch);
  const passes = microBatches * layersOfStage(run.shape.layers, layout.pipeline, layout.interleave);
  const exchange = passes * layer.exchangeTime.value;
  const traffic = passes * layer.trafficTime.value;
  const whole = layer.forwardTime.value + layer.backwardTime.value;
  const others = {
    "memory bandwidth": traffic,
    "exchange within a layer": exchange,
    "pipeline bubble": times.bubble.value,
    "gradient reduction": times.reduction.value,
    "weight gathering": microBatches * times.gather.value,
    "optimizer update": times.optimizer.value,
    recomputation: Math.max(0, microBatches * times.stage.value - passes * whole),
  };
  const rest = Object.values(others).reduce((sum, seconds) => sum + seconds, 0);
  return { compute: times.iteration.value - rest, ...others };
}

/** The largest share. */
export function limitOf(shares: TimeShares): Limit {
  const entries = Object.entries(shares) as [Limit, number][];
  return entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}

/** A change of one size of a layout, and the memory that it leads to. */
export interface Change {
  readonly words: string;
  readonly layout: Layout;
  readonly memory: number;
}

/** Single changes that make a layout fit into `capacity` bytes, the fastest first. */
export function changesThatFit(context: PlanContext, layout: Layout, capacity: number): readonly Change[] {
  const tried = singleChanges(context, layout).flatMap(({ words, changed }) => {
    if (misfit(changed, context.run) !== undefined) return [];
    const { memory, times } = evaluatedLayout(context, changed);
    return memory.total.value <= capacity
      ? [{ words, layout: changed, memory: memory.total.value, time: times.iteration.value }]
      : [];
  });
  return tried.sort((a, b) => a.time - b.time);
}

function singleChanges(
  context: PlanContext,
  layout: Layout,
): readonly { readonly words: string; readonly changed: Layout }[] {
  const { tensor, pipeline, data, microbatch, zero, interleave } = layout;
  const layersOf = (stages: number) => layersOfStage(context.run.shape.layers, stages, interleave);
  const layers = layersOf(pipeline);
  const half = data / 2;
  const change = (words: string, sizes: Partial<Layout>) => ({ words, changed: { ...layout, ...sizes } });
  return [
    ...(layout.recomputedLayers < layers
      ? [change("recompute whole layers", { recompute: "full", recomputedLayers: layers })]
      : []),
    ...(layout.recompute === "none" && !context.fixed.fused
      ? [change("recompute attention's scores", { recompute: "selective" })]
      : []),
    ...(tensor > 1 && !layout.sequenceParallel
      ? [change("sequence parallelism", { sequenceParallel: true })]
      : []),
    ...([1, 2, 3] as const)
      .filter((stage) => stage > zero && data * layout.context > 1)
      .map((stage) => change(`ZeRO stage ${stage}`, { zero: stage })),
    ...(microbatch > 1 ? [change("a microbatch of 1", { microbatch: 1 })] : []),
    ...(Number.isInteger(half)
      ? [
          change(`tensor parallelism over ${2 * tensor}`, { tensor: 2 * tensor, data: half }),
          change(`a pipeline of ${2 * pipeline} stages`, {
            pipeline: 2 * pipeline,
            data: half,
            recomputedLayers: Math.min(layout.recomputedLayers, layersOf(2 * pipeline)),
          }),
        ]
      : []),
  ];
}
