// Layer, group and instance normalisation, and the table that compares all four.

import { claimsOf, type Example } from "../../examples/example.js";
import {
  elementwiseFlop,
  groupStatisticPositions,
  imageElements,
  normalisationDivideFlop,
  normalisationFlopPerElement,
  normalisationForwardFlop,
  normalisationMeanFlop,
  normalisationParameters,
  normalisationScaleShiftFlop,
  normalisationVarianceFlop,
} from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Layer, group and instance normalisation",
  question: "What do the other normalisations cost?",
});

type Count = Quantity | number;
interface Image {
  readonly batch: Count;
  readonly channels: Count;
  readonly imageHeight: Count;
  readonly imageWidth: Count;
}

const one = given(1, "one position");
const seven = given(7, "mean 1, variance 3, division 1, scale and shift 2");
const lowerOrder =
  'The text says "approximately": two more operations for each statistic, the root and the addition under it, are left out.';

/** Seven operations for every element of [batch, features]. */
const overFeatures = ({ batch, channels }: Pick<Image, "batch" | "channels">) =>
  overImages({ batch, channels, imageHeight: one, imageWidth: one });

const overImages = ({ batch, ...image }: Image) =>
  elementwiseFlop({
    operationsPerElement: seven,
    elements: imageElements({ ...image, channels: rowsOf(batch, image.channels) }),
  });

/** Batch times channels: as many rows of height × width elements. */
const rowsOf = (batch: Count, channels: Count) =>
  imageElements({ channels: batch, imageHeight: channels, imageWidth: one }).labelled("batch times channels");

interface Statistics {
  readonly statisticPositions: Count;
  readonly statistics: Count;
}

const overBatch = ({ statisticPositions, statistics }: Statistics) =>
  elementwiseFlop({
    operationsPerElement: seven,
    elements: imageElements({ channels: statistics, imageHeight: statisticPositions, imageWidth: one }),
  });

/** At inference a layer normalisation does all of it: its statistics belong to the sample. */
export const perElementAtInference = (shape: Statistics) =>
  normalisationFlopPerElement({
    ...shape,
    flop: normalisationForwardFlop({
      statisticMeanFlop: normalisationMeanFlop(shape),
      varianceFlop: normalisationVarianceFlop(shape),
      normaliseFlop: normalisationDivideFlop(shape),
      scaleShiftFlop: normalisationScaleShiftFlop(shape),
    }),
  });

const image = { channels: 64, imageHeight: 28, imageWidth: 28 };
const batchOfImages = { batch: 4, ...image };
const imageLetters = { C: "channels", H: "imageHeight", W: "imageWidth" } as const;
const batchLetters = { B: "batch", ...imageLetters } as const;
const table = "Normalization comparison table";
const twoForEach = {
  formula: normalisationParameters,
  unit: "parameter",
} as const;

/** The claims about normalisations other than that of the batch, and of the table of all. */
export const normalisationClaims: readonly Example[] = [
  claim({
    id: "ln-forward-7bd",
    title: "Layer normalisation, forward",
    where: "Layer normalization table, Forward FLOPs: ≈ 7Bd",
    formula: overFeatures,
    inputs: { batch: 4, channels: 768 },
    stated: { expression: "7*B*d", letters: { B: "batch", d: "channels" } },
    unit: "FLOP",
    note: lowerOrder,
    expect: { value: 21_504 },
  }),
  claim({
    id: "ln-params-2d",
    title: "Layer normalisation, parameters",
    where: "Layer normalization table, Parameters: 2d",
    ...twoForEach,
    inputs: { channels: 768 },
    stated: { expression: "2*d", letters: { d: "channels" } },
    expect: { value: 1536 },
  }),
  claim({
    id: "ln-inference-4",
    title: "Layer normalisation at inference",
    where: "it cannot be fused at inference — it always costs ~4 FLOPs per element",
    formula: perElementAtInference,
    inputs: { statisticPositions: 768, statistics: 4 },
    stated: { value: 4, digits: 1 },
    unit: "FLOP/element",
    cause:
      "Four are left when the statistics are known beforehand, as in batch normalisation. Layer normalisation has to find mean and variance of every sample at inference too, so it takes the {computed} of training.",
    expect: { verdict: "inconsistent", value: 7.002604167 },
  }),
  claim({
    id: "gn-elements-per-stat",
    title: "Elements of a statistic",
    where: "Each statistic is computed over (C/G) × H × W elements",
    question: "How many elements does one statistic of a group normalisation have?",
    formula: groupStatisticPositions,
    inputs: { ...image, normGroups: 32 },
    stated: { expression: "C/G*H*W", letters: { G: "normGroups", ...imageLetters } },
    unit: "1",
    expect: { value: 1568 },
  }),
  claim({
    id: "gn-g1-is-layernorm",
    title: "One group",
    where: "G = 1: Layer Normalization, all C × H × W elements",
    question: "How many elements does one statistic of a group normalisation have?",
    formula: groupStatisticPositions,
    inputs: { ...image, normGroups: 1 },
    stated: { expression: "C*H*W", letters: imageLetters },
    unit: "1",
    note: "The statistics are those of layer normalisation over a whole sample; scale and shift stay one for each channel.",
    expect: { value: 50_176 },
  }),
  claim({
    id: "gn-gc-is-instancenorm",
    title: "A group for every channel",
    where: "G = C: Instance Normalization, H × W elements per channel",
    question: "How many elements does one statistic of a group normalisation have?",
    formula: groupStatisticPositions,
    inputs: { ...image, normGroups: 64 },
    stated: { expression: "H*W", letters: { H: "imageHeight", W: "imageWidth" } },
    unit: "1",
    expect: { value: 784 },
  }),
  claim({
    id: "gn-params-2c",
    title: "Group normalisation, parameters",
    where: "Group normalization, Parameters: 2C (same as BatchNorm)",
    ...twoForEach,
    inputs: { channels: 64 },
    stated: { expression: "2*C", letters: { C: "channels" } },
    expect: { value: 128 },
  }),
  claim({
    id: "norm-table-bn-flops",
    title: "Table: batch normalisation",
    where: `${table}, BatchNorm: ~7NdC`,
    formula: overBatch,
    inputs: { statisticPositions: 100_352, statistics: 256 },
    stated: { expression: "7*N*d*d", letters: { N: "statisticPositions", d: "statistics" }, says: "7NdC" },
    unit: "FLOP",
    cause:
      "In the text d already is the number of channels C, so the table counts the channels twice. It is 7Nd, {computed}, as the text's own table of steps has it.",
    expect: { verdict: "inconsistent", value: 179_830_784 },
  }),
  claim({
    id: "norm-table-ln-flops",
    title: "Table: layer normalisation",
    where: `${table}, LayerNorm: ~7Bd`,
    formula: overFeatures,
    inputs: { batch: 4, channels: 768 },
    stated: { expression: "7*B*d", letters: { B: "batch", d: "channels" } },
    unit: "FLOP",
    note: lowerOrder,
    expect: { value: 21_504 },
  }),
  claim({
    id: "norm-table-gn-flops",
    title: "Table: group normalisation",
    where: `${table}, GroupNorm: ~7BCHW`,
    formula: overImages,
    inputs: batchOfImages,
    stated: { expression: "7*B*C*H*W", letters: batchLetters },
    unit: "FLOP",
    note: lowerOrder,
    expect: { value: 1_404_928 },
  }),
  claim({
    id: "norm-table-in-flops",
    title: "Table: instance normalisation",
    where: `${table}, InstanceNorm: ~7BCHW`,
    formula: overImages,
    inputs: batchOfImages,
    stated: { expression: "7*B*C*H*W", letters: batchLetters },
    unit: "FLOP",
    note: `${lowerOrder} Without scale and shift, as PyTorch has it by default, it is 5BCHW.`,
    expect: { value: 1_404_928 },
  }),
  claim({
    id: "norm-table-params-bn",
    title: "Table: parameters of batch normalisation",
    where: `${table}, BatchNorm, Params: 2C`,
    ...twoForEach,
    inputs: { channels: 64 },
    stated: { expression: "2*C", letters: { C: "channels" } },
    expect: { value: 128 },
  }),
  claim({
    id: "norm-table-params-in",
    title: "Table: parameters of instance normalisation",
    where: `${table}, InstanceNorm, Params: 2C`,
    ...twoForEach,
    inputs: { channels: 64 },
    stated: { expression: "2*C", letters: { C: "channels" } },
    note: "PyTorch's has none unless asked for.",
    expect: { value: 128 },
  }),
];
