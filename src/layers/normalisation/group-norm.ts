// Group normalisation, and instance normalisation as its case of one channel a group.

import { FlopbookError } from "../../errors.js";
import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { anyShape, elements, type Shape, wholeNumber } from "../shape/shape.js";
import { normalisationParameters } from "./batch-norm.js";
import { normalisationWords } from "./operation-words.js";

const subject = "layers/group-norm";
const backward = {
  source: sources.ioffe2015,
  place: "section 3, gradients through the transform: 10 for each element, counted here",
};
const forwardCount = perElement(normalisationWords.forward, {
  source: sources.wu2018,
  place: "section 3.1, eq. 1, 2 and 6: 7 for each element, counted here",
});
const weightGradientCount = perElement(normalisationWords.weightGradient, backward);
const inputGradientCount = perElement(normalisationWords.inputGradient, backward);

export interface GroupNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Groups of channels; 1 normalises all of a sample together, as many as channels is instance normalisation. */
  readonly groups: number;
  /** Whether it has a scale and a shift; default true. */
  readonly affine?: boolean;
}

/** Group normalisation of [batch, channels, ...]. Keeps its input, and FP32 mean and deviation of each group. */
export function groupNorm(spec: GroupNormSpec): Layer {
  const groups = wholeNumber(subject, "groups", spec.groups);
  const channels = channelsOf(spec.input);
  if (channels % groups !== 0)
    throw new FlopbookError(
      `${subject}: groups must divide the channels (${channels}), got ${groups}; choose a divisor`,
    );
  return normalised("group-norm", `${channels} channels, ${groups} groups`, spec, groups);
}

export interface InstanceNormSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** Whether it has a scale and a shift; default false, as in PyTorch. */
  readonly affine?: boolean;
}

/**
 * Normalisation of every channel of every sample by itself. PyTorch runs it as a batch normalisation of
 * batch × channels channels, and so keeps a copy of the scale for every sample.
 */
export function instanceNorm(spec: InstanceNormSpec): Layer {
  const channels = channelsOf(spec.input);
  const affine = spec.affine === true;
  const scales = {
    kind: "own",
    label: "scale for every sample",
    elements: (spec.input[0] ?? 1) * channels,
  } as const;
  return normalised(
    "instance-norm",
    `${channels} channels`,
    { input: spec.input, affine },
    channels,
    affine ? [{ ...scales, bytesPerElement: 4 }] : [],
  );
}

function channelsOf(input: Shape): number {
  const shape = anyShape(subject, "input", input);
  const channels = shape[1];
  if (channels !== undefined) return channels;
  throw new FlopbookError(
    `${subject}: input must be [batch, channels, ...], got [${shape.join(", ")}]; give at least two sizes`,
  );
}

function normalised(
  kind: "group-norm" | "instance-norm",
  settings: string,
  spec: { readonly input: Shape; readonly affine?: boolean },
  groups: number,
  kept: readonly Saved[] = [],
): Layer {
  const { input } = spec;
  const [batch = 1, channels = 1] = input;
  const affine = spec.affine !== false;
  const count = elements(input);
  const statistics = 2 * batch * groups;
  return layerOf({
    kind,
    settings,
    inputs: [input],
    output: input,
    parameters: affine ? term(normalisationParameters, { channels }) : undefined,
    forward: elementwise("normalisation", forwardCount, count),
    weightGradient: affine ? elementwise("normalisation", weightGradientCount, count) : [],
    inputGradient: [elementwise("normalisation", inputGradientCount, count)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "mean and deviation", elements: statistics, bytesPerElement: 4 },
      ...kept,
    ],
  });
}
