// Forms of normalisations: over a batch, a group of channels, a channel, a token.
import type { LayerFormSpec } from "./layer-form.js";

const image = ["batch", "channels", "imageHeight", "imageWidth"];
const pixels = "batch * channels * imageHeight * imageWidth";
const tokens = ["batch", "sequence", "modelDim"];
const width = "batch * sequence * modelDim";

interface Normalisation {
  readonly id: string;
  readonly meaning: string;
  readonly shape: readonly string[];
  readonly elements: string;
  readonly parameters?: string;
  /** Statistics that are kept beside the input. */
  readonly statistics: string;
  /** Operations for each element: forward, for the gradient of the scale and shift, of the input. */
  readonly operations?: readonly [number, number, number];
  readonly words?: string;
}

function normalisationForm(kind: Normalisation): LayerFormSpec {
  const { id, meaning, shape, elements, parameters, statistics, words, operations = [7, 3, 7] } = kind;
  const [forward, weights, input] = operations;
  const work = (count: number) => ({ normalisation: `${count} * ${elements}` });
  return {
    id,
    meaning,
    ...(words === undefined ? {} : { words }),
    inputs: [shape],
    output: shape,
    ...(parameters === undefined ? {} : { parameters, weightGradient: work(weights) }),
    forward: work(forward),
    inputGradient: work(input),
    kept: `${elements} + ${statistics}`,
  };
}

const ofImages = { shape: image, elements: pixels } as const;
const ofTokens = { shape: tokens, elements: width } as const;

export const normalisationForms: readonly LayerFormSpec[] = [
  normalisationForm({
    id: "batch-norm",
    meaning: "Batch normalisation: statistics of each channel over the batch",
    ...ofImages,
    parameters: "2 * channels",
    statistics: "2 * channels",
  }),
  normalisationForm({
    id: "group-norm",
    meaning: "Group normalisation: statistics of groups of channels of each sample",
    ...ofImages,
    parameters: "2 * channels",
    statistics: "2 * batch * normGroups",
  }),
  normalisationForm({
    id: "instance-norm",
    meaning: "Instance normalisation: statistics of each channel of each sample, no scale",
    ...ofImages,
    statistics: "2 * batch * channels",
  }),
  normalisationForm({
    id: "layer-norm",
    meaning: "Layer normalisation: statistics of each token over its features",
    ...ofTokens,
    parameters: "2 * modelDim",
    statistics: "2 * batch * sequence",
  }),
  normalisationForm({
    id: "rms-norm",
    meaning: "Normalisation of each token by its root mean square (RMSNorm)",
    words: "rmsnorm root mean square",
    ...ofTokens,
    parameters: "modelDim",
    operations: [4, 2, 6],
    statistics: "batch * sequence",
  }),
];
