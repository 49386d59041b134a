// How devices share the training of a model: the sizes of every kind of parallelism, and the checks on them.
import { FlopbookError } from "../ground/errors.js";
import { wholeNumber } from "../layers/shape/shape.js";
import type { TransformerShape } from "./shape/shape.js";

/** What is computed again in the backward pass: nothing, the scores of attention, or whole layers. */
export type Recompute = "none" | "selective" | "full";

/** Which parts of the training state the replicas share (ZeRO); 3 is what FSDP calls full sharding. */
export type Zero = 0 | 1 | 2 | 3;

/** A layout with every size present. */
export interface Layout {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  readonly context: number;
  readonly expert: number;
  /** Groups of layers that a pipeline stage holds. */
  readonly interleave: number;
  /** Samples of one microbatch. */
  readonly microbatch: number;
  readonly sequenceParallel: boolean;
  readonly recompute: Recompute;
  /** Layers of a stage that are computed again whole; with recompute "full" all of them. */
  readonly recomputedLayers: number;
  readonly zero: Zero;
}

/** A run as far as layouts depend on it. */
export interface Run {
  readonly shape: TransformerShape;
  readonly devices: number;
  /** Samples of one step over all replicas. */
  readonly batch: number;
  readonly sequence: number;
}

const subject = "plan/layout";

/** Layers of the fullest stage: so many groups of equal size, the last of them shorter or left to others. */
export function layersOfStage(layers: number, pipeline: number, interleave = 1): number {
  return interleave * Math.ceil(layers / (pipeline * interleave));
}

/** Why a layout does not fit a run, or undefined when it does. */
export function misfit(layout: Layout, run: Run): string | undefined {
  const { tensor, pipeline, data, context, expert, interleave, microbatch } = layout;
  const { shape, devices, batch, sequence } = run;
  const used = tensor * pipeline * data * context;
  if (used !== devices)
    return `tensor × pipeline × data × context must be the ${devices} devices, got ${used}`;
  const undivided = misfitOfTensor(tensor, shape);
  if (undivided !== undefined) return undivided;
  if (pipeline > shape.layers) return `pipeline must be at most the ${shape.layers} layers, got ${pipeline}`;
  if (interleave > 1 && pipeline === 1)
    return `interleave needs a pipeline, got ${interleave} with pipeline 1`;
  const each = layersOfStage(shape.layers, pipeline);
  if (interleave > each) return `interleave must be at most the ${each} layers of a stage, got ${interleave}`;
  const most = layersOfStage(shape.layers, pipeline, interleave);
  if (layout.recomputedLayers > most)
    return `layers computed again must be at most the ${most} of a stage, got ${layout.recomputedLayers}`;
  if (batch % (data * microbatch) !== 0)
    return `data × microbatch must divide the batch of ${batch}, got ${data * microbatch}`;
  if (interleave > 1 && (batch / (data * microbatch)) % pipeline !== 0)
    return `with interleave, pipeline must divide the ${batch / (data * microbatch)} microbatches, got ${pipeline}`;
  if (sequence % context !== 0) return `context must divide the sequence of ${sequence}, got ${context}`;
  return misfitOfExperts(expert, data, shape);
}

/** Why so many devices cannot share the products of a layer, or undefined when they can. */
export function misfitOfTensor(tensor: number, shape: TransformerShape): string | undefined {
  if (shape.heads % tensor !== 0) return `tensor must divide the ${shape.heads} heads, got ${tensor}`;
  const width = dividedWidths(shape).find((one) => one % tensor !== 0);
  return width === undefined
    ? undefined
    : `tensor must divide the feed-forward width of ${width}, got ${tensor}`;
}

/** Widths of the feed-forward layers, experts among them, that tensor parallelism divides in equal parts. */
function dividedWidths({ ffnDim, layers, mixture }: TransformerShape): readonly number[] {
  const dense = mixture === undefined || mixture.layers < layers ? [ffnDim] : [];
  return mixture === undefined ? dense : [...dense, mixture.expertDim, mixture.sharedDim];
}

function misfitOfExperts(expert: number, data: number, shape: TransformerShape): string | undefined {
  if (expert === 1) return undefined;
  const experts = shape.mixture?.experts;
  if (experts === undefined) return `expert must be 1 for a model without experts, got ${expert}`;
  if (expert > experts) return `expert must be at most the ${experts} experts, got ${expert}`;
  return data % expert === 0 ? undefined : `expert must divide data (${data}), got ${expert}`;
}

/** The layout when it fits the run. Errors with what does not fit. */
export function checkedLayout(layout: Layout, run: Run): Layout {
  const { tensor, pipeline, context, data } = layout;
  if (Number.isFinite(data) && !Number.isInteger(data))
    throw new FlopbookError(
      `${subject}: tensor × pipeline × context must divide the ${run.devices} devices, got ${tensor * pipeline * context}; change the layout`,
    );
  for (const name of ["tensor", "pipeline", "data", "context", "expert", "interleave", "microbatch"] as const)
    wholeNumber(subject, name, layout[name]);
  wholeNumber(subject, "recomputedLayers", layout.recomputedLayers, 0);
  const problem = misfit(layout, run);
  if (problem !== undefined) throw new FlopbookError(`${subject}: ${problem}; change the layout`);
  return layout;
}
