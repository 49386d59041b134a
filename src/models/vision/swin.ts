// Swin Transformers, both versions: attention in shifted windows, images that halve from stage to stage.

import { copy, linear, padding, type Stage, type Tensor } from "../../layers/index.js";
import { rearranged } from "../../layers/shape/named-shape.js";
import { sources } from "../../sources/bibliography.js";
import { applied, plainConvolution } from "./blocks.js";
import { channelMeans, fullyConnected, imageNetClasses } from "./heads.js";
import { type ImageModelSpec, imageModel, type Published, publishedClaims } from "./image-model.js";
import { shiftedWindows } from "./shifted-windows.js";
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
  readonly generation: 1 | 2;
  /** Of the first stage; each later one has twice as many. */
  readonly features: number;
  /** Blocks of each stage. */
  readonly blocks: readonly [number, number, number, number];
  /** Of the first stage; each later one has twice as many. */
  readonly heads: number;
  /** Of stochastic depth, at the last block. */
  readonly lastRate: number;
}

const tiny = { features: 96, blocks: [2, 2, 6, 2], heads: 3, lastRate: 0.2 } as const;
const small = { features: 96, blocks: [2, 2, 18, 2], heads: 3, lastRate: 0.3 } as const;
const base = { features: 128, blocks: [2, 2, 18, 2], heads: 4, lastRate: 0.5 } as const;

const versions = {
  swin_t: {
    ...tiny,
    generation: 1,
    published: { weights: "Swin_T_Weights.IMAGENET1K_V1", parameters: 28_288_354, gmac: 4.491 },
  },
  swin_s: {
    ...small,
    generation: 1,
    published: { weights: "Swin_S_Weights.IMAGENET1K_V1", parameters: 49_606_258, gmac: 8.741 },
  },
  swin_b: {
    ...base,
    generation: 1,
    published: { weights: "Swin_B_Weights.IMAGENET1K_V1", parameters: 87_768_224, gmac: 15.431 },
  },
  swin_v2_t: {
    ...tiny,
    generation: 2,
    published: {
      weights: "Swin_V2_T_Weights.IMAGENET1K_V1",
      parameters: 28_351_570,
      gmac: 5.94,
      resolution: 256,
    },
  },
  swin_v2_s: {
    ...small,
    generation: 2,
    published: {
      weights: "Swin_V2_S_Weights.IMAGENET1K_V1",
      parameters: 49_737_442,
      gmac: 11.546,
      resolution: 256,
    },
  },
  swin_v2_b: {
    ...base,
    generation: 2,
    published: {
      weights: "Swin_V2_B_Weights.IMAGENET1K_V1",
      parameters: 87_930_848,
      gmac: 20.325,
      resolution: 256,
    },
  },
} as const satisfies Readonly<Record<string, Version>>;

function swin(id: string, net: Version): ImageModelSpec {
  const { generation, features, blocks, lastRate } = net;
  const paper = { source: sources.liu2021, place: "section 3.3" };
  return {
    id,
    family: generation === 1 ? "Swin" : "Swin V2",
    published: net.published,
    attends: "eager",
    origin: generation === 1 ? paper : { source: sources.liu2022swin, place: "section 3" },
    build(builder, image) {
      const stem = builder.stage("stem");
      const patches = { outputChannels: features, kernel: 4, stride: 4, padding: 0, bias: true };
      let x = plainConvolution(stem, "features.0.0", image, patches);
      x = layerNormed(stem, "features.0.2", channelsLast(stem, "features.0.1", x));
      const rates = [
        ...growingRates(
          blocks.reduce((all, count) => all + count, 0),
          lastRate,
        ),
      ];
      blocks.forEach((count, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        if (i > 0) x = merged(stage, `features.${2 * i}`, x, generation);
        for (let at = 0; at < count; at++) {
          const place = {
            name: `features.${2 * i + 1}.${at}`,
            heads: net.heads * 2 ** i,
            shifted: at % 2 === 1,
          };
          x = block(stage, x, { ...place, generation, rate: rates.shift() ?? lastRate });
        }
      });
      const head = builder.stage("head");
      x = channelsFirst(head, "permute", layerNormed(head, "norm", x));
      fullyConnected(head, "head", channelMeans(head, x), imageNetClasses);
    },
  };
}

interface Block {
  readonly name: string;
  readonly generation: 1 | 2;
  readonly heads: number;
  readonly shifted: boolean;
  readonly rate: number;
}

/** Attention and a perceptron, each added to what came in: normed before them in version 1, after them in version 2. */
function block(stage: Stage, input: Tensor, { name, generation, heads, shifted, rate }: Block): Tensor {
  const normed = (at: 1 | 2, when: 1 | 2, x: Tensor) =>
    generation === when ? layerNormed(stage, `${name}.norm${at}`, x) : x;
  const depth = (at: 1 | 2) => ({
    depth: `${name}.stochastic_depth.${at}`,
    sum: `${name}.add_${at}`,
    rate,
  });
  const attended = shiftedWindows(stage, normed(1, 1, input), {
    name: `${name}.attn`,
    heads,
    shifted,
    windowSide: generation === 1 ? 7 : 8,
    positions: generation === 1 ? "table" : "continuous",
  });
  const x = closedBranch(stage, normed(1, 2, attended), input, depth(1));
  const mixed = perceptron(stage, normed(2, 1, x), {
    parts: [`${name}.mlp.0`, `${name}.mlp.1`, `${name}.mlp.3`],
    hiddenFeatures: 4 * (x.shape[3] ?? 0),
  });
  return closedBranch(stage, normed(2, 2, mixed), x, depth(2));
}

/** Four neighbours side by side, brought to twice the features: [batch, h, w, c] -> [batch, h / 2, w / 2, 2c]. */
function merged(stage: Stage, name: string, input: Tensor, generation: 1 | 2): Tensor {
  const [batch = 1, height = 1, width = 1, features = 1] = input.shape;
  const even = [batch, 2 * Math.ceil(height / 2), 2 * Math.ceil(width / 2), features];
  const fits = even[1] === height && even[2] === width;
  let x = fits
    ? input
    : applied(stage, `${name}.pad`, input, (shape) => padding({ input: shape, output: even }));
  const { output } = rearranged("b (y i) (x j) c -> b y x (i j c)", x.shape, { i: 2, j: 2 });
  x = applied(stage, `${name}.neighbours`, x, (shape) =>
    copy({ input: shape, output, what: "four neighbours side by side" }),
  );
  if (generation === 1) x = layerNormed(stage, `${name}.norm`, x);
  x = applied(stage, `${name}.reduction`, x, (shape) =>
    linear({ input: shape, outputFeatures: 2 * features, bias: false }),
  );
  return generation === 2 ? layerNormed(stage, `${name}.norm`, x) : x;
}

const specs = Object.entries(versions).map(([id, net]) => swin(id, net));

/** Swin Transformers by name. */
export const swinModels = specs.map(imageModel);

/** What is published about them. */
export const swinClaims = specs.flatMap(publishedClaims);
