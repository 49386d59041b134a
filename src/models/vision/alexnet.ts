// AlexNet in the one-column form that torchvision has.

import { adaptiveAveragePool, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, applied, convolutionBlock } from "./blocks.js";
import { droppedOut, flattened, fullyConnected, imageNetClasses, maxPooled, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

interface Convolved {
  readonly outputChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding: number;
}

const stem: Convolved = { outputChannels: 64, kernel: 11, stride: 4, padding: 2 };
const second: Convolved = { outputChannels: 192, kernel: 5, padding: 2 };
const square = (outputChannels: number): Convolved => ({ outputChannels, kernel: 3, padding: 1 });

const alexnet: ImageModelSpec = {
  id: "alexnet",
  family: "AlexNet",
  origin: { source: sources.krizhevsky2014, place: "section 5, the network in one column" },
  published: { weights: "AlexNet_Weights.IMAGENET1K_V1", parameters: 61_100_840, gmac: 0.714 },
  build(builder, image) {
    const name = numbered("features");
    const convolved = (stage: Stage, input: Tensor, each: readonly Convolved[]) => {
      let x = input;
      for (const settings of each)
        x = convolutionBlock(stage, x, {
          ...settings,
          name: "",
          parts: [name(), "", name()],
          norm: "none",
        });
      return maxPooled(stage, name(), x, { kernel: 3, stride: 2 });
    };
    let x = convolved(builder.stage("stem"), image, [stem]);
    x = convolved(builder.stage("stage 1"), x, [second]);
    x = convolved(builder.stage("stage 2"), x, [square(384), square(256), square(256)]);
    head(builder.stage("head"), x);
  },
};

/** Two hidden layers of 4096 behind 6 × 6 positions. */
function head(stage: Stage, input: Tensor): void {
  let x = applied(stage, "avgpool", input, (shape) => adaptiveAveragePool({ input: shape, outputSize: 6 }));
  x = flattened(stage, "flatten", x);
  const name = numbered("classifier");
  for (let hidden = 0; hidden < 2; hidden++) {
    x = droppedOut(stage, name(), x, 0.5);
    x = fullyConnected(stage, name(), x, 4096);
    x = activate(stage, name(), x);
  }
  fullyConnected(stage, name(), x, imageNetClasses);
}

/** AlexNet by name. */
export const alexnetModels = [imageModel(alexnet)];

/** What is published about it. */
export const alexnetClaims = publishedClaims(alexnet);
