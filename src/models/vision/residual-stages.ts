// Stages of residual convolutions: a stem, then blocks around which a shortcut leads, as in ResNet and RegNet.
import { elementwiseOperation, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { convNorm, maxPooled, squeezed } from "./pieces.js";

export interface ResidualStagesSpec {
  readonly stem: {
    readonly channels: number;
    readonly kernel: number;
    readonly pooled: boolean;
    /** Three narrow windows in the place of a wide one. */
    readonly deep?: boolean;
  };
  readonly channels: readonly number[];
  readonly depths: readonly number[];
  readonly activation: BlockActivation;
  /** Stride of the first stage; the others halve the size. */
  readonly firstStride: number;
  readonly block: ResidualBlock;
}

export type ResidualBlock =
  | { readonly kind: "basic"; readonly pooledShortcut?: boolean }
  /** Narrow in the middle, with means of 2 × 2 in a shortcut that strides or not; "first" where the first convolution strides and not the middle one. */
  | { readonly kind: "bottleneck"; readonly stride: "first" | "middle"; readonly pooledShortcut?: boolean }
  /** Groups of this many channels in the middle, with squeeze and excitation or without. */
  | { readonly kind: "grouped"; readonly groupWidth: number; readonly squeeze: boolean };

/** The features of each stage, [batch, channels, height, width]. */
export function residualStages(
  stage: (name: string) => Sketch,
  spec: ResidualStagesSpec,
  images: Tensor,
): readonly Tensor[] {
  let x = stem(stage("stem"), spec, images);
  return spec.channels.map((channels, i) => {
    const s = stage(`stage ${i + 1}`);
    for (let j = 0; j < (spec.depths[i] ?? 0); j++) {
      const stride = j > 0 ? 1 : i === 0 ? spec.firstStride : 2;
      x = residualBlock(s.within(String(j)), spec, x, channels, stride, j === 0);
    }
    return x;
  });
}

function stem(
  s: Sketch,
  { stem: { channels, kernel, pooled, deep }, activation }: ResidualStagesSpec,
  x: Tensor,
) {
  const padding = Math.floor(kernel / 2);
  let features: Tensor;
  if (deep === true) {
    const half = Math.floor(channels / 2);
    const window = { kernel: 3, padding: 1, activation };
    const first = convNorm(s, "0", x, half, { ...window, stride: 2 });
    features = convNorm(s, "2", convNorm(s, "1", first, half, window), channels, window);
  } else features = convNorm(s, "0", x, channels, { kernel, stride: 2, padding, activation });
  return pooled ? maxPooled(s, "pool", features, { kernel: 3, stride: 2, padding: 1 }) : features;
}

function residualBlock(
  s: Sketch,
  spec: ResidualStagesSpec,
  x: Tensor,
  channels: number,
  stride: number,
  first: boolean,
): Tensor {
  const inner = innerOf(s, spec, x, channels, stride);
  const sum = s.add("add", inner, shortcut(s, spec.block, x, channels, stride, first));
  return s.activation("activation", sum, spec.activation);
}

function shortcut(
  s: Sketch,
  block: ResidualBlock,
  x: Tensor,
  channels: number,
  stride: number,
  first: boolean,
): Tensor {
  const pooled = block.kind !== "grouped" && block.pooledShortcut === true;
  // RT-DETR's variant has a shortcut with weights in the first basic block of every stage.
  const always = pooled && block.kind === "basic" && first;
  if (x.shape[1] === channels && stride === 1 && !always) return x;
  const halved = pooled && (block.kind === "basic" ? x.shape[1] !== channels : stride === 2);
  const from = halved ? halvedMeans(s, x) : x;
  return convNorm(s, "shortcut", from, channels, { kernel: 1, stride: halved ? 1 : stride });
}

/** Means of 2 × 2 places, of fewer at the rim. */
function halvedMeans(s: Sketch, x: Tensor): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const layer = elementwiseOperation({
    name: "means of 2 × 2",
    inputs: [x.shape],
    output: [batch, channels, Math.ceil(height / 2), Math.ceil(width / 2)],
    forward: "4 add + multiply",
    backward: ["multiply"],
  });
  return s.stage.add(s.name("shortcut.pool"), layer, x);
}

function innerOf(s: Sketch, spec: ResidualStagesSpec, x: Tensor, channels: number, stride: number): Tensor {
  const { activation, block } = spec;
  const wide = { kernel: 3, padding: 1 };
  if (block.kind === "basic") {
    const first = convNorm(s, "0", x, channels, { ...wide, stride, activation });
    return convNorm(s, "1", first, channels, wide);
  }
  if (block.kind === "bottleneck") {
    const narrow = Math.floor(channels / 4);
    const early = block.stride === "first";
    const first = convNorm(s, "0", x, narrow, { kernel: 1, stride: early ? stride : 1, activation });
    const middle = convNorm(s, "1", first, narrow, { ...wide, stride: early ? 1 : stride, activation });
    return convNorm(s, "2", middle, channels, { kernel: 1 });
  }
  const groups = Math.max(1, Math.floor(channels / block.groupWidth));
  const first = convNorm(s, "0", x, channels, { kernel: 1, activation });
  const middle = convNorm(s, "1", first, channels, { ...wide, stride, groups, activation });
  const dim = roundedHalfToEven((x.shape[1] ?? 1) / 4);
  const gated = block.squeeze ? squeezed(s, "squeeze", middle, { dim, activation: "relu" }) : middle;
  return convNorm(s, "2", gated, channels, { kernel: 1 });
}

/** Rounded as Python does it: a half goes to the even neighbour. */
export function roundedHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
