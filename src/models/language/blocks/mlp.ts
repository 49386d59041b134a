// The feed-forward part of a block, with what a library keeps of its steps.
import {
  activation,
  dropped,
  type Layer,
  linear,
  partOfTensor,
  productOf,
  type Saved,
  type Shape,
  type Stage,
  type Tensor,
} from "../../../layers/index.js";
import type { BlockActivation, MlpSpec } from "./specs.js";

/** Feed-forward of [..., modelDim] -> the same. */
export function mlp(stage: Stage, spec: MlpSpec, name: string, x: Tensor): Tensor {
  const inner =
    spec.gate === "none"
      ? activated(stage, spec.activation, `${name}.activation`, up(stage, spec, `${name}.up`, x, spec.dim))
      : gated(stage, spec, name, x);
  const rate = spec.dropout;
  const kept = dropped(stage, `${name}.dropout`, inner, { rate, mask: "value" });
  const outputFeatures = x.shape.at(-1) ?? 0;
  return stage.add(
    `${name}.down`,
    linear({ input: kept.shape, outputFeatures, bias: spec.outputBias ?? spec.bias }),
    kept,
  );
}

function up(stage: Stage, spec: MlpSpec, name: string, x: Tensor, outputFeatures: number): Tensor {
  return stage.add(name, linear({ input: x.shape, outputFeatures, bias: spec.bias }), x);
}

function gated(stage: Stage, spec: MlpSpec, name: string, x: Tensor): Tensor {
  if (spec.gate === "joint")
    return gatedHalves(stage, spec.activation, name, up(stage, spec, `${name}.gate-up`, x, 2 * spec.dim));
  const gate = up(stage, spec, `${name}.gate`, x, spec.dim);
  const active = activated(stage, spec.activation, `${name}.activation`, gate);
  const other = up(stage, spec, `${name}.up`, x, spec.dim);
  return stage.add(`${name}.product`, productOf({ input: active.shape }), active, other);
}

/** The activated first half of a tensor times its second half: [..., 2 × dim] -> [..., dim]. */
export function gatedHalves(stage: Stage, function_: BlockActivation, name: string, both: Tensor): Tensor {
  const output = [...both.shape.slice(0, -1), (both.shape.at(-1) ?? 0) / 2];
  const half = (label: string) =>
    stage.add(`${name}.${label}`, partOfTensor({ input: both.shape, output }), both);
  const active = activated(stage, function_, `${name}.activation`, half("gate"));
  return stage.add(`${name}.product`, productOf({ input: output }), active, half("up"));
}

/** An activation, in one kernel or in steps. */
export function activated(stage: Stage, function_: BlockActivation, name: string, x: Tensor): Tensor {
  return stage.add(name, blockActivation(function_, x.shape), x);
}

function blockActivation(function_: BlockActivation, input: Shape): Layer {
  const elements = input.reduce((all, size) => all * size, 1);
  const own = (label: string): Saved => ({ kind: "own", label, elements });
  if (function_ === "gelu-steps") {
    const saved: readonly Saved[] = [
      { kind: "input", index: 0 },
      own("half of the input"),
      own("hyperbolic tangent"),
      own("1 + hyperbolic tangent"),
    ];
    return { ...activation({ input, function: "gelu-tanh" }), settings: "gelu-tanh in steps", saved };
  }
  if (function_ === "gelu-quick")
    return {
      ...activation({ input, function: "silu" }),
      settings: "x sigmoid(1.702 x)",
      saved: [{ kind: "input", index: 0 }, own("sigmoid")],
    };
  return activation({ input, function: function_ });
}
