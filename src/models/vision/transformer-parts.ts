// What transformers for images share beside attention: layer norms, residual sums, two-layer perceptrons.
import { layerNorm, residualAdd, type Stage, type Tensor, view } from "../../layers/index.js";
import { rearranged } from "../../layers/shape/named-shape.js";
import { activate, applied, depthDropped } from "./blocks.js";
import { fullyConnected } from "./heads.js";

/** Layer normalisation over the last dimension. */
export function layerNormed(stage: Stage, name: string, input: Tensor): Tensor {
  return applied(stage, name, input, (shape) => layerNorm({ input: shape }));
}

/** What a branch made added to what came in. */
export function summed(stage: Stage, name: string, branch: Tensor, input: Tensor): Tensor {
  return stage.add(name, residualAdd({ input: branch.shape }), branch, input);
}

export interface PerceptronSpec {
  /** Paths of its first projection, its activation and its second projection. */
  readonly parts: readonly [first: string, activation: string, second: string];
  readonly hiddenFeatures: number;
}

/** Two fully connected layers with a GELU between them: [..., features] -> the same. */
export function perceptron(stage: Stage, input: Tensor, spec: PerceptronSpec): Tensor {
  const [first, activation, second] = spec.parts;
  const hidden = fullyConnected(stage, first, input, spec.hiddenFeatures);
  return fullyConnected(stage, second, activate(stage, activation, hidden, "gelu"), input.shape.at(-1) ?? 1);
}

export interface BranchSpec {
  /** Module path of the stochastic depth; its gates differ by branch, so each has a `part` of its own. */
  readonly depth: string;
  readonly sum: string;
  readonly rate: number;
}

/** Closes a residual branch: stochastic depth, then the sum. */
export function closedBranch(stage: Stage, branch: Tensor, input: Tensor, spec: BranchSpec): Tensor {
  return summed(stage, spec.sum, depthDropped(stage, spec.depth, branch, spec.rate), input);
}

/** Rates of stochastic depth that grow from 0 at the first block to `last` at the last of `blocks`. */
export function growingRates(blocks: number, last: number): readonly number[] {
  return Array.from({ length: blocks }, (_, i) => (blocks === 1 ? last : (last * i) / (blocks - 1)));
}

/** [batch, channels, h, w] seen as [batch, h, w, channels]. */
export function channelsLast(stage: Stage, name: string, input: Tensor): Tensor {
  const { output } = rearranged("b c h w -> b h w c", input.shape);
  return applied(stage, name, input, (shape) => view({ input: shape, output }));
}

/** [batch, h, w, channels] seen as [batch, channels, h, w]. */
export function channelsFirst(stage: Stage, name: string, input: Tensor): Tensor {
  const { output } = rearranged("b h w c -> b c h w", input.shape);
  return applied(stage, name, input, (shape) => view({ input: shape, output }));
}
