// Training memory: of ResNet-50 with Adam, in MiB printed as MB, and of the parts of a step.

import { gradientMemory, optimizerMemory, stateMemory, trainingStateMemory } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { normalisationKeptElements } from "../../layers/index.js";
import { tensorBytes } from "../../models/memory.js";
import { type Quantity, sum } from "../../numbers/quantity.js";
import { type Amount, megabytes } from "../../numbers/units.js";
import { dropoutMaskBytes } from "../../training/index.js";
import { documents } from "../bibliography.js";
import { mib } from "./resnet50.js";

const memory = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Training memory of ResNet-50",
  question: "How much memory does training ResNet-50 with Adam at a batch of 32 take?",
});

interface Parameters {
  readonly parameters: Quantity | number;
}

const states = [
  ["mem-resnet50-params", "Parameters", "Params: 97.7 MB", "parameters", 97.7, 3, 97.65625],
  ["mem-resnet50-grads", "Gradients", "Grads: 97.7 MB", "gradients", 97.7, 3, 97.65625],
  ["mem-resnet50-adam", "Adam's moments", "Adam state: 195.3 MB", "optimizer", 195.3, 4, 195.3125],
] as const;

const stateClaims = states.map(([id, title, where, part, value, digits, computed]) =>
  memory({
    id,
    title,
    where,
    formula: ({ parameters }: Parameters) => trainingStateMemory(parameters, "adam")[part],
    inputs: { parameters: 25.6e6 },
    stated: { value, digits },
    unit: "MiB",
    note: mib,
    expect: { value: computed },
  }),
);

interface MemoryParts {
  readonly parameterMemory: Quantity | Amount;
  readonly gradientMemory: Quantity | Amount;
  readonly optimizerMemory: Quantity | Amount;
  readonly activations: Quantity | Amount;
}

/** Parameters, gradients, optimizer and activations together. */
function trainingMemory(run: {
  readonly parameterMemory: Quantity;
  readonly gradientMemory: Quantity;
  readonly optimizerMemory: Quantity;
  readonly activations: Quantity;
}): Quantity {
  const { activations, ...state } = run;
  return sum("training memory", [stateMemory(state), activations]);
}

const part = claimsOf({
  source: documents.lossesAndOptimizers,
  title: "Parts of a training step",
  question: "What does each part of a training step take of its memory?",
});

type Count = Quantity | number;

interface KeptStatistics {
  readonly bytesPerElement: Quantity | Amount;
  readonly statisticPositions: Count;
  readonly statistics: Count;
}

const letterP = { P: "parameters" } as const;

const summaryClaims: readonly Example[] = [
  part({
    id: "sum-dropout-memory",
    title: "Bytes of a dropout mask",
    where: "Dropout (per layer): 4Bn (mask)",
    formula: (shape: { batch: Count; outputs: Count }) => dropoutMaskBytes("float", shape),
    inputs: { batch: 32, outputs: 4096 },
    stated: { expression: "4*B*n", letters: { B: "batch", n: "outputs" } },
    unit: "byte",
    note: "With a mask of floats. PyTorch keeps a byte for each value, a packed mask a bit: see x-dropout-mask.",
    expect: { value: 524_288 },
  }),
  part({
    id: "sum-bn-memory",
    title: "What batch normalisation keeps",
    where: "BatchNorm (per layer, fwd): 4(Nd + 2d)",
    formula: ({ bytesPerElement, ...shape }: KeptStatistics) =>
      tensorBytes({ bytesPerElement, elements: normalisationKeptElements(shape) }),
    inputs: { bytesPerElement: { value: 4, unit: "byte/element" }, statisticPositions: 40, statistics: 3 },
    stated: { expression: "4*(N*d+2*d)", letters: { N: "statisticPositions", d: "statistics" } },
    unit: "byte",
    expect: { value: 504 },
  }),
  part({
    id: "sum-gradient-memory",
    title: "Bytes of the gradients",
    where: "Backward pass, Gradients: 4P",
    formula: gradientMemory,
    inputs: { parameters: 100 },
    stated: { expression: "4*P", letters: letterP },
    unit: "byte",
    expect: { value: 400 },
  }),
  part({
    id: "sum-adam-memory",
    title: "Bytes of Adam's moments",
    where: "Optimizer (Adam): 8P",
    formula: optimizerMemory,
    inputs: { parameters: 100, optimizerValues: 2 },
    stated: { expression: "8*P", letters: letterP },
    unit: "byte",
    expect: { value: 800 },
  }),
];

/** The claims about training memory, in the order of the text. */
export const trainingMemoryClaims: readonly Example[] = [
  ...stateClaims,
  memory({
    id: "mem-resnet50-activations",
    title: "Activations of ResNet-50",
    where: "Activations: ~2.5 GB",
    formula: tensorBytes,
    inputs: { bytesPerElement: { value: 4, unit: "byte/element" }, elements: 640_712_704 },
    stated: { value: 2.5, digits: 2 },
    unit: "GB",
    cause: "640.7 million values are {computed}, which rounds to 2.6; the text cuts it off.",
    note: "The values are the outputs of convolutions, ReLUs and pooling and the input, at a batch of 32.",
    expect: { verdict: "rounding", value: 2.562850816 },
  }),
  memory({
    id: "mem-resnet50-total",
    title: "Training memory of ResNet-50",
    where: "Total: ~2.9 GB",
    formula: trainingMemory as (inputs: MemoryParts) => Quantity,
    inputs: {
      parameterMemory: megabytes(97.7),
      gradientMemory: megabytes(97.7),
      optimizerMemory: megabytes(195.3),
      activations: megabytes(2500),
    },
    stated: { value: 2.9, digits: 2 },
    unit: "GB",
    note: "As printed. With the first three in MB and the activations not cut off the sum is 2.97 GB.",
    expect: { value: 2.8907 },
  }),
  ...summaryClaims,
];
