// Encoders of sound waves as wav2vec 2.0 has them: convolutions, positions by a convolution, blocks.
import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import { type CountedGraph, graphBuilder, type NotCounted, type Tensor } from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import { withFeatures } from "../multimodal/features.js";
import { afterSteps, type TokenStep } from "../multimodal/token-steps.js";
import { type TowerBlock, towerBlock } from "../multimodal/tower-block.js";
import { type Sketch, sketch } from "../sketch.js";

/** One convolution over the wave. */
export interface WaveConvolution {
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly bias: boolean;
  /** Normalisation behind it: over each channel's samples, over the channels, or none. */
  readonly norm: "group" | "layer" | "none";
}

/** Positions by convolutions over neighbours. */
export interface PositionConvolution {
  readonly kernel: number;
  readonly groups: number;
  /** How many of them, one behind the other. */
  readonly layers: number;
  /** Whether weights are a direction and a length, or a batch normalisation stands before, or a bare layer norm behind. */
  readonly style: "weight-norm" | "batch-norm" | "layers";
}

/** An encoder with every field present. */
export interface WaveformSpec {
  readonly name: string;
  readonly origin: Origin;
  /** Samples of one sound. */
  readonly samples: number;
  readonly convolutions: readonly WaveConvolution[];
  readonly convolutionActivation: BlockActivation;
  /** Whether the features are normalised before they are projected. */
  readonly featureNorm: boolean;
  /** Whether they are projected though they are as wide as the blocks. */
  readonly projected: boolean;
  readonly modelDim: number;
  readonly positions: PositionConvolution | undefined;
  /** Tokens that are made one for the blocks, and apart again behind them; 1: none. */
  readonly squeeze: number;
  /** Whether the tokens are normalised before the blocks, or behind them. */
  readonly normed: "before" | "behind";
  readonly blocks: readonly TowerBlock[];
  /** Whether there is a learned vector for masked tokens. */
  readonly maskVector: boolean;
  readonly adapter:
    | { readonly width: number; readonly layers: number; readonly kernel: number; readonly stride: number }
    | undefined;
  /** What stands on the features. */
  readonly head: readonly TokenStep[];
  readonly notCounted: readonly NotCounted[];
}

/** The graph: waves [batch, 1, samples] -> what the head gives of each token. */
export function waveformEncoder(spec: WaveformSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const wave = builder.input("waves", [run.batch, 1, spec.samples]);
  const features = extracted(sketch(builder.stage("feature extractor"), run, "features"), spec, wave);
  const entrance = sketch(builder.stage("embedding"), run, "embedding");
  const x = projected(entrance, spec, features);
  if (spec.maskVector) entrance.unused("mask", [spec.modelDim]);
  const encoded = blocks(sketch(builder.stage("layers"), run), spec, positioned(entrance, spec, x), x);
  const output = sketch(builder.stage("output"), run);
  const adapted =
    spec.adapter === undefined ? encoded : adapter(output.within("adapter"), encoded, spec.adapter);
  const grid = [1, adapted.shape[1] ?? 1] as const;
  const own = afterSteps(output, { x: adapted, grid }, spec.head).x;
  return withFeatures(builder.graph(), { tensor: adapted, grid, firstTokens: 0, own });
}

/** Convolutions, [batch, 1, samples] -> [batch, tokens, channels]. */
function extracted(here: Sketch, spec: WaveformSpec, wave: Tensor): Tensor {
  let x = wave;
  for (const [i, { width, kernel, stride, bias, norm }] of spec.convolutions.entries()) {
    if ((x.shape[2] ?? 0) < kernel)
      throw new FlopbookError(
        `${spec.name}: a sound must be longer than its convolutions reach, got ${spec.samples} samples; lengthen it`,
      );
    x = here.convolution(`convolutions.${i}`, x, width, { kernel: [kernel], stride: [stride], bias });
    if (norm === "group") x = here.groupNorm(`convolutions.${i}.norm`, x, width);
    if (norm === "layer") x = channelNorm(here, `convolutions.${i}.norm`, x);
    x = here.activation(`convolutions.${i}.activation`, x, spec.convolutionActivation);
  }
  const [batch = 1, channels = 1, tokens = 1] = x.shape;
  return here.view("tokens", x, [batch, tokens, channels]);
}

/** Normalisation over the channels of [batch, channels, samples]. */
function channelNorm(here: Sketch, name: string, x: Tensor): Tensor {
  const [batch = 1, channels = 1, samples = 1] = x.shape;
  const last = here.view(`${name}.last`, x, [batch, samples, channels]);
  return here.view(`${name}.first`, here.norm(name, last), x.shape);
}

function projected(here: Sketch, spec: WaveformSpec, features: Tensor): Tensor {
  const normed = spec.featureNorm ? here.norm("norm", features) : features;
  if (!spec.projected && features.shape[2] === spec.modelDim) return normed;
  return here.linear("projection", normed, spec.modelDim);
}

/** What the position convolutions give, one token for every `squeeze` of them; the tokens themselves where none are. */
function positioned(here: Sketch, spec: WaveformSpec, x: Tensor): Tensor | undefined {
  const { positions, squeeze, modelDim } = spec;
  if (positions === undefined) return undefined;
  const [batch = 1, tokens = 1] = x.shape;
  const { kernel, groups, style } = positions;
  const padding = Math.floor(kernel / 2);
  let plane = here.view("positions.channels", x, [batch, modelDim, tokens]);
  for (let i = 0; i < positions.layers; i++) {
    const name = positions.layers === 1 ? "positions" : `positions.${i}`;
    if (style === "batch-norm") plane = here.batchNorm(`${name}.norm`, plane);
    const window = { kernel: [kernel], stride: [squeeze], padding: [padding], groups };
    const made = here.convolution(name, plane, modelDim, window);
    if (style === "weight-norm") here.unused(`${name}.lengths`, [kernel]);
    const kept = Math.floor(tokens / squeeze);
    const same = here.move(`${name}.same`, made, [batch, modelDim, kept], "padding left out");
    plane = here.activation(`${name}.activation`, same, spec.convolutionActivation);
  }
  return here.view("positions.tokens", plane, [batch, Math.floor(tokens / squeeze), modelDim]);
}

function blocks(here: Sketch, spec: WaveformSpec, positions: Tensor | undefined, x: Tensor): Tensor {
  const { modelDim, squeeze } = spec;
  const [batch = 1, tokens = 1] = x.shape;
  const fewer = [batch, Math.floor(tokens / squeeze), modelDim];
  const pooled = squeeze === 1 ? x : here.move("pool", x, fewer, "mean of neighbours");
  let features = positions === undefined ? pooled : here.add("positions.add", pooled, positions);
  if (spec.normed === "before") features = here.norm("norm", features);
  for (const [i, block] of spec.blocks.entries())
    features = towerBlock(here.within(`layers.${i}`), features, block);
  if (spec.normed === "behind") features = here.norm("norm", features);
  if (squeeze === 1) return features;
  const wide = here.linear("upsample", features, modelDim * squeeze);
  const active = here.activation("upsample.activation", wide, spec.convolutionActivation);
  const apart = here.view("upsample.tokens", active, [batch, (fewer[1] ?? 1) * squeeze, modelDim]);
  return here.move("upsample.padded", apart, [batch, tokens, modelDim], "padding of what was cut");
}

/** Convolutions with gates over the tokens, each of which halves their number. */
function adapter(here: Sketch, x: Tensor, spec: NonNullable<WaveformSpec["adapter"]>): Tensor {
  let features = x;
  if (x.shape[2] !== spec.width) features = here.norm("norm", here.linear("projection", x, spec.width));
  for (let i = 0; i < spec.layers; i++) {
    const [batch = 1, tokens = 1] = features.shape;
    const plane = here.view(`${i}.channels`, features, [batch, spec.width, tokens]);
    const window = { kernel: [spec.kernel], stride: [spec.stride], padding: [1] };
    const made = here.convolution(`${i}.convolution`, plane, 2 * spec.width, window);
    const length = made.shape[2] ?? 1;
    const half = [batch, length, spec.width];
    const gate = here.activation(
      `${i}.gate`,
      here.move(`${i}.gate.half`, made, half, "half of the channels"),
      "sigmoid",
    );
    features = here.multiply(
      `${i}.product`,
      here.move(`${i}.half`, made, half, "half of the channels"),
      gate,
    );
  }
  return features;
}
