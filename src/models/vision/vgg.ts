// VGG networks of 11 to 19 layers with weights, with and without batch normalisation.

import { adaptiveAveragePool, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, applied, convolutionBlock } from "./blocks.js";
import { droppedOut, flattened, fullyConnected, imageNetClasses, maxPooled, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

/** 3 × 3 convolutions of each stage; the stages have 64, 128, 256, 512 and 512 channels. */
const configurations = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;

type Depth = keyof typeof configurations;

interface Figures {
  readonly parameters: number;
  readonly withNorm: number;
  readonly gmac: number;
}

const published: Readonly<Record<Depth, Figures>> = {
  11: { parameters: 132_863_336, withNorm: 132_868_840, gmac: 7.609 },
  13: { parameters: 133_047_848, withNorm: 133_053_736, gmac: 11.308 },
  16: { parameters: 138_357_544, withNorm: 138_365_992, gmac: 15.47 },
  19: { parameters: 143_667_240, withNorm: 143_678_248, gmac: 19.632 },
};

function vgg(depth: Depth, normed: boolean): ImageModelSpec {
  const { parameters, withNorm, gmac } = published[depth];
  return {
    id: normed ? `vgg${depth}_bn` : `vgg${depth}`,
    family: "VGG",
    origin: { source: sources.simonyan2015, place: "Table 1" },
    published: {
      weights: `VGG${depth}${normed ? "_BN" : ""}_Weights.IMAGENET1K_V1`,
      parameters: normed ? withNorm : parameters,
      gmac,
    },
    build(builder, image) {
      const name = numbered("features");
      let x = image;
      configurations[depth].forEach((convolutions, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        for (let each = 0; each < convolutions; each++) x = convolved(stage, x, channelsOf(i), normed, name);
        x = maxPooled(stage, name(), x, { kernel: 2 });
      });
      head(builder.stage("head"), x);
    },
  };
}

/** Doubled from stage to stage up to 512. */
function channelsOf(stage: number): number {
  return Math.min(64 * 2 ** stage, 512);
}

function convolved(
  stage: Stage,
  input: Tensor,
  outputChannels: number,
  normed: boolean,
  name: () => string,
): Tensor {
  const square = { name: "", outputChannels, bias: true } as const;
  return normed
    ? convolutionBlock(stage, input, { ...square, parts: [name(), name(), name()] })
    : convolutionBlock(stage, input, { ...square, parts: [name(), "", name()], norm: "none" });
}

/** Two hidden layers of 4096 behind 7 × 7 positions. */
function head(stage: Stage, input: Tensor): void {
  let x = applied(stage, "avgpool", input, (shape) => adaptiveAveragePool({ input: shape, outputSize: 7 }));
  x = flattened(stage, "flatten", x);
  const name = numbered("classifier");
  for (let hidden = 0; hidden < 2; hidden++) {
    x = fullyConnected(stage, name(), x, 4096);
    x = activate(stage, name(), x);
    x = droppedOut(stage, name(), x, 0.5);
  }
  fullyConnected(stage, name(), x, imageNetClasses);
}

const specs = ([11, 13, 16, 19] as const).flatMap((depth) => [vgg(depth, false), vgg(depth, true)]);

/** VGG networks by name. */
export const vggModels = specs.map(imageModel);

/** What is published about them. */
export const vggClaims = specs.flatMap(publishedClaims);
