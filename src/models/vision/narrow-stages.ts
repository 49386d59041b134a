// Networks of depth-wise windows for small devices, and of plain pooling in the place of attention, in Hugging Face's sizes.
import { averagePool, elementwiseOperation, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { channelScale, convNorm } from "./pieces.js";

export interface SeparableSpec {
  readonly stem: number;
  readonly activation: BlockActivation;
  /** Output channels and stride of each depth-wise window with the layer on channels behind it. */
  readonly layers: readonly { readonly channels: number; readonly stride: number }[];
}

/** MobileNet's first version: depth-wise windows and layers on channels in turn. */
export function separableLayers(
  stage: (name: string) => Sketch,
  spec: SeparableSpec,
  images: Tensor,
): Tensor {
  const { activation } = spec;
  const wide = { kernel: 3, padding: 1, activation };
  let x = convNorm(stage("stem"), "0", images, spec.stem, { ...wide, stride: 2 });
  const s = stage("layers");
  for (const [i, { channels, stride }] of spec.layers.entries()) {
    const groups = x.shape[1] ?? 1;
    const mixed = convNorm(s, `${i}.depthwise`, x, groups, { ...wide, stride, groups });
    x = convNorm(s, `${i}.pointwise`, mixed, channels, { kernel: 1, activation });
  }
  return x;
}

export interface InvertedSpec {
  readonly stem: number;
  /** Whether the first convolution is the first expansion. */
  readonly firstExpands: boolean;
  readonly first: number;
  readonly activation: BlockActivation;
  readonly layers: readonly {
    readonly channels: number;
    readonly inner: number;
    readonly stride: number;
    readonly dilation: number;
  }[];
  readonly last: number;
}

/** MobileNet's second version: wide in the middle of each block. */
export function invertedLayers(stage: (name: string) => Sketch, spec: InvertedSpec, images: Tensor): Tensor {
  const { activation, stem } = spec;
  const wide = { kernel: 3, padding: 1, activation };
  const start = stage("stem");
  let x = convNorm(start, "0", images, stem, { ...wide, stride: 2 });
  if (!spec.firstExpands) x = convNorm(start, "expand", x, stem, { kernel: 1, activation });
  x = convNorm(start, "depthwise", x, stem, { ...wide, groups: stem });
  x = convNorm(start, "reduce", x, spec.first, { kernel: 1 });
  const s = stage("layers");
  for (const [i, { channels, inner, stride, dilation }] of spec.layers.entries()) {
    const here = s.within(String(i));
    const expanded = convNorm(here, "expand", x, inner, { kernel: 1, activation });
    const window = { kernel: 3, stride, dilation, padding: dilation, groups: inner, activation };
    const mixed = convNorm(here, "depthwise", expanded, inner, window);
    const reduced = convNorm(here, "reduce", mixed, channels, { kernel: 1 });
    x = stride === 1 && x.shape[1] === channels ? here.add("add", reduced, x) : reduced;
  }
  return convNorm(s, "last", x, spec.last, { kernel: 1, activation });
}

export interface PoolingStage {
  readonly channels: number;
  readonly depth: number;
  readonly patch: { readonly kernel: number; readonly stride: number; readonly padding: number };
}

export interface PoolingSpec {
  readonly stages: readonly PoolingStage[];
  readonly pool: number;
  readonly ratio: number;
  readonly activation: BlockActivation;
  readonly layerScale: boolean;
}

/** PoolFormer: every place takes the mean of its neighbours where transformers attend. */
export function poolingStages(stage: (name: string) => Sketch, spec: PoolingSpec, images: Tensor): Tensor {
  let x = images;
  for (const [i, one] of spec.stages.entries()) {
    const s = stage(`stage ${i + 1}`);
    x = s.convolution("patches", x, one.channels, one.patch);
    for (let j = 0; j < one.depth; j++) x = poolingBlock(s.within(String(j)), spec, x);
  }
  return x;
}

function poolingBlock(s: Sketch, spec: PoolingSpec, x: Tensor): Tensor {
  const channels = x.shape[1] ?? 1;
  const scaled = (part: string, y: Tensor) => (spec.layerScale ? channelScale(s, part, y) : y);
  const normed = s.groupNorm("pool-norm", x, 1);
  const window = { kernel: spec.pool, stride: 1, padding: Math.floor(spec.pool / 2) };
  const means = s.stage.add(s.name("pool"), averagePool({ input: normed.shape, ...window }), normed);
  const less = elementwiseOperation({
    name: "difference",
    inputs: [means.shape, normed.shape],
    output: means.shape,
    forward: "add",
    backward: [undefined, "add"],
  });
  const apart = s.stage.add(s.name("difference"), less, means, normed);
  const middle = s.add("pool-add", scaled("pool-scale", apart), x);
  const inner = s.convolution("up", s.groupNorm("mlp-norm", middle, 1), Math.trunc(channels * spec.ratio), {
    kernel: 1,
  });
  const down = s.convolution("down", s.activation("activation", inner, spec.activation), channels, {
    kernel: 1,
  });
  return s.add("mlp-add", scaled("mlp-scale", down), middle);
}
