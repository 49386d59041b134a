// MobileNetV3, large and small: inverted residuals, some with squeeze and excitation, some with hard swish.

import type { Stage, Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, convolutionBlock } from "./blocks.js";
import { roundedChannels } from "./channel-rounding.js";
import { channelMeans, droppedOut, fullyConnected, imageNetClasses, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import { invertedResidual } from "./inverted-residual.js";

/** Kernel, expanded and output channels, squeeze and excitation or not, activation, stride. */
type Row = readonly [number, number, number, "SE" | "-", "relu" | "hard-swish", 1 | 2];

interface Version {
  readonly rows: readonly Row[];
  /** Features of the hidden layer of the classifier. */
  readonly hidden: number;
  readonly place: string;
  readonly published: { readonly parameters: number; readonly gmac: number };
}

const stemChannels = 16;

const versions = {
  large: {
    rows: [
      [3, 16, 16, "-", "relu", 1],
      [3, 64, 24, "-", "relu", 2],
      [3, 72, 24, "-", "relu", 1],
      [5, 72, 40, "SE", "relu", 2],
      [5, 120, 40, "SE", "relu", 1],
      [5, 120, 40, "SE", "relu", 1],
      [3, 240, 80, "-", "hard-swish", 2],
      [3, 200, 80, "-", "hard-swish", 1],
      [3, 184, 80, "-", "hard-swish", 1],
      [3, 184, 80, "-", "hard-swish", 1],
      [3, 480, 112, "SE", "hard-swish", 1],
      [3, 672, 112, "SE", "hard-swish", 1],
      [5, 672, 160, "SE", "hard-swish", 2],
      [5, 960, 160, "SE", "hard-swish", 1],
      [5, 960, 160, "SE", "hard-swish", 1],
    ],
    hidden: 1280,
    place: "Table 1",
    published: { parameters: 5_483_032, gmac: 0.217 },
  },
  small: {
    rows: [
      [3, 16, 16, "SE", "relu", 2],
      [3, 72, 24, "-", "relu", 2],
      [3, 88, 24, "-", "relu", 1],
      [5, 96, 40, "SE", "hard-swish", 2],
      [5, 240, 40, "SE", "hard-swish", 1],
      [5, 240, 40, "SE", "hard-swish", 1],
      [5, 120, 48, "SE", "hard-swish", 1],
      [5, 144, 48, "SE", "hard-swish", 1],
      [5, 288, 96, "SE", "hard-swish", 2],
      [5, 576, 96, "SE", "hard-swish", 1],
      [5, 576, 96, "SE", "hard-swish", 1],
    ],
    hidden: 1024,
    place: "Table 2",
    published: { parameters: 2_542_856, gmac: 0.057 },
  },
} as const satisfies Readonly<Record<string, Version>>;

function mobilenetV3(size: keyof typeof versions): ImageModelSpec {
  const { rows, hidden, place, published }: Version = versions[size];
  const enumName = size === "large" ? "MobileNet_V3_Large_Weights" : "MobileNet_V3_Small_Weights";
  return {
    id: `mobilenet_v3_${size}`,
    family: "MobileNetV3",
    origin: { source: sources.howard2019, place },
    published: { weights: `${enumName}.IMAGENET1K_V1`, ...published },
    build(builder, image) {
      const name = numbered("features");
      const activation = "hard-swish";
      const stem = { name: name(), outputChannels: stemChannels, stride: 2, activation } as const;
      let x = convolutionBlock(builder.stage("stem"), image, stem);
      // A stage is what works at one resolution.
      let resolutions = 0;
      for (const row of rows) {
        if (row[5] === 2 || resolutions === 0) resolutions++;
        x = block(builder.stage(`stage ${resolutions}`), x, name(), row);
      }
      const head = builder.stage("head");
      const outputChannels = 6 * (x.shape[1] ?? 0);
      x = convolutionBlock(head, x, { name: name(), outputChannels, kernel: 1, activation });
      x = fullyConnected(head, "classifier.0", channelMeans(head, x), hidden);
      x = activate(head, "classifier.1", x, activation);
      x = droppedOut(head, "classifier.2", x, 0.2);
      fullyConnected(head, "classifier.3", x, imageNetClasses);
    },
  };
}

function block(stage: Stage, input: Tensor, name: string, row: Row): Tensor {
  const [kernel, expandedChannels, outputChannels, squeezed, activation, stride] = row;
  const squeeze = {
    squeezeChannels: roundedChannels(Math.floor(expandedChannels / 4)),
    scaleActivation: "hard-sigmoid",
  } as const;
  return invertedResidual(stage, input, {
    name,
    sequence: { name: "block", flat: "none" },
    outputChannels,
    expandedChannels,
    kernel,
    stride,
    activation,
    ...(squeezed === "SE" ? { squeeze } : {}),
  });
}

const specs = [mobilenetV3("large"), mobilenetV3("small")];

/** MobileNetV3 by name. */
export const mobilenetV3Models = specs.map(imageModel);

/** What is published about them. */
export const mobilenetV3Claims = specs.flatMap(publishedClaims);
