// SqueezeNet 1.0 and 1.1: fire modules, which squeeze the channels before they expand them.

import type { Stage, Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { convolutionBlock } from "./blocks.js";
import { channelMeans, droppedOut, imageNetClasses, joinedChannels, maxPooled, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

/** A fire module in short: channels between, and channels of each of its two expansions. */
type Fire = readonly [squeezed: number, expanded: number];

interface Version {
  readonly stem: { readonly outputChannels: number; readonly kernel: number };
  /** Fire modules between one max pool and the next. */
  readonly stages: readonly (readonly Fire[])[];
  readonly published: { readonly parameters: number; readonly gmac: number };
}

const versions: Readonly<Record<"1_0" | "1_1", Version>> = {
  "1_0": {
    stem: { outputChannels: 96, kernel: 7 },
    stages: [
      [
        [16, 64],
        [16, 64],
        [32, 128],
      ],
      [
        [32, 128],
        [48, 192],
        [48, 192],
        [64, 256],
      ],
      [[64, 256]],
    ],
    published: { parameters: 1_248_424, gmac: 0.819 },
  },
  "1_1": {
    stem: { outputChannels: 64, kernel: 3 },
    stages: [
      [
        [16, 64],
        [16, 64],
      ],
      [
        [32, 128],
        [32, 128],
      ],
      [
        [48, 192],
        [48, 192],
        [64, 256],
        [64, 256],
      ],
    ],
    published: { parameters: 1_235_496, gmac: 0.349 },
  },
};

function squeezenet(version: keyof typeof versions): ImageModelSpec {
  const { stem, stages, published } = versions[version];
  return {
    id: `squeezenet${version}`,
    family: "SqueezeNet",
    origin: { source: sources.iandola2016, place: "Table 1 and, for version 1.1, the authors' repository" },
    published: { weights: `SqueezeNet${version}_Weights.IMAGENET1K_V1`, ...published },
    build(builder, image) {
      const name = numbered("features");
      const first = builder.stage("stem");
      let x = convolved(first, image, { ...stem, stride: 2, padding: 0, names: [name(), name()] });
      stages.forEach((fires, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        const pooling = i === 0 ? first : stage;
        x = maxPooled(pooling, name(), x, { kernel: 3, stride: 2, ceilMode: true });
        for (const fire of fires) x = fired(stage, name(), x, fire);
      });
      head(builder.stage("head"), x);
    },
  };
}

/** Squeezed by a 1 × 1 convolution, then expanded by a 1 × 1 and a 3 × 3 side by side. */
function fired(stage: Stage, name: string, input: Tensor, [squeezed, expanded]: Fire): Tensor {
  const part = (path: string) => [`${name}.${path}`, `${name}.${path}_activation`] as const;
  const x = convolved(stage, input, { outputChannels: squeezed, kernel: 1, names: part("squeeze") });
  const expansions = [1, 3].map((kernel) =>
    convolved(stage, x, {
      outputChannels: expanded,
      kernel,
      names: part(`expand${kernel}x${kernel}`),
    }),
  );
  return joinedChannels(stage, `${name}.cat`, expansions);
}

interface Convolved {
  readonly outputChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly names: readonly [convolution: string, activation: string];
}

/** A convolution with bias and its ReLU. */
function convolved(stage: Stage, input: Tensor, { names, ...settings }: Convolved): Tensor {
  const parts = [names[0], "", names[1]] as const;
  return convolutionBlock(stage, input, { ...settings, name: "", parts, norm: "none" });
}

/** A convolution to the classes, whose means are the logits. */
function head(stage: Stage, input: Tensor): void {
  let x = droppedOut(stage, "classifier.0", input, 0.5);
  x = convolved(stage, x, {
    outputChannels: imageNetClasses,
    kernel: 1,
    names: ["classifier.1", "classifier.2"],
  });
  channelMeans(stage, x, "classifier.3");
}

const specs = [squeezenet("1_0"), squeezenet("1_1")];

/** SqueezeNets by name. */
export const squeezenetModels = specs.map(imageModel);

/** What is published about them. */
export const squeezenetClaims = specs.flatMap(publishedClaims);
