// How parameters and operations grow with each dimension, Kaplan's power laws, EfficientNet.

import { claimsOf, type Example } from "../../examples/example.js";
import type { StatedSpec } from "../../examples/stated.js";
import { type DimensionFactors, growth, lossRatio, unitGrowth } from "../../scaling/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Scaling a network",
  question: "By what factor do parameters and operations grow?",
});

const parameters = (factors: DimensionFactors) => growth(factors).parameters;
const flopPerSample = (factors: DimensionFactors) => growth(factors).flopPerSample;
const training = (factors: DimensionFactors) => growth(factors).training;

type Dimension = "width" | "depth" | "resolution" | "batch" | "epochs";
type Column = "params" | "flops" | "training";
const columns = {
  params: { title: "Parameters", head: "Parameter Scaling", formula: parameters },
  flops: { title: "Operations of a sample", head: "FLOP Scaling (per sample)", formula: flopPerSample },
  training: { title: "Operations of training", head: "FLOP Scaling (training)", formula: training },
} as const;

const innerLayers =
  "Holds for inner layers, where inputs and outputs both widen. The first layer (fixed input) and the last (fixed classes), biases and norms grow with α, and so do the products of attention.";
const notes: Readonly<Partial<Record<Dimension, Partial<Record<Column, string>>>>> = {
  width: { params: innerLayers, flops: innerLayers, training: innerLayers },
  resolution: {
    params: "Holds where global pooling ends the network; a flattened layer (AlexNet, VGG) grows with α².",
    flops:
      "Exact where all sizes divide evenly; the final linear layer does not grow. Attention over pixels grows with α⁴.",
  },
};

/** One cell of the table at α = 2, with the value that the cell's expression must have. */
function cell(dimension: Dimension, column: Column, power: 0 | 1 | 2): Example {
  const { title, head, formula } = columns[column];
  const factor = `${dimension}Factor` as const;
  const note = notes[dimension]?.[column];
  const stated: StatedSpec<typeof factor> =
    power === 0
      ? { expression: "1", letters: {}, says: "unchanged" }
      : { expression: power === 1 ? "alpha" : "alpha^2", letters: { alpha: factor } };
  return claim({
    id: `scaling-${dimension}-${column}`,
    title: `${title} when ${dimension === "batch" ? "the batch" : dimension} doubles`,
    where: `Scaling Dimension table, ${dimension}, ${head}`,
    formula,
    inputs: { [factor]: 2 } as DimensionFactors,
    stated,
    unit: "1",
    ...(note === undefined ? {} : { note }),
    expect: { value: 2 ** power },
  });
}

const kaplan = claimsOf({
  source: documents.countingCosts,
  title: "Power laws of the loss",
  question: "What does ten times the resource make of the loss?",
});

function powerLaw(letter: "n" | "d" | "c", exponent: number, value: number, note: string): Example {
  const name = letter.toUpperCase();
  return kaplan({
    id: `kaplan-power-law-${letter}`,
    title: `Loss when ${name} grows tenfold`,
    where: `L(${name}) ∝ ${name}^(−α_${name})`,
    formula: lossRatio,
    inputs: { growthFactor: 10, lossExponent: exponent },
    stated: {
      expression: `${name}_ratio^(-alpha_${name})`,
      letters: { [`${name}_ratio`]: "growthFactor", [`alpha_${name}`]: "lossExponent" },
    },
    unit: "1",
    note,
    expect: { value },
  });
}

const efficientNet = (id: string, where: string) =>
  claim({
    id,
    title: "Operations for each step of the compound coefficient",
    where,
    question: "By what factor do the operations of EfficientNet grow with each step?",
    formula: unitGrowth,
    inputs: () => ({ depthBase: 1.2, widthBase: 1.1, resolutionBase: 1.15 }),
    stated: { value: 2, digits: 1 },
    unit: "1",
    note: "With the paper's 1.2, 1.1 and 1.15, which the text does not print, the factor is 1.92.",
    expect: { value: 1.92027 },
  });

/** The claims of the sections, in the order of the text. */
export const scalingClaims: readonly Example[] = [
  cell("width", "params", 2),
  cell("width", "flops", 2),
  cell("width", "training", 2),
  cell("depth", "params", 1),
  cell("depth", "flops", 1),
  cell("depth", "training", 1),
  cell("resolution", "params", 0),
  cell("resolution", "flops", 2),
  cell("resolution", "training", 2),
  cell("batch", "training", 0),
  cell("batch", "params", 0),
  cell("epochs", "params", 0),
  cell("epochs", "training", 1),
  claim({
    id: "scaling-width-double-quadruples",
    title: "Doubling all widths",
    where: "doubling all layer widths quadruples both parameters and FLOPs",
    formula: parameters,
    inputs: { widthFactor: 2 },
    stated: { value: 4, digits: 1 },
    unit: "1",
    note: innerLayers,
    expect: { value: 4 },
  }),
  efficientNet("effnet-constraint", "with α · β² · γ² ≈ 2"),
  powerLaw("n", 0.076, 0.839459987, "N leaves the embeddings out."),
  powerLaw("d", 0.095, 0.803526122, "For a large model that is stopped early."),
  powerLaw(
    "c",
    0.05,
    0.891250938,
    "0.050 is the exponent for compute spent in the best way (C_min); for a fixed batch the paper prints 0.057. The text does not say which.",
  ),
  efficientNet(
    "effnet-constraint-repeat",
    "For CNNs specifically, the compound scaling principle of EfficientNet",
  ),
];
