// RegNets X and Y: residual bottlenecks of grouped convolutions, Y with squeeze and excitation.

import { residualAdd, type Stage, type Tensor } from "../../layers/index.js";
import { sources } from "../../sources/bibliography.js";
import { activate, convolutionBlock, squeezeExcitation } from "./blocks.js";
import { channelMeans, fullyConnected, imageNetClasses } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import { regnetStages } from "./regnet-widths.js";

const stemChannels = 32;

/** Squeezed channels for each channel that the block reads (RegNetY). */
const squeezeRatio = 0.25;

/** Depth, initial width, slope and factor of the widths, width of a group; published parameters and GMAC. */
type Row = readonly [number, number, number, number, number, number, number];

const regnetX: Readonly<Record<string, Row>> = {
  "400mf": [22, 24, 24.48, 2.54, 16, 5_495_976, 0.414],
  "800mf": [16, 56, 35.73, 2.28, 16, 7_259_656, 0.8],
  "1_6gf": [18, 80, 34.01, 2.25, 24, 9_190_136, 1.603],
  "3_2gf": [25, 88, 26.31, 2.25, 48, 15_296_552, 3.177],
  "8gf": [23, 80, 49.56, 2.88, 120, 39_572_648, 7.995],
  "16gf": [22, 216, 55.59, 2.1, 128, 54_278_536, 15.941],
  "32gf": [23, 320, 69.86, 2, 168, 107_811_560, 31.736],
};

const regnetY: Readonly<Record<string, Row>> = {
  "400mf": [16, 48, 27.89, 2.09, 8, 4_344_144, 0.402],
  "800mf": [14, 56, 38.84, 2.4, 16, 6_432_512, 0.834],
  "1_6gf": [27, 48, 20.71, 2.65, 24, 11_202_430, 1.612],
  "3_2gf": [21, 80, 42.63, 2.66, 24, 19_436_338, 3.176],
  "8gf": [17, 192, 76.82, 2.19, 56, 39_381_472, 8.473],
  "16gf": [18, 200, 106.23, 2.48, 112, 83_590_140, 15.912],
  "32gf": [20, 232, 115.89, 2.53, 232, 145_046_770, 32.28],
  "128gf": [27, 456, 160.83, 2.52, 264, 644_812_894, 127.518],
};

function regnet(variant: "x" | "y", size: string, row: Row): ImageModelSpec {
  const [depth, initialWidth, widthSlope, widthFactor, groupWidth, parameters, gmac] = row;
  const weights = size === "128gf" ? "IMAGENET1K_SWAG_LINEAR_V1" : "IMAGENET1K_V1";
  return {
    id: `regnet_${variant}_${size}`,
    family: "RegNet",
    origin: { source: sources.radosavovic2020, place: "Figures 16 and 17: parameters of the networks" },
    published: {
      weights: `RegNet_${variant.toUpperCase()}_${size.toUpperCase()}_Weights.${weights}`,
      parameters,
      gmac,
    },
    build(builder, image) {
      const stages = regnetStages({ depth, initialWidth, widthSlope, widthFactor, groupWidth });
      const stem = { name: "stem", outputChannels: stemChannels, stride: 2 };
      let x = convolutionBlock(builder.stage("stem"), image, stem);
      stages.forEach(({ width, blocks, groupWidth: groupChannels }, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        for (let block = 0; block < blocks; block++)
          x = bottleneck(stage, x, {
            name: `trunk_output.block${i + 1}.block${i + 1}-${block}`,
            width,
            stride: block === 0 ? 2 : 1,
            groups: width / groupChannels,
            squeezed: variant === "y",
          });
      });
      const head = builder.stage("head");
      fullyConnected(head, "fc", channelMeans(head, x), imageNetClasses);
    },
  };
}

interface Bottleneck {
  readonly name: string;
  readonly width: number;
  readonly stride: number;
  readonly groups: number;
  readonly squeezed: boolean;
}

/** 1 × 1, 3 × 3 in groups, 1 × 1, and the input or its projection: [batch, c, h, w] -> [batch, width, ...]. */
function bottleneck(stage: Stage, input: Tensor, block: Bottleneck): Tensor {
  const { name, width: outputChannels, stride, groups, squeezed } = block;
  const inputChannels = input.shape[1] ?? 0;
  const projection = { name: `${name}.proj`, outputChannels, kernel: 1, stride, activation: "none" } as const;
  const projected = inputChannels !== outputChannels || stride !== 1;
  const shortcut = projected ? convolutionBlock(stage, input, projection) : input;
  let x = convolutionBlock(stage, input, { name: `${name}.f.a`, outputChannels, kernel: 1 });
  x = convolutionBlock(stage, x, { name: `${name}.f.b`, outputChannels, stride, groups });
  if (squeezed) {
    const squeezeChannels = Math.round(squeezeRatio * inputChannels);
    x = squeezeExcitation(stage, x, { name: `${name}.f.se`, squeezeChannels });
  }
  const last = { name: `${name}.f.c`, outputChannels, kernel: 1, activation: "none" } as const;
  x = convolutionBlock(stage, x, last);
  x = stage.add(`${name}.add`, residualAdd({ input: x.shape }), shortcut, x);
  return activate(stage, `${name}.activation`, x);
}

const specs = [
  ...Object.entries(regnetX).map(([size, row]) => regnet("x", size, row)),
  ...Object.entries(regnetY).map(([size, row]) => regnet("y", size, row)),
];

/** RegNets by name. */
export const regnetModels = specs.map(imageModel);

/** What is published about them. */
export const regnetClaims = specs.flatMap(publishedClaims);
