// Normalisations that a library computes step by step instead of in one kernel, and what autograd then keeps.

import type { Layer, Saved } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { elements, type Shape } from "../shape/shape.js";
import { layerNorm, scaleParameters } from "./layer-norm.js";

/**
 * How a normalisation is computed. One kernel: "layer" (scale and shift), "layer-scale" (no shift), "layer-bare"
 * (neither), "layer-bare-float" (neither, in FP32). In steps, each in FP32: "rms" (rounded before the scale),
 * "rms-float" (rounded after it), "rms-plus-one" (scaled by 1 + weight in FP32), "rms-short" (the scaled values
 * come from the input as it is, as in T5), "rms-bare" (not scaled).
 */
export type NormStyle =
  | "layer"
  | "layer-scale"
  | "layer-bare"
  | "layer-bare-float"
  | "rms"
  | "rms-float"
  | "rms-plus-one"
  | "rms-short"
  | "rms-bare";

export interface StepwiseNormSpec {
  /** [..., features]. */
  readonly input: Shape;
  readonly style: NormStyle;
  /** Bytes of an activation: where they are fewer than 4, the steps in FP32 work on a copy. */
  readonly bytesPerElement: number;
}

/** Normalisation over the last dimension with what its steps keep. Costs as many operations as in one kernel. */
export function stepwiseNorm(spec: StepwiseNormSpec): Layer {
  const { input, style } = spec;
  const rms = style.startsWith("rms");
  const layer = layerNorm({ input, variant: rms ? "rms" : "layer" });
  const saved = rms ? rmsKept(spec) : layerKept(spec);
  if (style === "layer-scale")
    return { ...layer, parameters: term(scaleParameters, { channels: input.at(-1) ?? 1 }), saved };
  if (style === "layer-bare" || style === "layer-bare-float" || style === "rms-bare")
    return { ...layer, parameters: undefined, weightGradient: [], saved };
  return { ...layer, saved };
}

function layerKept({ input, style, bytesPerElement }: StepwiseNormSpec): readonly Saved[] {
  const positions = elements(input) / (input.at(-1) ?? 1);
  const float = style === "layer-bare-float";
  return [
    float ? floatInput(input, bytesPerElement) : { kind: "input", index: 0 },
    {
      kind: "own",
      label: "mean and deviation",
      elements: 2 * positions,
      ...(float ? { bytesPerElement: 4 } : {}),
    },
  ];
}

function rmsKept({ input, style, bytesPerElement }: StepwiseNormSpec): readonly Saved[] {
  const count = elements(input);
  const features = input.at(-1) ?? 1;
  const float = style === "rms-float" || style === "rms-plus-one";
  return [
    floatInput(input, bytesPerElement),
    ...(style === "rms-short" ? [{ kind: "input", index: 0 } as const] : []),
    { kind: "own", label: "inverse root mean squares", elements: count / features, bytesPerElement: 4 },
    { kind: "own", label: "normalised", elements: count, ...(float ? { bytesPerElement: 4 } : {}) },
    ...(style === "rms-plus-one"
      ? [{ kind: "own", label: "1 + weight", elements: features, bytesPerElement: 4 } as const]
      : []),
  ];
}

/** The input where it is FP32 already, else its copy. */
function floatInput(input: Shape, bytesPerElement: number): Saved {
  if (bytesPerElement >= 4) return { kind: "input", index: 0 };
  return { kind: "own", label: "input in FP32", elements: elements(input), bytesPerElement: 4 };
}
