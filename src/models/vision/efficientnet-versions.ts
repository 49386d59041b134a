// The stages of EfficientNet B0 to B7 and V2, before and after scaling, and what is published about each.
import { sources } from "../../sources/bibliography.js";
import { roundedChannels } from "./channel-rounding.js";
import type { ImageModelSpec, Published } from "./image-model.js";

/** One stage of blocks. */
export interface EfficientStage {
  /** "fused": one full convolution expands and filters, and there is no squeeze and excitation. */
  readonly block: "plain" | "fused";
  readonly expansion: number;
  readonly kernel: 3 | 5;
  readonly stride: 1 | 2;
  readonly channels: number;
  readonly blocks: number;
}

/** A network with its channels and blocks as they are built. */
export interface EfficientNetVersion {
  readonly published: Published;
  readonly stemChannels: number;
  readonly stages: readonly EfficientStage[];
  readonly lastChannels: number;
  readonly dropout: number;
  /** Table of its paper. */
  readonly origin: ImageModelSpec["origin"];
}

type Row = readonly [expansion: number, kernel: 3 | 5, stride: 1 | 2, channels: number, blocks: number];

const plain = ([expansion, kernel, stride, channels, blocks]: Row): EfficientStage => ({
  block: "plain",
  expansion,
  kernel,
  stride,
  channels,
  blocks,
});
const fused = (row: Row): EfficientStage => ({ ...plain(row), block: "fused" });

/** Table 1 of the first paper: the stages of B0. */
const b0: readonly EfficientStage[] = [
  plain([1, 3, 1, 16, 1]),
  plain([6, 3, 2, 24, 2]),
  plain([6, 5, 2, 40, 2]),
  plain([6, 3, 2, 80, 3]),
  plain([6, 5, 1, 112, 3]),
  plain([6, 5, 2, 192, 4]),
  plain([6, 3, 1, 320, 1]),
];

/** B0 with its channels and blocks multiplied and rounded: channels to eights, blocks up. */
function scaledB0(width: number, depth: number, dropout: number, published: Published): EfficientNetVersion {
  const stages = b0.map((stage) => ({
    ...stage,
    channels: roundedChannels(stage.channels * width),
    blocks: Math.ceil(stage.blocks * depth),
  }));
  const lastChannels = 4 * (stages.at(-1)?.channels ?? 0);
  const origin = { source: sources.tanLe2019, place: "Table 1 and eq. 3" };
  return { stemChannels: roundedChannels(32 * width), stages, lastChannels, dropout, origin, published };
}

function v2(
  stemChannels: number,
  dropout: number,
  published: Published,
  stages: readonly EfficientStage[],
): EfficientNetVersion {
  const origin = { source: sources.tanLe2021, place: "Table 4" };
  return { stemChannels, stages, lastChannels: 1280, dropout, origin, published };
}

/** EfficientNets by name. */
export const efficientnets = {
  efficientnet_b0: scaledB0(1.0, 1.0, 0.2, {
    weights: "EfficientNet_B0_Weights.IMAGENET1K_V1",
    parameters: 5_288_548,
    gmac: 0.386,
  }),
  efficientnet_b1: scaledB0(1.0, 1.1, 0.2, {
    weights: "EfficientNet_B1_Weights.IMAGENET1K_V1",
    parameters: 7_794_184,
    gmac: 0.687,
    resolution: 240,
  }),
  efficientnet_b2: scaledB0(1.1, 1.2, 0.3, {
    weights: "EfficientNet_B2_Weights.IMAGENET1K_V1",
    parameters: 9_109_994,
    gmac: 1.088,
    resolution: 288,
  }),
  efficientnet_b3: scaledB0(1.2, 1.4, 0.3, {
    weights: "EfficientNet_B3_Weights.IMAGENET1K_V1",
    parameters: 12_233_232,
    gmac: 1.827,
    resolution: 300,
  }),
  efficientnet_b4: scaledB0(1.4, 1.8, 0.4, {
    weights: "EfficientNet_B4_Weights.IMAGENET1K_V1",
    parameters: 19_341_616,
    gmac: 4.394,
    resolution: 380,
  }),
  efficientnet_b5: scaledB0(1.6, 2.2, 0.4, {
    weights: "EfficientNet_B5_Weights.IMAGENET1K_V1",
    parameters: 30_389_784,
    gmac: 10.266,
    resolution: 456,
  }),
  efficientnet_b6: scaledB0(1.8, 2.6, 0.5, {
    weights: "EfficientNet_B6_Weights.IMAGENET1K_V1",
    parameters: 43_040_704,
    gmac: 19.068,
    resolution: 528,
  }),
  efficientnet_b7: scaledB0(2.0, 3.1, 0.5, {
    weights: "EfficientNet_B7_Weights.IMAGENET1K_V1",
    parameters: 66_347_960,
    gmac: 37.746,
    resolution: 600,
  }),
  efficientnet_v2_s: v2(
    24,
    0.2,
    {
      weights: "EfficientNet_V2_S_Weights.IMAGENET1K_V1",
      parameters: 21_458_488,
      gmac: 8.366,
      resolution: 384,
    },
    [
      fused([1, 3, 1, 24, 2]),
      fused([4, 3, 2, 48, 4]),
      fused([4, 3, 2, 64, 4]),
      plain([4, 3, 2, 128, 6]),
      plain([6, 3, 1, 160, 9]),
      plain([6, 3, 2, 256, 15]),
    ],
  ),
  efficientnet_v2_m: v2(
    24,
    0.3,
    {
      weights: "EfficientNet_V2_M_Weights.IMAGENET1K_V1",
      parameters: 54_139_356,
      gmac: 24.582,
      resolution: 480,
    },
    [
      fused([1, 3, 1, 24, 3]),
      fused([4, 3, 2, 48, 5]),
      fused([4, 3, 2, 80, 5]),
      plain([4, 3, 2, 160, 7]),
      plain([6, 3, 1, 176, 14]),
      plain([6, 3, 2, 304, 18]),
      plain([6, 3, 1, 512, 5]),
    ],
  ),
  efficientnet_v2_l: v2(
    32,
    0.4,
    {
      weights: "EfficientNet_V2_L_Weights.IMAGENET1K_V1",
      parameters: 118_515_272,
      gmac: 56.08,
      resolution: 480,
    },
    [
      fused([1, 3, 1, 32, 4]),
      fused([4, 3, 2, 64, 7]),
      fused([4, 3, 2, 96, 7]),
      plain([4, 3, 2, 192, 10]),
      plain([6, 3, 1, 224, 19]),
      plain([6, 3, 2, 384, 25]),
      plain([6, 3, 1, 640, 7]),
    ],
  ),
} as const satisfies Readonly<Record<string, EfficientNetVersion>>;
