// The question of a plan answered: one layout, or the best of all for one or several numbers of devices.
import { FlopbookError } from "../ground/errors.js";
import { memoryCapacity } from "../hardware/index.js";
import { type Change, changesThatFit, type Limit, limitOf, type TimeShares, timeShares } from "./advice.js";
import { type Evaluation, evaluatedLayout } from "./evaluate.js";
import { type Layout, layersOfStage, type Run } from "./layout.js";
import { obstacleTo } from "./obstacle.js";
import { remarksOn } from "./remarks.js";
import { type RunAdvice, runAdvice } from "./run-remedies.js";
import type { Found, LeftOut } from "./search/found.js";
import { searchedLayouts } from "./search/search.js";
import type { SearchSpace } from "./search/space.js";
import type { TransformerShape } from "./shape/shape.js";
import { type PlanContext, type PlanOptions, planContext } from "./step/context.js";

/** What plans are ranked by: time of a step, device time of a step, or free memory. */
export type PlanRanking = "time" | "money" | "memory";

/** A plan that is asked for. */
export interface PlanSpec extends PlanOptions {
  readonly shape: TransformerShape;
  /** Numbers of devices to try. */
  readonly counts: readonly number[];
  readonly batch: number;
  readonly sequence: number;
  /** One layout: sizes that are left out are 1, 0, false, "none"; `data` is what remains of the devices. */
  readonly layout?: Partial<Layout>;
  /** Limits of a search. */
  readonly space?: SearchSpace;
  /** Default "time". */
  readonly by?: PlanRanking;
  /** How many of the best; default 10. */
  readonly keep?: number;
}

/** A layout on so many devices, worked through. */
export interface PlannedLayout {
  readonly devices: number;
  readonly evaluation: Evaluation;
  readonly shares: TimeShares;
  readonly limitedBy: Limit;
  readonly fits: boolean;
  /** Bytes left on the fullest device; negative: missing. */
  readonly headroom: number;
  /** What the layout does to the model: a vocabulary padded, heads repeated, stages uneven. */
  readonly remarks: readonly string[];
}

/** An answered plan. */
export interface Plan {
  readonly evaluated: number;
  readonly feasible: number;
  /** Best first. A single layout stands here whether it fits or not. */
  readonly best: readonly PlannedLayout[];
  /** Layouts that no other beats in both step time and memory, with their devices. */
  readonly pareto: readonly (Found & { readonly devices: number })[];
  /** When nothing fits: the layout that needs least memory. */
  readonly leanest: PlannedLayout | undefined;
  /** Single changes that would make the layout fit; empty when it does. */
  readonly changes: readonly Change[];
  /** When nothing fits: devices, some doublings more, on which something does; undefined: none was found. */
  readonly enough: number | undefined;
  /** When nothing fits: what of the run itself would help; undefined where it fits. */
  readonly advice: RunAdvice | undefined;
  /** Layouts that cannot be, by what keeps them from being. */
  readonly leftOut: readonly LeftOut[];
  /** When there is no layout at all: what keeps every one from being, and what would help. */
  readonly obstacle: string | undefined;
}

/**
 * Works out a plan. Errors on sizes that do not fit together.
 *
 * @example planned({ shape: transformerShape("gpt2"), device: device("a100-sxm-80"), counts: [8], batch: 64,
 *   sequence: 1024 }).best.length > 0 // true
 */
export function planned(spec: PlanSpec): Plan {
  return spec.layout === undefined ? searched(spec) : single(spec, spec.layout);
}

/** Bytes of a device that a run may use. */
export function usableMemory({ options, fixed }: PlanContext): number {
  return memoryCapacity(options.device).value - fixed.assumed.reservedMemory.value;
}

function contextOf(spec: PlanSpec, devices: number): PlanContext {
  const { layout = {}, space = {} } = spec;
  const divided = [layout.tensor, layout.context, ...(space.tensor ?? []), ...(space.context ?? [])];
  if (spec.framework === "transformers" && divided.some((size = 1) => size > 1))
    throw new FlopbookError(
      "plan: framework transformers keeps whole layers on a device, got tensor or context parallelism; leave them at 1",
    );
  const { shape, batch, sequence } = spec;
  return planContext({ shape, devices, batch, sequence }, spec);
}

function single(spec: PlanSpec, sizes: Partial<Layout>): Plan {
  const [devices] = spec.counts;
  if (devices === undefined || spec.counts.length > 1)
    throw new FlopbookError(
      `plan: one layout needs one number of devices, got ${spec.counts.length}; name one`,
    );
  const context = contextOf(spec, devices);
  const layout = wholeLayout(sizes, context.run);
  const one = worked(context, layout);
  return {
    evaluated: 1,
    feasible: one.fits ? 1 : 0,
    best: [one],
    pareto: [{ ...foundOf(one), devices }],
    leanest: one,
    changes: one.fits ? [] : changesThatFit(context, layout, usableMemory(context)),
    ...adviceOf(one.fits ? undefined : context, spec.space),
    leftOut: [],
    obstacle: undefined,
  };
}

function wholeLayout(sizes: Partial<Layout>, run: Run): Layout {
  const { tensor = 1, pipeline = 1, context = 1, interleave = 1, recompute = "none" } = sizes;
  const layers = layersOfStage(run.shape.layers, pipeline, interleave);
  return {
    tensor,
    pipeline,
    data: sizes.data ?? run.devices / (tensor * pipeline * context),
    context,
    expert: sizes.expert ?? 1,
    interleave,
    microbatch: sizes.microbatch ?? 1,
    sequenceParallel: sizes.sequenceParallel ?? false,
    recompute,
    recomputedLayers: sizes.recomputedLayers ?? (recompute === "full" ? layers : 0),
    zero: sizes.zero ?? 0,
  };
}

function searched(spec: PlanSpec): Plan {
  const { keep = 10, by = "time" } = spec;
  const space = spec.framework === "transformers" ? { ...spec.space, tensor: [1], context: [1] } : spec.space;
  const options = { ...(space === undefined ? {} : { space }), keep };
  const searches = spec.counts.map((devices) => {
    const context = contextOf(spec, devices);
    const result = searchedLayouts(context, { ...options, by: by === "memory" ? "memory" : "time" });
    return { devices, context, result };
  });
  const refused: LeftOut[] = [];
  const best = searches
    .flatMap(({ context, result }) => result.best.flatMap(({ layout }) => accepted(context, layout, refused)))
    .sort((a, b) => rankOf(a, by) - rankOf(b, by))
    .slice(0, keep);
  const lean = searches
    .flatMap(({ context, result: { leanest } }) =>
      leanest === undefined
        ? []
        : accepted(context, leanest.layout, refused).map((one) => ({ context, one })),
    )
    .sort((a, b) => b.one.headroom - a.one.headroom)[0];
  const nothingFits = best.length === 0 && lean !== undefined;
  const [first] = searches;
  return {
    evaluated: searches.reduce((sum, { result }) => sum + result.evaluated, 0),
    feasible: searches.reduce((sum, { result }) => sum + result.feasible, 0),
    best,
    pareto: searches.flatMap(({ devices, result }) => result.pareto.map((found) => ({ ...found, devices }))),
    leanest: lean?.one,
    changes: nothingFits
      ? changesThatFit(lean.context, lean.one.evaluation.layout, usableMemory(lean.context))
      : [],
    ...adviceOf(nothingFits ? lean.context : undefined, space),
    leftOut: [...searches.flatMap(({ result }) => result.leftOut), ...refused],
    obstacle: lean === undefined && first !== undefined ? obstacleTo(first.context, space) : undefined,
  };
}

/** What of a run would help, and the devices that would be enough; nothing without a context. */
function adviceOf(
  context: PlanContext | undefined,
  space: SearchSpace | undefined,
): Pick<Plan, "enough" | "advice"> {
  if (context === undefined) return { enough: undefined, advice: undefined };
  const advice = runAdvice(context, space);
  const enough = advice.remedies.find(({ changed }) => changed.join() === "devices")?.devices;
  return { enough, advice };
}

/** The layout worked through, or nothing and a note of why its formulas refuse it. */
function accepted(context: PlanContext, layout: Layout, refused: LeftOut[]): readonly PlannedLayout[] {
  try {
    return [worked(context, layout)];
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    refused.push({ reason: `its sizes do not come out: ${error.message}`, layouts: 1 });
    return [];
  }
}

function rankOf({ evaluation, devices, headroom }: PlannedLayout, by: PlanRanking): number {
  const seconds = evaluation.times.iteration.value;
  if (by === "time") return seconds;
  return by === "money" ? seconds * devices : -headroom;
}

function worked(context: PlanContext, layout: Layout): PlannedLayout {
  const evaluation = evaluatedLayout(context, layout);
  const shares = timeShares(evaluation, context.run);
  const headroom = usableMemory(context) - evaluation.memory.total.value;
  const { devices } = context.run;
  const remarks = remarksOn(layout, context.run);
  return { devices, evaluation, shares, limitedBy: limitOf(shares), fits: headroom >= 0, headroom, remarks };
}

function foundOf({ evaluation }: PlannedLayout): Found {
  const { layout, times, memory } = evaluation;
  return { layout, iterationSeconds: times.iteration.value, memory: memory.total.value };
}
