// Stages of attention to fewer keys, made by a strided convolution: SegFormer and the pyramid vision transformers.
import type { Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { averagedTo, depthwise, gridOf, type Size, sizeOf, tokensOf, withTokens } from "./pieces.js";

export interface ReducedStage {
  readonly modelDim: number;
  readonly depth: number;
  readonly heads: number;
  /** Places along one side that become one key. */
  readonly reduction: number;
  readonly mlpRatio: number;
  readonly patch: { readonly kernel: number; readonly stride: number; readonly padding: number };
  /** Rows of a table of positions; 0: there is none. */
  readonly positions: number;
  readonly classToken: boolean;
  /** Whether the tokens are normalised behind the blocks. */
  readonly lastNorm: boolean;
}

export interface ReducedStagesSpec {
  readonly stages: readonly ReducedStage[];
  readonly activation: BlockActivation;
  readonly bias: boolean;
  /** Whether the perceptrons have a depth-wise window in the middle. */
  readonly mixed: boolean;
  /** Keys of 7 × 7 means, whatever the size of the image. */
  readonly pooledKeys: boolean;
}

/** Tokens behind each stage with their height and width. */
export function reducedStages(
  stage: (name: string) => Sketch,
  spec: ReducedStagesSpec,
  images: Tensor,
): readonly { readonly tokens: Tensor; readonly size: Size }[] {
  let features = images;
  return spec.stages.map((one, i) => {
    const s = stage(`stage ${i + 1}`);
    const patches = s.convolution("patches", features, one.modelDim, one.patch);
    const size = sizeOf(patches);
    let x = s.norm("patch-norm", tokensOf(s, "tokens", patches));
    if (one.classToken) x = withTokens(s, "class-token", x, 1);
    if (one.positions > 0) x = s.positions("positions", x, one.positions);
    for (let j = 0; j < one.depth; j++) x = block(s.within(String(j)), spec, one, x, size);
    if (one.lastNorm) x = s.norm("norm", x);
    if (!one.classToken) features = gridOf(s, "grid", x, size);
    return { tokens: x, size };
  });
}

function block(s: Sketch, spec: ReducedStagesSpec, stage: ReducedStage, x: Tensor, size: Size): Tensor {
  const normed = s.norm("attention-norm", x);
  const memory = keysOf(s.within("reduction"), spec, stage, normed, size);
  const attended = s.attention("attention", normed, { heads: stage.heads, bias: spec.bias, memory });
  const middle = s.add("attention-add", attended, x);
  const fed = perceptron(s.within("mlp"), spec, stage, s.norm("mlp-norm", middle), size);
  return s.add("mlp-add", fed, middle);
}

function keysOf(
  s: Sketch,
  spec: ReducedStagesSpec,
  { reduction, modelDim }: ReducedStage,
  x: Tensor,
  size: Size,
): Tensor {
  if (spec.pooledKeys) {
    const means = averagedTo(s, "means", gridOf(s, "grid", x, size), 7);
    const tokens = tokensOf(s, "tokens", s.convolution("convolution", means, modelDim, { kernel: 1 }));
    return s.activation("activation", s.norm("norm", tokens), "gelu");
  }
  if (reduction <= 1) return x;
  const window = { kernel: reduction, stride: reduction };
  const fewer = s.convolution("convolution", gridOf(s, "grid", x, size), modelDim, window);
  return s.norm("norm", tokensOf(s, "tokens", fewer));
}

function perceptron(
  s: Sketch,
  spec: ReducedStagesSpec,
  { mlpRatio, modelDim }: ReducedStage,
  x: Tensor,
  size: Size,
): Tensor {
  const dim = Math.trunc(modelDim * mlpRatio);
  if (!spec.mixed) return s.mlp("", x, { dim, activation: spec.activation });
  const up = s.linear("up", x, dim);
  const open = spec.pooledKeys ? s.activation("relu", up, "relu") : up;
  const grid = gridOf(s, "grid", open, size);
  const mixed = tokensOf(s, "tokens", s.convolution("depthwise", grid, dim, depthwise(grid, 3)));
  return s.linear("down", s.activation("activation", mixed, spec.activation), modelDim);
}
