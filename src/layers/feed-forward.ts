// The feed-forward part of a transformer layer, plain or gated, built from linear layers.
import { type ActivationFunction, activation } from "./elementwise/activation.js";
import { type DropoutSetting, dropped } from "./elementwise/dropout.js";
import { productOf } from "./elementwise/residual-add.js";
import type { Stage, Tensor } from "./graph/graph.js";
import { linear } from "./linear.js";
import { wholeNumber } from "./shape/shape.js";

export interface FeedForwardSpec {
  /** Module path, e.g. "decoder.0.ffn". */
  readonly name: string;
  /** [batch, tokens, modelDim]. */
  readonly input: Tensor;
  readonly ffnDim: number;
  /** Default "relu". */
  readonly activation?: ActivationFunction;
  /** A second projection multiplies the activated first one (SwiGLU and kin); default false. */
  readonly gated?: boolean;
  /** Default true. */
  readonly bias?: boolean;
  /** After the activation; default none. */
  readonly dropout?: DropoutSetting;
}

/** Two linear layers round an activation, three when gated: [batch, tokens, modelDim] -> the same. */
export function feedForward(stage: Stage, spec: FeedForwardSpec): Tensor {
  const { input, name } = spec;
  const ffnDim = wholeNumber("layers/feed-forward", "ffnDim", spec.ffnDim);
  const bias = spec.bias !== false;
  const widen = linear({ input: input.shape, outputFeatures: ffnDim, bias });
  const first = stage.add(spec.gated === true ? `${name}.gate` : `${name}.up`, widen, input);
  const active = stage.add(
    `${name}.activation`,
    activation({ input: first.shape, function: spec.activation ?? "relu" }),
    first,
  );
  let hidden = active;
  if (spec.gated === true) {
    const up = stage.add(`${name}.up`, widen, input);
    hidden = stage.add(`${name}.product`, productOf({ input: active.shape }), active, up);
  }
  if (spec.dropout !== undefined) hidden = dropped(stage, `${name}.dropout`, hidden, spec.dropout);
  const modelDim = input.shape.at(-1) ?? 0;
  return stage.add(`${name}.down`, linear({ input: hidden.shape, outputFeatures: modelDim, bias }), hidden);
}
