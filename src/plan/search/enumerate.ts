// The layouts of a run that share the costs of a layer: pipeline, replicas, interleaving, ZeRO, layers computed again.

import { layersOfStage, type Run } from "../layout.js";
import { microBatchesOf } from "../sizes.js";
import type { LayerRow } from "./layer-table.js";
import type { Choices } from "./space.js";

/** Sizes of a layout beside those of its layers; one object that is changed from candidate to candidate. */
export interface Candidate {
  pipeline: number;
  data: number;
  interleave: number;
  microBatches: number;
  stageLayers: number;
  zero: number;
  recomputedLayers: number;
}

/** Choices of a sweep, with or without selective recomputation. */
export interface SweepChoices extends Choices {
  readonly selective: boolean;
}

/** Calls `visit` for every layout that fits the run and has the sizes of `row`. */
export function eachLayout(
  run: Run,
  choices: SweepChoices,
  row: LayerRow,
  visit: (candidate: Readonly<Candidate>) => void,
): void {
  const { shape, devices, batch } = run;
  const candidate = emptyCandidate();
  for (const pipeline of choices.pipeline) {
    const data = devices / (row.tensor * pipeline * row.context);
    if (!Number.isInteger(data) || data % row.expert !== 0) continue;
    if (batch % (data * row.microbatch) !== 0) continue;
    candidate.pipeline = pipeline;
    candidate.data = data;
    candidate.microBatches = microBatchesOf(batch, data, row.microbatch);
    const each = layersOfStage(shape.layers, pipeline);
    for (const interleave of choices.interleave(each)) {
      if (interleave > 1 && !interleaves(candidate, each, interleave)) continue;
      candidate.interleave = interleave;
      candidate.stageLayers = layersOfStage(shape.layers, pipeline, interleave);
      eachState(choices, data * row.context, candidate, visit);
    }
  }
}

function interleaves({ pipeline, microBatches }: Candidate, each: number, interleave: number): boolean {
  return pipeline > 1 && interleave <= each && microBatches % pipeline === 0;
}

function eachState(
  choices: SweepChoices,
  replicas: number,
  candidate: Candidate,
  visit: (candidate: Readonly<Candidate>) => void,
): void {
  const { stageLayers } = candidate;
  const { recompute, selective } = choices;
  const whole = recompute.includes("full");
  // all layers computed again leave nothing to compute again selectively
  const most = whole ? stageLayers - Number(selective) : 0;
  const least = whole && !selective && !recompute.includes("none") ? most : 0;
  for (const zero of choices.zero) {
    // a single replica has nobody to share its state with
    if (replicas === 1 && zero > 0 && choices.zero.includes(0)) continue;
    candidate.zero = zero;
    for (let again = least; again <= most; again++) {
      candidate.recomputedLayers = again;
      visit(candidate);
    }
  }
}

function emptyCandidate(): Candidate {
  return {
    pipeline: 1,
    data: 1,
    interleave: 1,
    microBatches: 1,
    stageLayers: 1,
    zero: 0,
    recomputedLayers: 0,
  };
}
