// The modules of Inception v3: branches of convolutions side by side, named as torchvision names them.
import { averagePool, type Spatial, type Stage, type Tensor } from "../../layers/index.js";
import { applied, convolutionBlock } from "./blocks.js";
import { joinedChannels, maxPooled } from "./heads.js";

/** A convolution of a branch: name of the module, output channels, kernel. */
type Step = readonly [name: string, channels: number, kernel: Spatial];

/** Names of the parts of a convolution with norm and ReLU. */
export const basicParts = ["conv", "bn", "relu"] as const;

/** Convolutions one after the other, padded to keep the size; the last one of a reduction halves it instead. */
function branch(
  stage: Stage,
  module: string,
  input: Tensor,
  steps: readonly Step[],
  reduces = false,
): Tensor {
  return steps.reduce((x, [name, outputChannels, kernel], i) => {
    const halves = reduces && i + 1 === steps.length ? { stride: 2, padding: 0 } : {};
    const settings = { parts: basicParts, outputChannels, kernel, ...halves };
    return convolutionBlock(stage, x, { name: `${module}.${name}`, ...settings });
  }, input);
}

/** The mean of 3 × 3 positions, then a 1 × 1 convolution. */
function pooledBranch(stage: Stage, module: string, input: Tensor, channels: number): Tensor {
  const pooled = applied(stage, `${module}.avg_pool`, input, (shape) =>
    averagePool({ input: shape, kernel: 3, stride: 1, padding: 1 }),
  );
  return branch(stage, module, pooled, [["branch_pool", channels, 1]]);
}

function maxPooledBranch(stage: Stage, module: string, input: Tensor): Tensor {
  return maxPooled(stage, `${module}.max_pool`, input, { kernel: 3, stride: 2 });
}

const doubled = (channels: number): readonly Step[] => [
  ["branch3x3dbl_1", 64, 1],
  ["branch3x3dbl_2", channels, 3],
  ["branch3x3dbl_3", channels, 3],
];

/** Branches with 5 × 5 and doubled 3 × 3 convolutions (figure 5 of the paper). */
export function inceptionA(stage: Stage, name: string, input: Tensor, poolFeatures: number): Tensor {
  const five: readonly Step[] = [
    ["branch5x5_1", 48, 1],
    ["branch5x5_2", 64, 5],
  ];
  return joinedChannels(stage, `${name}.cat`, [
    branch(stage, name, input, [["branch1x1", 64, 1]]),
    branch(stage, name, input, five),
    branch(stage, name, input, doubled(96)),
    pooledBranch(stage, name, input, poolFeatures),
  ]);
}

/** From 35 × 35 to 17 × 17 positions (figure 10). */
export function inceptionB(stage: Stage, name: string, input: Tensor): Tensor {
  return joinedChannels(stage, `${name}.cat`, [
    branch(stage, name, input, [["branch3x3", 384, 3]], true),
    branch(stage, name, input, doubled(96), true),
    maxPooledBranch(stage, name, input),
  ]);
}

/** 7 × 7 convolutions taken apart into 1 × 7 and 7 × 1 (figure 6). */
export function inceptionC(stage: Stage, name: string, input: Tensor, narrow: number): Tensor {
  const once: readonly Step[] = [
    ["branch7x7_1", narrow, 1],
    ["branch7x7_2", narrow, [1, 7]],
    ["branch7x7_3", 192, [7, 1]],
  ];
  const twice: readonly Step[] = [
    ["branch7x7dbl_1", narrow, 1],
    ["branch7x7dbl_2", narrow, [7, 1]],
    ["branch7x7dbl_3", narrow, [1, 7]],
    ["branch7x7dbl_4", narrow, [7, 1]],
    ["branch7x7dbl_5", 192, [1, 7]],
  ];
  return joinedChannels(stage, `${name}.cat`, [
    branch(stage, name, input, [["branch1x1", 192, 1]]),
    branch(stage, name, input, once),
    branch(stage, name, input, twice),
    pooledBranch(stage, name, input, 192),
  ]);
}

/** From 17 × 17 to 8 × 8 positions. */
export function inceptionD(stage: Stage, name: string, input: Tensor): Tensor {
  const three: readonly Step[] = [
    ["branch3x3_1", 192, 1],
    ["branch3x3_2", 320, 3],
  ];
  const seven: readonly Step[] = [
    ["branch7x7x3_1", 192, 1],
    ["branch7x7x3_2", 192, [1, 7]],
    ["branch7x7x3_3", 192, [7, 1]],
    ["branch7x7x3_4", 192, 3],
  ];
  return joinedChannels(stage, `${name}.cat`, [
    branch(stage, name, input, three, true),
    branch(stage, name, input, seven, true),
    maxPooledBranch(stage, name, input),
  ]);
}

/** Branches that end in a 1 × 3 and a 3 × 1 convolution side by side (figure 7). */
export function inceptionE(stage: Stage, name: string, input: Tensor): Tensor {
  const split = (from: Tensor, path: string, letters: readonly [string, string]) =>
    joinedChannels(stage, `${name}.${path}.cat`, [
      branch(stage, name, from, [[letters[0], 384, [1, 3]]]),
      branch(stage, name, from, [[letters[1], 384, [3, 1]]]),
    ]);
  const once = branch(stage, name, input, [["branch3x3_1", 384, 1]]);
  const twice = branch(stage, name, input, [
    ["branch3x3dbl_1", 448, 1],
    ["branch3x3dbl_2", 384, 3],
  ]);
  return joinedChannels(stage, `${name}.cat`, [
    branch(stage, name, input, [["branch1x1", 320, 1]]),
    split(once, "branch3x3", ["branch3x3_2a", "branch3x3_2b"]),
    split(twice, "branch3x3dbl", ["branch3x3dbl_3a", "branch3x3dbl_3b"]),
    pooledBranch(stage, name, input, 192),
  ]);
}
