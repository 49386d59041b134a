// Inception v3 with its auxiliary head in training; made for images of 299 × 299.

import { averagePool, type GraphBuilder, type Spatial, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { applied, convolutionBlock } from "./blocks.js";
import { channelMeans, droppedOut, fullyConnected, imageNetClasses, maxPooled } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import {
  basicParts,
  inceptionA,
  inceptionB,
  inceptionC,
  inceptionD,
  inceptionE,
} from "./inception-modules.js";

const weights = "Inception_V3_Weights.IMAGENET1K_V1";

/** Parameters are published with the auxiliary head, operations without it, as at inference. */
function inceptionV3(auxiliary: boolean): ImageModelSpec {
  return {
    id: auxiliary ? "inception_v3" : "inception_v3-no-aux",
    family: "Inception",
    resolution: 299,
    origin: { source: sources.szegedy2016, place: "Table 1" },
    published: auxiliary ? { weights, parameters: 27_161_264 } : { weights, gmac: 5.713 },
    build(builder, image) {
      let x = stem(builder.stage("stem"), image);
      const [wide, middle, narrow] = [1, 2, 3].map((number) => builder.stage(`stage ${number}`));
      if (wide === undefined || middle === undefined || narrow === undefined) return;
      x = inceptionA(wide, "Mixed_5b", x, 32);
      x = inceptionA(wide, "Mixed_5c", x, 64);
      x = inceptionA(wide, "Mixed_5d", x, 64);
      x = inceptionB(middle, "Mixed_6a", x);
      x = inceptionC(middle, "Mixed_6b", x, 128);
      x = inceptionC(middle, "Mixed_6c", x, 160);
      x = inceptionC(middle, "Mixed_6d", x, 160);
      x = inceptionC(middle, "Mixed_6e", x, 192);
      if (auxiliary) auxiliaryHead(builder, x);
      x = inceptionD(narrow, "Mixed_7a", x);
      x = inceptionE(narrow, "Mixed_7b", x);
      x = inceptionE(narrow, "Mixed_7c", x);
      const head = builder.stage("head");
      x = droppedOut(head, "dropout", channelMeans(head, x), 0.5);
      builder.loss(fullyConnected(head, "fc", x, imageNetClasses));
    },
  };
}

/** A convolution with norm and ReLU, without padding unless it is given. */
function convolved(
  stage: Stage,
  name: string,
  input: Tensor,
  settings: {
    readonly outputChannels: number;
    readonly kernel: Spatial;
    readonly stride?: number;
    readonly padding?: number;
  },
): Tensor {
  return convolutionBlock(stage, input, { padding: 0, ...settings, name, parts: basicParts });
}

function stem(stage: Stage, image: Tensor): Tensor {
  const pooling = { kernel: 3, stride: 2 };
  let x = convolved(stage, "Conv2d_1a_3x3", image, { outputChannels: 32, kernel: 3, stride: 2 });
  x = convolved(stage, "Conv2d_2a_3x3", x, { outputChannels: 32, kernel: 3 });
  x = convolved(stage, "Conv2d_2b_3x3", x, { outputChannels: 64, kernel: 3, padding: 1 });
  x = maxPooled(stage, "maxpool1", x, pooling);
  x = convolved(stage, "Conv2d_3b_1x1", x, { outputChannels: 80, kernel: 1 });
  x = convolved(stage, "Conv2d_4a_3x3", x, { outputChannels: 192, kernel: 3 });
  return maxPooled(stage, "maxpool2", x, pooling);
}

/** A small classifier of its own. The loss that is counted reads the main head only, so this one has no backward work. */
function auxiliaryHead(builder: GraphBuilder, input: Tensor): void {
  const stage = builder.stage("auxiliary head");
  let x = applied(stage, "AuxLogits.avg_pool", input, (shape) =>
    averagePool({ input: shape, kernel: 5, stride: 3 }),
  );
  x = convolved(stage, "AuxLogits.conv0", x, { outputChannels: 128, kernel: 1 });
  x = convolved(stage, "AuxLogits.conv1", x, { outputChannels: 768, kernel: 5 });
  x = channelMeans(stage, x, "AuxLogits.avgpool");
  fullyConnected(stage, "AuxLogits.fc", x, imageNetClasses);
}

const specs = [inceptionV3(true), inceptionV3(false)];

/** Inception v3 by name: with its auxiliary head as in training, and without it as at inference. */
export const inceptionModels = specs.map(imageModel);

/** What is published about it. */
export const inceptionClaims = specs.flatMap(publishedClaims);
