// GoogLeNet with batch normalisation, and its two auxiliary heads in training.

import { adaptiveAveragePool, type GraphBuilder, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, applied, convolutionBlock } from "./blocks.js";
import {
  channelMeans,
  droppedOut,
  flattened,
  fullyConnected,
  imageNetClasses,
  joinedChannels,
  maxPooled,
} from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

/** Channels: 1 × 1; 3 × 3 reduced and full; second 3 × 3 (5 × 5 in the paper) reduced and full; behind the pool. */
type Channels = readonly [number, number, number, number, number, number];

/** Inception modules of each stage, between max pools. */
const stages: readonly (readonly (readonly [name: string, channels: Channels])[])[] = [
  [
    ["inception3a", [64, 96, 128, 16, 32, 32]],
    ["inception3b", [128, 128, 192, 32, 96, 64]],
  ],
  [
    ["inception4a", [192, 96, 208, 16, 48, 64]],
    ["inception4b", [160, 112, 224, 24, 64, 64]],
    ["inception4c", [128, 128, 256, 24, 64, 64]],
    ["inception4d", [112, 144, 288, 32, 64, 64]],
    ["inception4e", [256, 160, 320, 32, 128, 128]],
  ],
  [
    ["inception5a", [256, 160, 320, 32, 128, 128]],
    ["inception5b", [384, 192, 384, 48, 128, 128]],
  ],
];

/** Auxiliary heads by the module that they read from. */
const auxiliaries: Readonly<Record<string, string>> = { inception4a: "aux1", inception4d: "aux2" };

/** Of the network without auxiliary heads, as at inference. */
const published = { weights: "GoogLeNet_Weights.IMAGENET1K_V1", parameters: 6_624_904, gmac: 1.498 };

function googlenet(auxiliary: boolean): ImageModelSpec {
  return {
    id: auxiliary ? "googlenet" : "googlenet-no-aux",
    family: "GoogLeNet",
    origin: { source: sources.szegedy2015, place: "Table 1" },
    ...(auxiliary ? {} : { published }),
    build(builder, image) {
      let x = stem(builder.stage("stem"), image);
      stages.forEach((modules, i) => {
        const stage = builder.stage(`stage ${i + 3}`);
        for (const [name, channels] of modules) {
          x = inception(stage, name, x, channels);
          const head = auxiliaries[name];
          if (auxiliary && head !== undefined) auxiliaryHead(builder, head, x);
        }
        const kernel = i === 0 ? 3 : 2;
        if (i < 2) x = maxPooled(stage, `maxpool${i + 3}`, x, { kernel, stride: 2, ceilMode: true });
      });
      const head = builder.stage("head");
      x = droppedOut(head, "dropout", channelMeans(head, x), 0.2);
      builder.loss(fullyConnected(head, "fc", x, imageNetClasses));
    },
  };
}

/** Names of the parts of a convolution with norm and ReLU. */
const parts = ["conv", "bn", "relu"] as const;

function stem(stage: Stage, image: Tensor): Tensor {
  const pooling = { kernel: 3, stride: 2, ceilMode: true };
  let x = convolutionBlock(stage, image, { name: "conv1", parts, outputChannels: 64, kernel: 7, stride: 2 });
  x = maxPooled(stage, "maxpool1", x, pooling);
  x = convolutionBlock(stage, x, { name: "conv2", parts, outputChannels: 64, kernel: 1 });
  x = convolutionBlock(stage, x, { name: "conv3", parts, outputChannels: 192 });
  return maxPooled(stage, "maxpool2", x, pooling);
}

/** Four branches side by side: [batch, c, h, w] -> [batch, their channels together, h, w]. */
function inception(stage: Stage, name: string, input: Tensor, channels: Channels): Tensor {
  const [one, reduced, three, reducedAgain, five, behindPool] = channels;
  const convolved = (branch: string, from: Tensor, outputChannels: number, kernel: number) =>
    convolutionBlock(stage, from, { name: `${name}.${branch}`, parts, outputChannels, kernel });
  const pooling = { kernel: 3, stride: 1, padding: 1, ceilMode: true };
  const branches = [
    convolved("branch1", input, one, 1),
    convolved("branch2.1", convolved("branch2.0", input, reduced, 1), three, 3),
    convolved("branch3.1", convolved("branch3.0", input, reducedAgain, 1), five, 3),
    convolved("branch4.1", maxPooled(stage, `${name}.branch4.0`, input, pooling), behindPool, 1),
  ];
  return joinedChannels(stage, `${name}.cat`, branches);
}

/** A small classifier of its own. The loss that is counted reads the main head only, so this one has no backward work. */
function auxiliaryHead(builder: GraphBuilder, name: string, input: Tensor): void {
  const stage = builder.stage(`auxiliary head ${name.slice(-1)}`);
  let x = applied(stage, `${name}.avgpool`, input, (shape) =>
    adaptiveAveragePool({ input: shape, outputSize: 4 }),
  );
  x = convolutionBlock(stage, x, { name: `${name}.conv`, parts, outputChannels: 128, kernel: 1 });
  x = fullyConnected(stage, `${name}.fc1`, flattened(stage, `${name}.flatten`, x), 1024);
  x = activate(stage, `${name}.relu`, x);
  x = droppedOut(stage, `${name}.dropout`, x, 0.7);
  fullyConnected(stage, `${name}.fc2`, x, imageNetClasses);
}

const specs = [googlenet(true), googlenet(false)];

/** GoogLeNet by name: with its auxiliary heads as in training, and without them as at inference. */
export const googlenetModels = specs.map(imageModel);

/** What is published about it. */
export const googlenetClaims = specs.flatMap(publishedClaims);
