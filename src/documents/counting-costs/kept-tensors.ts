// What layers keep for the backward pass, and how activation memory grows.

import { elementRatio } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import {
  type CountedGraph,
  convolution,
  graphBuilder,
  groupStatisticPositions,
  imageElements,
  keptElements,
  normalisationKeptElements,
} from "../../layers/index.js";
import { outputElements, tensorBytes } from "../../models/memory.js";
import { resnet50 } from "../../models/vision/resnet.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Activations kept for the backward pass",
  question: "What does a layer keep for the backward pass?",
});

type Count = Quantity | number;
interface Image {
  readonly channels: Count;
  readonly imageHeight: Count;
  readonly imageWidth: Count;
}

const one = given(1, "one channel, one group");
const bit: Amount = { value: 1 / 8, unit: "byte/element" };
const measured = { source: sources.pytorchMeasured, place: "an addition keeps no tensor" };

const packedMask = ({ bytesPerElement, ...image }: Image & { readonly bytesPerElement: Amount | Quantity }) =>
  tensorBytes({ bytesPerElement, elements: imageElements(image) });

const normalisedAndStatistics = ({ channels, imageHeight, imageWidth }: Image) =>
  normalisationKeptElements({
    statistics: channels,
    statisticPositions: groupStatisticPositions({ channels: one, normGroups: one, imageHeight, imageWidth }),
  });

const keptImages = ({ keptTensors, ...image }: Image & { readonly keptTensors: Count }) =>
  keptElements({ keptTensors, elementsEach: imageElements(image) });

/** Outputs of convolutions, activations and pooling of ResNet-50, with its input: the text's count. */
function ofResnet(batch: number, resolution = 224): Quantity {
  const key = `${batch} × ${resolution}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const graph = resnet50({ version: "v1", batch, resolution });
  const elements = outputElements(graph, {
    kinds: ["convolution", "activation", "pooling"],
    withInputs: true,
  });
  counted.set(key, elements);
  return elements;
}

/** Networks are counted once, however often an example is evaluated. */
const counted = new Map<string, Quantity>();

/** Outputs of equal convolutions one behind the other. */
function ofChain(depth: number): Quantity {
  return outputElements(chain(depth));
}

function chain(depth: number): CountedGraph {
  const builder = graphBuilder({ name: `${depth} equal layers`, origin: "a network of fixed width" });
  const stage = builder.stage("layers");
  let x = builder.input("image", [1, 16, 8, 8]);
  for (let i = 0; i < depth; i++)
    x = stage.add(
      `layer ${i}`,
      convolution({ input: x.shape, outputChannels: 16, kernel: 3, padding: 1 }),
      x,
    );
  return builder.graph();
}

const imageLetters = { C: "channels", H: "imageHeight", W: "imageWidth" } as const;
const scaling = "How does activation memory grow?";

/** The claims of the table of cached tensors and of the activation memory below it. */
export const keptTensorClaims: readonly Example[] = [
  claim({
    id: "cache-conv-input",
    title: "Convolution: its input",
    where: "What Must Be Cached, Conv: C_i × H_i × W_i",
    formula: imageElements,
    inputs: { channels: 64, imageHeight: 56, imageWidth: 56 },
    stated: {
      expression: "C_i*H_i*W_i",
      letters: { C_i: "channels", H_i: "imageHeight", W_i: "imageWidth" },
    },
    unit: "element/sample",
    expect: { value: 200_704 },
  }),
  claim({
    id: "cache-relu-mask",
    title: "ReLU: a mask of bits",
    where: "What Must Be Cached, ReLU: C × H × W / 8 bytes (packed)",
    formula: packedMask,
    inputs: { channels: 64, imageHeight: 56, imageWidth: 56, bytesPerElement: bit },
    stated: { expression: "C*H*W/8", letters: imageLetters },
    unit: "byte/sample",
    note: "What is needed. PyTorch keeps the whole output, 4 bytes a value and 32 times as much, which the next layer usually keeps anyway.",
    expect: { value: 25_088 },
  }),
  claim({
    id: "cache-batchnorm",
    title: "Batch normalisation: normalised values and statistics",
    where: "What Must Be Cached, BatchNorm: C × H × W + 2C",
    formula: normalisedAndStatistics,
    inputs: { channels: 64, imageHeight: 56, imageWidth: 56 },
    stated: { expression: "C*H*W+2*C", letters: imageLetters },
    unit: "element/sample",
    note: "For one sample. The 2C statistics are shared by the batch; PyTorch keeps the input in place of the normalised values.",
    expect: { value: 200_832 },
  }),
  claim({
    id: "cache-fc-input",
    title: "Fully connected layer: its input",
    where: "What Must Be Cached, FC: n_in",
    formula: keptElements,
    inputs: { keptTensors: given(1, "the input vector"), elementsEach: 2048 },
    stated: { expression: "n_in", letters: { n_in: "elementsEach" } },
    unit: "element/sample",
    expect: { value: 2048 },
  }),
  claim({
    id: "cache-dropout-mask",
    title: "Dropout: a mask of bits",
    where: "What Must Be Cached, Dropout: n / 8 bytes (packed)",
    formula: tensorBytes,
    inputs: { elements: 4096, bytesPerElement: bit },
    stated: { expression: "n/8", letters: { n: "elements" } },
    unit: "byte/sample",
    note: "What is needed. GPU kernels keep one byte a value, PyTorch on the CPU four.",
    expect: { value: 512 },
  }),
  claim({
    id: "cache-maxpool-argmax",
    title: "Max pooling: the places of the maxima",
    where: "What Must Be Cached, Max Pool: C × H_o × W_o (int)",
    formula: imageElements,
    inputs: { channels: 64, imageHeight: 56, imageWidth: 56 },
    stated: {
      expression: "C*H_o*W_o",
      letters: { C: "channels", H_o: "imageHeight", W_o: "imageWidth" },
    },
    unit: "element/sample",
    note: "PyTorch keeps 8 bytes for each, and the input besides.",
    expect: { value: 200_704 },
  }),
  claim({
    id: "cache-residual-inputs",
    title: "Residual addition: nothing",
    where: "What Must Be Cached, Residual Add: 2 × C × H × W",
    formula: keptImages,
    inputs: { keptTensors: 2, channels: 256, imageHeight: 56, imageWidth: 56 },
    stated: { expression: "2*C*H*W", letters: imageLetters },
    unit: "element/sample",
    corrected: { inputs: { keptTensors: 0 }, source: measured },
    cause:
      "The gradient of a sum is the gradient that comes in, for both branches: no value of the inputs enters it, so an addition keeps {correct}.",
    expect: { verdict: "wrong-premise", value: 1_605_632, correct: 0 },
  }),
  claim({
    id: "act-resnet50-640m",
    title: "Activations of ResNet-50 in a batch of 32",
    where: "ResNet-50 with B=32 stores ~640M float32 values",
    question: "How much activation memory does ResNet-50 need?",
    formula: ({ elements }: { readonly elements: Quantity }) => elements,
    inputs: () => ({ elements: ofResnet(32) }),
    stated: { value: 6.4e8, digits: 2 },
    unit: "element",
    note: "Reproduced as the outputs of convolutions, ReLUs and pooling with the input. PyTorch keeps 688 M values' worth: the inputs of normalisations and ReLU outputs, statistics and indices.",
    expect: { value: 640_712_704 },
  }),
  claim({
    id: "act-resnet50-2p5gb",
    title: "Activation memory of ResNet-50 in a batch of 32",
    where: "~640M float32 values ≈ 2.5 GB",
    question: "How much activation memory does ResNet-50 need?",
    formula: tensorBytes,
    inputs: { elements: 6.4e8, bytesPerElement: { value: 4, unit: "byte/element" } },
    stated: { value: 2.5, digits: 2 },
    unit: "GB",
    cause: "640 M values of 4 bytes are {computed}, cut off to {stated} instead of rounded up.",
    expect: { verdict: "rounding", value: 2.56 },
  }),
  claim({
    id: "act-halve-batch",
    title: "Half the batch",
    where: "halving B halves activation memory",
    question: scaling,
    formula: elementRatio,
    inputs: () => ({ elements: ofResnet(16), elementsEach: ofResnet(32) }),
    stated: { value: 0.5, digits: 1 },
    unit: "1",
    note: "Counted for ResNet-50.",
    expect: { value: 0.5 },
  }),
  claim({
    id: "act-double-depth",
    title: "Twice the depth",
    where: "for fixed-width networks, doubling depth doubles activation memory",
    question: scaling,
    formula: elementRatio,
    inputs: () => ({ elements: ofChain(20), elementsEach: ofChain(10) }),
    stated: { value: 2, digits: 1 },
    unit: "1",
    note: "Counted for 10 and 20 equal convolutions; data itself is not an activation.",
    expect: { value: 2 },
  }),
  claim({
    id: "act-resolution-4x",
    title: "Twice the resolution",
    where: "doubling input resolution (e.g., 224→448) quadruples: 4× activation memory",
    question: scaling,
    formula: elementRatio,
    inputs: () => ({ elements: ofResnet(1, 448), elementsEach: ofResnet(1) }),
    stated: { value: 4, digits: 1 },
    unit: "1",
    note: "Counted for ResNet-50; what comes after the global pooling does not grow.",
    expect: { value: 3.9996932 },
  }),
];
