// Parts that state-space layers and linear attention share: causal convolutions, chunks, learned rates, gated norms.
import { elementwiseOperation, type Shape, scaleParameters, type Tensor, term } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";

/** A causal convolution over the tokens, each feature on its own. */
export interface CausalConvolution {
  readonly kernel: number;
  readonly bias: boolean;
  readonly activation?: BlockActivation;
}

/**
 * Each feature of [batch, tokens, features] mixed with its own values at the tokens before. PyTorch pads both ends and
 * cuts the end off: the positions that are cut are computed and counted.
 */
export function causalConvolution(here: Sketch, part: string, x: Tensor, spec: CausalConvolution): Tensor {
  const [batch = 1, tokens = 1, features = 1] = x.shape;
  const { kernel, bias } = spec;
  const turned = here.view(`${part}.channels`, x, [batch, features, tokens]);
  const window = { kernel, padding: kernel - 1, groups: features, bias };
  const mixed = here.convolution(part, turned, features, window);
  const cut = here.move(`${part}.cut`, mixed, [batch, features, tokens], "cut to the tokens");
  const active =
    spec.activation === undefined ? cut : here.activation(`${part}.activation`, cut, spec.activation);
  return here.view(`${part}.tokens`, active, [batch, tokens, features]);
}

/** Learned values that act on each element of a tensor, with the operations that each takes. */
export function learnedStep(
  here: Sketch,
  part: string,
  x: Tensor,
  spec: {
    readonly name: string;
    readonly parameters: number;
    readonly forward: string;
    readonly output?: Shape;
  },
): Tensor {
  const output = spec.output ?? x.shape;
  const layer = elementwiseOperation({
    name: spec.name,
    inputs: [x.shape],
    output,
    forward: spec.forward,
    backward: [spec.forward],
    saved: [{ kind: "input", index: 0 }],
  });
  const parameters = spec.parameters === 0 ? undefined : term(scaleParameters, { channels: spec.parameters });
  return here.stage.add(here.name(part), { ...layer, parameters }, x);
}

/** Operations on each element of tensors that broadcast to the first one's shape, both kept. */
export function steps(
  here: Sketch,
  part: string,
  forward: string,
  x: Tensor,
  ...others: readonly Tensor[]
): Tensor {
  const inputs = [x, ...others].map(({ shape }) => shape);
  const layer = elementwiseOperation({
    name: part,
    inputs,
    output: x.shape,
    forward,
    backward: inputs.map(() => forward),
    saved: inputs.map((_, index) => ({ kind: "input", index })),
  });
  return here.stage.add(here.name(part), layer, x, ...others);
}

/** How many chunks of a length cover the tokens; the last one is padded. */
export function chunksOf(tokens: number, length: number): number {
  return Math.ceil(tokens / length);
}
