// Group normalisation, and instance normalisation as its case of one channel a group.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import { perElement } from "../elementwise/work.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import type { Kept } from "../graph/record-spec.js";
import { asImage, image } from "../image-window.js";
import { anyShape, type Shape, wholeNumber } from "../shape/shape.js";
import { normalisationParameters } from "./batch-norm.js";
import { normalisationParts, notAffine } from "./normalisation-parts.js";
import { normalisationWords } from "./operation-words.js";

const subject = "layers/group-norm";
const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};
const counts = {
  forward: perElement(normalisationWords.forward, {
    source: sources.wu2018,
    place: "section 3.1, eq. 1, 2 and 6: 7 for each element, counted here",
  }),
  weightGradient: perElement(normalisationWords.weightGradient, backward),
  inputGradient: perElement(normalisationWords.inputGradient, backward),
};
const work = normalisationParts(counts, image.elements);

/** Group normalisation. */
export const groupNormRecord = layerRecord({
  id: "group-norm",
  kind: "group-norm",
  meaning: "Group normalisation: statistics of groups of channels of each sample",
  dimensions: ["batch", "channels", "normGroups", "inputHeight", "inputWidth"],
  whole: ["channels / normGroups"],
  inputs: [image.shape],
  output: image.shape,
  parameters: part(normalisationParameters),
  ...work,
  kept: keptBy("2 * batch * normGroups"),
  choices: { affine: { yes: {}, no: notAffine } },
});

/** Instance normalisation. */
export const instanceNormRecord = layerRecord({
  id: "instance-norm",
  kind: "instance-norm",
  meaning: "Instance normalisation: statistics of each channel of each sample, no scale",
  dimensions: image.shape,
  inputs: [image.shape],
  output: image.shape,
  forward: work.forward,
  inputGradient: work.inputGradient,
  kept: keptBy("2 * batch * channels"),
  choices: {
    affine: {
      no: {},
      yes: {
        parameters: part(normalisationParameters),
        weightGradient: work.weightGradient,
        kept: [
          ...keptBy("2 * batch * channels"),
          { kind: "own", label: "scale for every sample", elements: "batch * channels", bytesPerElement: 4 },
        ],
      },
    },
  },
});

function keptBy(statistics: string): readonly Kept[] {
  return [
    { kind: "input", index: 0 },
    { kind: "own", label: "mean and deviation", elements: statistics, bytesPerElement: 4 },
  ];
}

export interface GroupNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Groups of channels; 1 normalises all of a sample together, as many as channels is instance normalisation. */
  readonly groups: number;
  /** Whether it has a scale and a shift; default true. */
  readonly affine?: boolean;
}

/**
 * Group normalisation of [batch, channels, ...]. Keeps its input, and FP32 mean and deviation of each group.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example groupNorm({ input: [1, 64, 56, 56], groups: 32 }).output // [1, 64, 56, 56]
 */
export function groupNorm(spec: GroupNormSpec): Layer {
  const groups = wholeNumber(subject, "groups", spec.groups);
  const channels = channelsOf(spec.input);
  if (channels % groups !== 0)
    throw new FlopbookError(
      `${subject}: groups must divide the channels (${channels}), got ${groups}; choose a divisor`,
    );
  return groupNormRecord
    .variant({ affine: spec.affine === false ? "no" : "yes" })
    .bind(
      { ...asImage(spec.input), normGroups: groups },
      { settings: `${channels} channels, ${groups} groups`, inputs: [spec.input], output: spec.input },
    );
}

export interface InstanceNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Whether it has a scale and a shift; default false, as in PyTorch. */
  readonly affine?: boolean;
}

/**
 * Normalisation of every channel of every sample by itself. PyTorch runs it as a batch normalisation of
 * batch × channels channels, and so keeps a copy of the scale for every sample. Errors on sizes that are not whole
 * numbers from 1 on and on shapes that do not fit.
 *
 * @example instanceNorm({ input: [1, 64, 56, 56] }).output // [1, 64, 56, 56]
 */
export function instanceNorm(spec: InstanceNormSpec): Layer {
  const channels = channelsOf(spec.input);
  return instanceNormRecord
    .variant({ affine: spec.affine === true ? "yes" : "no" })
    .bind(asImage(spec.input), {
      settings: `${channels} channels`,
      inputs: [spec.input],
      output: spec.input,
    });
}

function channelsOf(input: Shape): number {
  const shape = anyShape(subject, "input", input);
  const channels = shape[1];
  if (channels !== undefined) return channels;
  throw new FlopbookError(
    `${subject}: input must be [batch, channels, ...], got [${shape.join(", ")}]; give at least two sizes`,
  );
}
