// ConvNeXt: depthwise 7 × 7 convolutions and perceptrons over channels in four stages.

import { layerNorm, learnedScale, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { applied, plainConvolution } from "./blocks.js";
import { channelMeans, fullyConnected, imageNetClasses } from "./heads.js";
import { type ImageModelSpec, imageModel, type Published, publishedClaims } from "./image-model.js";
import {
  channelsFirst,
  channelsLast,
  closedBranch,
  growingRates,
  layerNormed,
  perceptron,
} from "./transformer-parts.js";

interface Version {
  readonly published: Published;
  /** Channels of the first stage; each later one has twice as many. */
  readonly channels: number;
  /** Blocks of each stage. */
  readonly blocks: readonly [number, number, number, number];
  /** Of stochastic depth, at the last block. */
  readonly lastRate: number;
}

const versions = {
  convnext_tiny: {
    channels: 96,
    blocks: [3, 3, 9, 3],
    lastRate: 0.1,
    published: { weights: "ConvNeXt_Tiny_Weights.IMAGENET1K_V1", parameters: 28_589_128, gmac: 4.456 },
  },
  convnext_small: {
    channels: 96,
    blocks: [3, 3, 27, 3],
    lastRate: 0.4,
    published: { weights: "ConvNeXt_Small_Weights.IMAGENET1K_V1", parameters: 50_223_688, gmac: 8.684 },
  },
  convnext_base: {
    channels: 128,
    blocks: [3, 3, 27, 3],
    lastRate: 0.5,
    published: { weights: "ConvNeXt_Base_Weights.IMAGENET1K_V1", parameters: 88_591_464, gmac: 15.355 },
  },
  convnext_large: {
    channels: 192,
    blocks: [3, 3, 27, 3],
    lastRate: 0.5,
    published: { weights: "ConvNeXt_Large_Weights.IMAGENET1K_V1", parameters: 197_767_336, gmac: 34.361 },
  },
} as const satisfies Readonly<Record<string, Version>>;

function convnext(id: string, { channels, blocks, lastRate, published }: Version): ImageModelSpec {
  return {
    id,
    family: "ConvNeXt",
    published,
    origin: { source: sources.liu2022convnext, place: "section 3" },
    build(builder, image) {
      const stem = builder.stage("stem");
      const patches = { outputChannels: channels, kernel: 4, stride: 4, padding: 0, bias: true };
      let x = plainConvolution(stem, "features.0.0", image, patches);
      x = imageNormed(stem, "features.0.1", x);
      const rates = [
        ...growingRates(
          blocks.reduce((all, count) => all + count, 0),
          lastRate,
        ),
      ];
      blocks.forEach((count, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        if (i > 0) x = halved(stage, `features.${2 * i}`, x, channels * 2 ** i);
        for (let at = 0; at < count; at++)
          x = block(stage, `features.${2 * i + 1}.${at}`, x, rates.shift() ?? lastRate);
      });
      const head = builder.stage("head");
      const means = layerNormed(head, "classifier.0", channelMeans(head, x));
      fullyConnected(head, "classifier.2", means, imageNetClasses);
    },
  };
}

/** Filters each channel, mixes channels at each position, scales the result by learned factors and adds it. */
function block(stage: Stage, name: string, input: Tensor, rate: number): Tensor {
  const channels = input.shape[1] ?? 0;
  const depthwise = { outputChannels: channels, kernel: 7, groups: channels, bias: true };
  let x = plainConvolution(stage, `${name}.block.0`, input, depthwise);
  x = channelsLast(stage, `${name}.block.1`, x);
  x = layerNormed(stage, `${name}.block.2`, x);
  const parts = [`${name}.block.3`, `${name}.block.4`, `${name}.block.5`] as const;
  x = perceptron(stage, x, { parts, hiddenFeatures: 4 * channels });
  x = channelsFirst(stage, `${name}.block.6`, x);
  x = applied(stage, `${name}.layer_scale`, x, (shape) => learnedScale({ input: shape, axis: 1 }));
  return closedBranch(stage, x, input, { depth: `${name}.stochastic_depth`, sum: `${name}.add`, rate });
}

/** Normalises, then halves height and width by a 2 × 2 convolution. */
function halved(stage: Stage, name: string, input: Tensor, outputChannels: number): Tensor {
  const x = imageNormed(stage, `${name}.0`, input);
  return plainConvolution(stage, `${name}.1`, x, {
    outputChannels,
    kernel: 2,
    stride: 2,
    padding: 0,
    bias: true,
  });
}

/** Layer normalisation over the channels of an image, which lie along its second dimension. */
function imageNormed(stage: Stage, name: string, input: Tensor): Tensor {
  const last = channelsLast(stage, `${name}.last`, input);
  const x = applied(stage, name, last, (shape) => layerNorm({ input: shape }));
  return channelsFirst(stage, `${name}.first`, x);
}

const specs = Object.entries(versions).map(([id, net]) => convnext(id, net));

/** ConvNeXts by name. */
export const convnextModels = specs.map(imageModel);

/** What is published about them. */
export const convnextClaims = specs.flatMap(publishedClaims);
