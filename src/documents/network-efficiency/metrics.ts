// Size of a model, multiply-accumulates, and where activations are large. The last is the wrong way round.

import { activationShare, flopOfMac, parameterMemory } from "../../cost/index.js";
import { weightMemory } from "../../cost/inference/formats.js";
import { claimsOf, type Example } from "../../examples/example.js";
import type { CountedGraph } from "../../layers/index.js";
import { outputElements } from "../../models/memory.js";
import { resnet50 } from "../../models/vision/resnet.js";
import type { Quantity } from "../../numbers/quantity.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.networkEfficiency,
  title: "Operations and memory of a network",
  question: "What does a network take in operations and in memory, and where?",
});

const stages = ["stem", "stage 1"];

/** Outputs of the layers, without the head: the shapes of the feature maps. */
const outputsOf = (graph: CountedGraph): Quantity =>
  outputElements(graph, { kinds: ["convolution", "activation", "pooling"] });

/** Outputs of stem and first stage, and of all layers that put out feature maps: 9,834,496 of 19,869,696. */
function countedMaps() {
  const graph = resnet50({ version: "v1" });
  const body = { ...graph, nodes: graph.nodes.filter(({ stage }) => stage !== "head") };
  const low = { ...body, nodes: body.nodes.filter(({ stage }) => stages.includes(stage)) };
  return { elementsEach: outputsOf(low), elements: outputsOf(body) };
}

let maps: ReturnType<typeof countedMaps> | undefined;

function featureMaps() {
  maps ??= countedMaps();
  return maps;
}

/** The claims of the post, but for latency, energy and quantisation. */
export const metricsClaims: readonly Example[] = [
  claim({
    id: "memory-params-times-bits",
    title: "Memory of a model",
    where: "number of parameters multiplied by bits per parameter",
    formula: weightMemory,
    inputs: { parameters: 61e6, bitsPerValue: 32 },
    stated: { expression: "P*bits/8", letters: { P: "parameters", bits: "bitsPerValue" } },
    unit: "byte",
    note: "The product is in bits; eight of them are a byte.",
    expect: { value: 244e6 },
  }),
  claim({
    id: "mac-two-flop-seed3",
    title: "A multiply-accumulate",
    where: "A MAC (multiply-accumulate) counts as 2 FLOPs: one multiply and one add",
    formula: flopOfMac,
    inputs: { forwardMac: 1 },
    stated: { value: 2, digits: 1 },
    unit: "FLOP/MAC",
    note: "A convention: many papers print multiply-accumulates as FLOPs.",
    expect: { value: 2 },
  }),
  claim({
    id: "alexnet-244mb",
    title: "Memory of AlexNet's parameters",
    where: "61 × 10^6 × 4 bytes = 244 MB",
    formula: parameterMemory,
    inputs: { parameters: 61e6 },
    stated: { value: 244, digits: 3 },
    unit: "MB",
    note: "Decimal megabytes; it is 233 MiB. Exactly, AlexNet has 61,100,840 parameters.",
    expect: { value: 244 },
  }),
  claim({
    id: "act-higher-layers-large",
    title: "Where activations are large",
    where: "At higher layers, activation tensors are large",
    question: "Do the higher layers of a convolutional network hold the larger activations?",
    formula: activationShare,
    inputs: featureMaps,
    stated: { atMost: 21, says: "large at higher layers" },
    unit: "%",
    cause:
      "“Large” is read as no smaller than lower down. In ResNet-50 the stem and the first of four stages hold {computed} of the activations with a fifth of the convolutions: every halving of the image quarters the positions and only doubles the channels. The lower layers have the large tensors.",
    rightSays: "large at lower layers: {correct} in stem and first stage",
    note: "Were higher layers as large, stem and first stage would hold no more than their share of layers, 11 of 53 convolutions, which is 21 %. In a Transformer all layers are alike.",
    expect: { verdict: "inconsistent", value: 49.494949495 },
  }),
];
