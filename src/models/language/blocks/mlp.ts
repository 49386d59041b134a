// The feed-forward part of a block, with what a library keeps of its steps.
import {
  activation,
  dropped,
  elementwiseOperation,
  type Layer,
  linear,
  partOfTensor,
  productOf,
  type Saved,
  type Shape,
  type Stage,
  scaleParameters,
  type Tensor,
  term,
} from "../../../layers/index.js";
import { normed } from "./norm.js";
import type { Run } from "./run.js";
import type { BlockActivation, MlpSpec } from "./specs.js";

/** Feed-forward of [..., modelDim] -> the same. */
export function mlp(stage: Stage, spec: MlpSpec, name: string, x: Tensor, run?: Run): Tensor {
  const raw =
    spec.gate === "none"
      ? activatedBy(stage, spec, `${name}.activation`, up(stage, spec, `${name}.up`, x, spec.dim))
      : gated(stage, spec, name, x);
  const inner =
    spec.innerNorm === undefined || run === undefined
      ? raw
      : normed(stage, run, spec.innerNorm, `${name}.norm`, raw);
  const rate = spec.dropout;
  const kept = dropped(stage, `${name}.dropout`, inner, { rate, mask: "value" });
  const outputFeatures = x.shape.at(-1) ?? 0;
  return stage.add(`${name}.down`, linear({ input: kept.shape, outputFeatures, bias: spec.bias }), kept);
}

/** The activation, with what it has learned where it learns anything. */
function activatedBy(stage: Stage, spec: MlpSpec, name: string, x: Tensor): Tensor {
  const layer = blockActivation(spec.activation, x.shape);
  const learned = spec.activationParameters;
  if (learned === undefined) return stage.add(name, layer, x);
  const parameters = term(scaleParameters, { channels: learned });
  return stage.add(name, { ...layer, settings: `${layer.settings}, learned`, parameters }, x);
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
  if (function_ === "relu-squared")
    return elementwiseOperation({
      name: "ReLU squared",
      inputs: [input],
      output: input,
      forward: "compare + square",
      backward: ["3 multiply (2 g relu(x), mask)"],
      saved: [{ kind: "input", index: 0 }, own("positive part")],
    });
  return activation({ input, function: function_ });
}
