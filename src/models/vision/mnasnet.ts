// MNASNet, variant B1, at four widths: inverted residuals without squeeze and excitation.

import type { GraphBuilder, Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { convolutionBlock } from "./blocks.js";
import { roundedChannels } from "./channel-rounding.js";
import { channelMeans, droppedOut, fullyConnected, imageNetClasses, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import { invertedResidual } from "./inverted-residual.js";

/** Channels of the stem's two convolutions, before the width factor. */
const [stemChannels, separableChannels] = [32, 16];

/** Output channels before the width factor, kernel, stride of the first block, expansion, blocks. */
const stages = [
  [24, 3, 2, 3, 3],
  [40, 5, 2, 3, 3],
  [80, 5, 2, 6, 3],
  [96, 3, 1, 6, 2],
  [192, 5, 2, 6, 4],
  [320, 3, 1, 6, 1],
] as const;

interface Version {
  readonly width: number;
  readonly parameters: number;
  readonly gmac: number;
}

const versions = {
  "0_5": { width: 0.5, parameters: 2_218_512, gmac: 0.104 },
  "0_75": { width: 0.75, parameters: 3_170_208, gmac: 0.215 },
  "1_0": { width: 1, parameters: 4_383_312, gmac: 0.314 },
  "1_3": { width: 1.3, parameters: 6_282_256, gmac: 0.526 },
} as const satisfies Readonly<Record<string, Version>>;

function mnasnet(version: keyof typeof versions): ImageModelSpec {
  const { width, ...published } = versions[version];
  return {
    id: `mnasnet${version}`,
    family: "MNASNet",
    origin: { source: sources.tan2019mnasnet, place: "Figure 7 (a), without squeeze and excitation" },
    published: { weights: `MNASNet${version}_Weights.IMAGENET1K_V1`, ...published },
    build(builder, image) {
      const name = numbered("layers");
      let x = stem(builder, image, width, name);
      stages.forEach(([channels, kernel, firstStride, expansion, blocks], i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        const stack = name();
        for (let block = 0; block < blocks; block++)
          x = invertedResidual(stage, x, {
            name: `${stack}.${block}`,
            sequence: { name: "layers", flat: "all" },
            outputChannels: roundedChannels(channels * width),
            expandedChannels: expansion * (x.shape[1] ?? 0),
            kernel,
            stride: block === 0 ? firstStride : 1,
            activation: "relu",
          });
      });
      const head = builder.stage("head");
      const last = { name: "", parts: [name(), name(), name()], outputChannels: 1280, kernel: 1 } as const;
      x = channelMeans(head, convolutionBlock(head, x, last));
      x = droppedOut(head, "classifier.0", x, 0.2);
      fullyConnected(head, "classifier.1", x, imageNetClasses);
    },
  };
}

/** A convolution, then a depthwise one and its projection without a shortcut. */
function stem(builder: GraphBuilder, image: Tensor, width: number, name: () => string): Tensor {
  const stage = builder.stage("stem");
  const outputChannels = roundedChannels(stemChannels * width);
  const flat = () => ({ name: "", parts: [name(), name(), name()] }) as const;
  let x = convolutionBlock(stage, image, { ...flat(), outputChannels, stride: 2 });
  x = convolutionBlock(stage, x, { ...flat(), outputChannels, groups: outputChannels });
  return convolutionBlock(stage, x, {
    name: "",
    parts: [name(), name(), ""],
    outputChannels: roundedChannels(separableChannels * width),
    kernel: 1,
    activation: "none",
  });
}

const specs = (["0_5", "0_75", "1_0", "1_3"] as const).map(mnasnet);

/** MNASNets by name. */
export const mnasnetModels = specs.map(imageModel);

/** What is published about them. */
export const mnasnetClaims = specs.flatMap(publishedClaims);
