// What counts as training compute: the rules of Epoch's article about runs and regularisation, as records.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** A rule about what belongs to a training run's compute. */
export interface CountingRule {
  readonly counts: boolean;
  readonly says: string;
  readonly citation: Citation;
}

const appendix = (letter: string): Citation => ({ source: sources.epochMethod, place: `Appendix ${letter}` });

/**
 * Rules by id.
 *
 * @example countingRules["pre-training"].says // "Pre-training counts as part of the training compute."
 */
export const countingRules = {
  "pre-training": {
    counts: true,
    says: "Pre-training counts as part of the training compute.",
    citation: appendix("C"),
  },
  "fine-tuning": {
    counts: true,
    says: "Fine-tuning of the final architecture counts.",
    citation: appendix("C"),
  },
  "tweak-runs": {
    counts: false,
    says: "Runs on the way to the final architecture do not count: they are seldom reported.",
    citation: appendix("C"),
  },
  dropout: {
    counts: false,
    says: "Dropout does not change the count: dropped units are multiplied by zero, not left out.",
    citation: appendix("E"),
  },
  "weight-update": {
    counts: false,
    says: "The update of the weights does not count: a batch shares it.",
    citation: { source: sources.epochMethod, place: "The ratio of backward pass operations" },
  },
} as const satisfies Readonly<Record<string, CountingRule>>;

/** Training compute of a system: what the rules let count. */
export const countedTrainingFlop = formula({
  id: "counting.training-flop",
  meaning: "Training compute of a system: pre-training and fine-tuning, without runs on the way",
  expression: "preTrainingFlop + fineTuningFlop",
  result: "trainingFlop",
  inputs: ["preTrainingFlop", "fineTuningFlop"],
  source: appendix("C"),
});

/** Training compute from forward and backward operations and the samples that pass through both. */
export const trainingFlopOfPasses = formula({
  id: "counting.training-flop-of-passes",
  meaning: "Training compute: forward and backward operations of a sample, times the samples",
  expression: "(forwardFlop + backwardFlop) * samplesSeen",
  result: "trainingFlop",
  inputs: ["forwardFlop", "backwardFlop", "samplesSeen"],
  source: { source: sources.epochMethod, place: "Method 1: operations of both passes times the passes" },
});

/** Samples of an epoch from its batches. */
export const samplesOfBatches = formula({
  id: "counting.samples-of-batches",
  meaning: "Samples of one epoch, from its batches",
  expression: "batchesPerEpoch * batch",
  result: "samples",
  inputs: ["batchesPerEpoch", "batch"],
  source: { source: sources.epochMethod, place: "Method 1: examples are batches times the batch size" },
});

/** Formulas of this file, for the catalogue. */
export const countingFormulas = [countedTrainingFlop, trainingFlopOfPasses, samplesOfBatches] as const;
