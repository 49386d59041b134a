// DenseNets: every layer of a block reads the joined outputs of all layers before it.

import { averagePool, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, applied, batchNormed, convolutionBlock, plainConvolution } from "./blocks.js";
import { channelMeans, fullyConnected, imageNetClasses, joinedChannels, maxPooled } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

/** A bottleneck has this many times the channels that a layer adds (section 3, DenseNet-B). */
const bottleneckFactor = 4;

interface Version {
  readonly growth: number;
  readonly stemChannels: number;
  /** Layers of each block. */
  readonly layers: readonly number[];
  readonly published: { readonly parameters: number; readonly gmac: number };
}

const versions = {
  121: {
    growth: 32,
    stemChannels: 64,
    layers: [6, 12, 24, 16],
    published: { parameters: 7_978_856, gmac: 2.834 },
  },
  161: {
    growth: 48,
    stemChannels: 96,
    layers: [6, 12, 36, 24],
    published: { parameters: 28_681_000, gmac: 7.728 },
  },
  169: {
    growth: 32,
    stemChannels: 64,
    layers: [6, 12, 32, 32],
    published: { parameters: 14_149_480, gmac: 3.36 },
  },
  201: {
    growth: 32,
    stemChannels: 64,
    layers: [6, 12, 48, 32],
    published: { parameters: 20_013_928, gmac: 4.291 },
  },
} as const satisfies Readonly<Record<number, Version>>;

function densenet(depth: keyof typeof versions): ImageModelSpec {
  const { growth, stemChannels, layers, published }: Version = versions[depth];
  return {
    id: `densenet${depth}`,
    family: "DenseNet",
    origin: { source: sources.huang2017, place: "Table 1; compression 0.5" },
    published: { weights: `DenseNet${depth}_Weights.IMAGENET1K_V1`, ...published },
    build(builder, image) {
      const stem = builder.stage("stem");
      let x = convolutionBlock(stem, image, {
        name: "features",
        parts: ["conv0", "norm0", "relu0"],
        outputChannels: stemChannels,
        kernel: 7,
        stride: 2,
      });
      x = maxPooled(stem, "features.pool0", x, { kernel: 3, stride: 2, padding: 1 });
      layers.forEach((count, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        x = denseBlock(stage, `features.denseblock${i + 1}`, x, count, growth);
        if (i + 1 < layers.length) x = transition(stage, `features.transition${i + 1}`, x);
      });
      head(builder.stage("head"), x);
    },
  };
}

/** [batch, c, h, w] -> [batch, c + layers × growth, h, w]. */
function denseBlock(stage: Stage, name: string, input: Tensor, layers: number, growth: number): Tensor {
  const features = [input];
  let joined = input;
  for (let i = 1; i <= layers; i++) {
    const layer = `${name}.denselayer${i}`;
    const outputChannels = bottleneckFactor * growth;
    let x = preActivated(stage, layer, joined, "1", { outputChannels, kernel: 1 });
    x = preActivated(stage, layer, x, "2", { outputChannels: growth, kernel: 3 });
    features.push(x);
    joined = joinedChannels(stage, i < layers ? `${name}.denselayer${i + 1}.cat` : `${name}.cat`, features);
  }
  return joined;
}

/** Half of the channels, at half of the height and width. */
function transition(stage: Stage, name: string, input: Tensor): Tensor {
  const outputChannels = Math.floor((input.shape[1] ?? 0) / 2);
  const x = preActivated(stage, name, input, "", { outputChannels, kernel: 1 });
  return applied(stage, `${name}.pool`, x, (shape) => averagePool({ input: shape, kernel: 2 }));
}

/** Norm, ReLU, convolution: in this order. */
function preActivated(
  stage: Stage,
  name: string,
  input: Tensor,
  number: string,
  settings: { readonly outputChannels: number; readonly kernel: number },
): Tensor {
  let x = batchNormed(stage, `${name}.norm${number}`, input);
  x = activate(stage, `${name}.relu${number}`, x);
  return plainConvolution(stage, `${name}.conv${number}`, x, settings);
}

function head(stage: Stage, input: Tensor): void {
  let x = batchNormed(stage, "features.norm5", input);
  x = activate(stage, "features.relu5", x);
  x = channelMeans(stage, x);
  fullyConnected(stage, "classifier", x, imageNetClasses);
}

const specs = ([121, 161, 169, 201] as const).map(densenet);

/** DenseNets by name. */
export const densenetModels = specs.map(imageModel);

/** What is published about them. */
export const densenetClaims = specs.flatMap(publishedClaims);
