// ShuffleNet V2 at four widths: half of the channels is left alone, then the halves are shuffled.

import { copy, type Stage, slice, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { applied, convolutionBlock } from "./blocks.js";
import {
  channelMeans,
  fullyConnected,
  imageNetClasses,
  joinedChannels,
  maxPooled,
  numbered,
} from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";

const stemChannels = 24;

/** Blocks of each stage. */
const blocks = [4, 8, 4] as const;

interface Version {
  /** Output channels of each stage. */
  readonly channels: readonly [number, number, number];
  readonly lastChannels: number;
  readonly published: { readonly parameters: number; readonly gmac: number };
}

const versions = {
  x0_5: {
    channels: [48, 96, 192],
    lastChannels: 1024,
    published: { parameters: 1_366_792, gmac: 0.04 },
  },
  x1_0: {
    channels: [116, 232, 464],
    lastChannels: 1024,
    published: { parameters: 2_278_604, gmac: 0.145 },
  },
  x1_5: {
    channels: [176, 352, 704],
    lastChannels: 1024,
    published: { parameters: 3_503_624, gmac: 0.296 },
  },
  x2_0: {
    channels: [244, 488, 976],
    lastChannels: 2048,
    published: { parameters: 7_393_996, gmac: 0.583 },
  },
} as const satisfies Readonly<Record<string, Version>>;

function shufflenet(version: keyof typeof versions): ImageModelSpec {
  const { channels, lastChannels, published }: Version = versions[version];
  return {
    id: `shufflenet_v2_${version}`,
    family: "ShuffleNetV2",
    origin: { source: sources.ma2018, place: "Table 5" },
    published: { weights: `ShuffleNet_V2_${version.toUpperCase()}_Weights.IMAGENET1K_V1`, ...published },
    build(builder, image) {
      const stem = builder.stage("stem");
      let x = convolutionBlock(stem, image, { name: "conv1", outputChannels: stemChannels, stride: 2 });
      x = maxPooled(stem, "maxpool", x, { kernel: 3, stride: 2, padding: 1 });
      channels.forEach((outputChannels, i) => {
        const stage = builder.stage(`stage ${i + 2}`);
        for (let block = 0; block < (blocks[i] ?? 0); block++)
          x = shuffleUnit(stage, `stage${i + 2}.${block}`, x, outputChannels / 2, block === 0);
      });
      const head = builder.stage("head");
      x = convolutionBlock(head, x, { name: "conv5", outputChannels: lastChannels, kernel: 1 });
      fullyConnected(head, "fc", channelMeans(head, x), imageNetClasses);
    },
  };
}

/** [batch, c, h, w] -> [batch, 2 × half, h, w], or half of the height and width where it halves the image. */
export function shuffleUnit(
  stage: Stage,
  name: string,
  input: Tensor,
  half: number,
  halves: boolean,
): Tensor {
  const left = halves ? shortcut(stage, `${name}.branch1`, input, half) : chunk(stage, `${name}.left`, input);
  const right = halves ? input : chunk(stage, `${name}.right`, input);
  const worked = branch(stage, `${name}.branch2`, right, half, halves ? 2 : 1);
  const joined = joinedChannels(stage, `${name}.cat`, [left, worked]);
  return applied(stage, `${name}.shuffle`, joined, (shape) =>
    copy({ input: shape, output: shape, what: "channels shuffled in 2 groups" }),
  );
}

/** Half of the channels, in the memory of the whole. */
function chunk(stage: Stage, name: string, input: Tensor): Tensor {
  return applied(stage, name, input, (shape) =>
    slice({ input: shape, axis: 1, size: Math.floor((shape[1] ?? 0) / 2) }),
  );
}

/** Depthwise, then pointwise: the other way where the image is halved. */
function shortcut(stage: Stage, name: string, input: Tensor, half: number): Tensor {
  return separable(stage, input, half, 2, numbered(name));
}

/** Pointwise, depthwise, pointwise. */
function branch(stage: Stage, name: string, input: Tensor, half: number, stride: number): Tensor {
  const part = numbered(name);
  const parts = [part(), part(), part()] as const;
  const x = convolutionBlock(stage, input, { name: "", parts, outputChannels: half, kernel: 1 });
  return separable(stage, x, half, stride, part);
}

function separable(stage: Stage, input: Tensor, half: number, stride: number, part: () => string): Tensor {
  const channels = input.shape[1] ?? 0;
  const x = convolutionBlock(stage, input, {
    name: "",
    parts: [part(), part(), ""],
    outputChannels: channels,
    stride,
    groups: channels,
    activation: "none",
  });
  const parts = [part(), part(), part()] as const;
  return convolutionBlock(stage, x, { name: "", parts, outputChannels: half, kernel: 1 });
}

const specs = (["x0_5", "x1_0", "x1_5", "x2_0"] as const).map(shufflenet);

/** ShuffleNets V2 by name. */
export const shufflenetV2Models = specs.map(imageModel);

/** What is published about them. */
export const shufflenetV2Claims = specs.flatMap(publishedClaims);
