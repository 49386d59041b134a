// MobileNetV2: inverted residuals with ReLU6.
import { sources } from "../../sources/bibliography.js";
import { convolutionBlock } from "./blocks.js";
import { channelMeans, droppedOut, fullyConnected, imageNetClasses, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import { invertedResidual } from "./inverted-residual.js";

/** Expansion, output channels, blocks, stride of the first block. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const mobilenetV2: ImageModelSpec = {
  id: "mobilenet_v2",
  family: "MobileNetV2",
  origin: { source: sources.sandler2018, place: "Table 2" },
  published: { weights: "MobileNet_V2_Weights.IMAGENET1K_V1", parameters: 3_504_872, gmac: 0.301 },
  build(builder, image) {
    const activation = "relu6";
    const name = numbered("features");
    const stem = { name: name(), outputChannels: 32, stride: 2, activation } as const;
    let x = convolutionBlock(builder.stage("stem"), image, stem);
    stages.forEach(([expansion, outputChannels, blocks, firstStride], i) => {
      const stage = builder.stage(`stage ${i + 1}`);
      for (let block = 0; block < blocks; block++)
        x = invertedResidual(stage, x, {
          name: name(),
          sequence: { name: "conv", flat: "last" },
          outputChannels,
          expandedChannels: expansion * (x.shape[1] ?? 0),
          kernel: 3,
          stride: block === 0 ? firstStride : 1,
          activation,
        });
    });
    const head = builder.stage("head");
    x = convolutionBlock(head, x, { name: name(), outputChannels: 1280, kernel: 1, activation });
    x = droppedOut(head, "classifier.0", channelMeans(head, x), 0.2);
    fullyConnected(head, "classifier.1", x, imageNetClasses);
  },
};

/** MobileNetV2 by name. */
export const mobilenetV2Models = [imageModel(mobilenetV2)];

/** What is published about it. */
export const mobilenetV2Claims = publishedClaims(mobilenetV2);
