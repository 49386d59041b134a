// Towers that see: patches as tokens, blocks, and what ends them.
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  type GraphBuilder,
  graphBuilder,
  idle,
  linear,
  type NormStyle,
  type NotCounted,
  type Tensor,
} from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { type Sketch, sketch } from "../sketch.js";
import { withFeatures } from "./features.js";
import { afterSteps, type TokenStep } from "./token-steps.js";
import { type TowerBlock, towerBlocks } from "./tower-block.js";

/** A tower with every field present. */
export interface PatchTowerSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly channels: number;
  /** Height and width of an image. */
  readonly image: readonly [number, number];
  readonly patch: readonly [number, number];
  /** Frames in one patch: an image stands in each of them. */
  readonly frames: number;
  readonly patchBias: boolean;
  readonly modelDim: number;
  /** Normalisation of the patches before positions are added. */
  readonly patchNorm: NormStyle | undefined;
  /** Learned tokens before the patches: class token, registers. */
  readonly firstTokens: number;
  /** Rows of the learned tables of positions that are added; none: no such table. */
  readonly positions: readonly number[];
  /** Normalisation of what enters the blocks. */
  readonly entranceNorm: NormStyle | undefined;
  readonly blocks: readonly TowerBlock[];
  /** Steps behind the last layer, on the tokens that are handed on. */
  readonly lastSteps: readonly TokenStep[];
  /** Further steps, which give what the tower alone gives; what is handed on does not pass through them. */
  readonly ownSteps: readonly TokenStep[];
  /** Steps on the features of single layers, by the layer's number from 0. */
  readonly taps: readonly {
    readonly layer: number;
    readonly name: string;
    readonly steps: readonly TokenStep[];
  }[];
  readonly notCounted: readonly NotCounted[];
}

/** The graph of a tower: images [images, channels, (frames,) height, width] -> tokens. */
export function patchTower(spec: PatchTowerSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const entrance = sketch(builder.stage("embedding"), run, "embedding");
  const grid = [
    Math.floor(spec.image[0] / spec.patch[0]),
    Math.floor(spec.image[1] / spec.patch[1]),
  ] as const;
  const x = embedded(entrance, spec, patches(builder, entrance, spec, grid));
  const layers = sketch(builder.stage("layers"), run);
  const output = sketch(builder.stage("output"), run);
  const last = towerBlocks(layers, x, spec.blocks, (i, features) => {
    for (const tap of spec.taps.filter(({ layer }) => layer === i))
      afterSteps(output.within(tap.name), { x: features, grid }, tap.steps);
  });
  for (const tap of spec.taps.filter(({ layer }) => layer >= spec.blocks.length))
    idleTap(output, tap, last, grid);
  const handed = afterSteps(output, { x: last, grid }, spec.lastSteps);
  const own = afterSteps(output, handed, spec.ownSteps).x;
  return withFeatures(builder.graph(), {
    tensor: handed.x,
    grid: handed.grid,
    own,
    firstTokens: spec.lastSteps.some(({ kind }) => kind === "leave-out") ? 0 : spec.firstTokens,
  });
}

/** One token a patch: [images, patches, modelDim]. */
function patches(
  builder: GraphBuilder,
  here: Sketch,
  spec: PatchTowerSpec,
  grid: readonly [number, number],
): Tensor {
  const { channels, image, patch, frames, modelDim } = spec;
  const { batch } = here.run;
  const output = [batch, grid[0] * grid[1], modelDim];
  if (frames === 1) {
    const images = builder.input("images", [batch, channels, ...image]);
    const window = { kernel: patch, stride: patch, bias: spec.patchBias };
    return here.view("tokens", here.convolution("patches", images, modelDim, window), output);
  }
  // As many convolutions over one patch each as there are patches: a product.
  const flat = builder.input("images", [batch, grid[0] * grid[1], channels * frames * patch[0] * patch[1]]);
  const layer = linear({ input: flat.shape, outputFeatures: modelDim, bias: spec.patchBias });
  return here.stage.add(here.name("patches"), layer, flat);
}

function embedded(here: Sketch, spec: PatchTowerSpec, tokens: Tensor): Tensor {
  const { modelDim, firstTokens } = spec;
  const [batch = 1] = tokens.shape;
  let x = spec.patchNorm === undefined ? tokens : here.norm("patches.norm", tokens, spec.patchNorm);
  if (firstTokens > 0) {
    const learned = here.parameter("first-tokens", [1, firstTokens, modelDim]);
    const each = here.move(
      "first-tokens.each",
      learned,
      [batch, firstTokens, modelDim],
      "repeated for each image",
    );
    x = here.concatenate("first-tokens.joined", [each, x]);
  }
  for (const [i, rows] of spec.positions.entries())
    x = here.positions(i === 0 ? "positions" : `positions.${i}`, x, rows);
  return spec.entranceNorm === undefined ? x : here.norm("norm", x, spec.entranceNorm);
}

/** The parameters of steps on a layer that the tower does not have. */
function idleTap(
  here: Sketch,
  { name, steps }: PatchTowerSpec["taps"][number],
  like: Tensor,
  grid: readonly [number, number],
): void {
  const builder = graphBuilder({ name, origin: "steps that are not run" });
  const alone = sketch(builder.stage("output"), here.run, name);
  afterSteps(alone, { x: builder.input("features", like.shape), grid }, steps);
  for (const node of builder.graph().nodes) {
    const { parameters } = node.layer;
    if (parameters !== undefined) here.stage.add(node.name, idle(node.layer));
  }
}
