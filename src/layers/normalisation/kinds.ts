// Normalisations side by side: what each takes its statistics over, and what follows for batches and for fusing.

import type { Citation } from "../../ground/source.js";
import { sources } from "../../sources/bibliography.js";
import type { LayerKind } from "../graph/layer.js";

/** What tells one normalisation from another. Counts come from the layers themselves. */
export interface NormalisationKind {
  readonly name: string;
  readonly kind: LayerKind;
  /** What one mean and one variance are taken over. */
  readonly statisticsOver: string;
  /** Whether a sample's output in training depends on the other samples. */
  readonly dependsOnBatch: boolean;
  /** Whether it can be folded into the product before it at inference: only where its statistics are constants. */
  readonly foldable: boolean;
  readonly usedFor: string;
  readonly source: Citation;
}

const wu = { source: sources.wu2018, place: "section 3.1 and figure 2" };

/** Normalisations by id. */
export const normalisationKinds = {
  batch: {
    name: "BatchNorm",
    kind: "batch-norm",
    statisticsOver: "batch and positions, for each channel",
    dependsOnBatch: true,
    foldable: true,
    usedFor: "convolutional networks with large batches",
    source: { source: sources.ioffe2015, place: "section 3" },
  },
  layer: {
    name: "LayerNorm",
    kind: "layer-norm",
    statisticsOver: "features, for each sample and position",
    dependsOnBatch: false,
    foldable: false,
    usedFor: "Transformers and recurrent networks",
    source: { source: sources.ba2016, place: "section 3" },
  },
  group: {
    name: "GroupNorm",
    kind: "group-norm",
    statisticsOver: "channels of a group and positions, for each sample",
    dependsOnBatch: false,
    foldable: false,
    usedFor: "detection and segmentation with small batches",
    source: wu,
  },
  instance: {
    name: "InstanceNorm",
    kind: "instance-norm",
    statisticsOver: "positions, for each sample and channel",
    dependsOnBatch: false,
    foldable: false,
    usedFor: "style transfer",
    source: { source: sources.ulyanov2016, place: "section 2" },
  },
  rms: {
    name: "RMSNorm",
    kind: "rms-norm",
    statisticsOver: "features, for each sample and position; mean square only",
    dependsOnBatch: false,
    foldable: false,
    usedFor: "language models",
    source: { source: sources.zhang2019, place: "section 4" },
  },
} as const satisfies Readonly<Record<string, NormalisationKind>>;

export type NormalisationId = keyof typeof normalisationKinds;
