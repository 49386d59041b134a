// Convolutions and pooling over any number of dimensions whose output size is given: uneven padding, rounding up.

import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { matrixWork } from "../matrix.js";
import { averagePoolPositionsFlop, maxPoolPositionsFlop } from "../pooling/pooling-nd.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { checkedGroups } from "./convolution.js";
import {
  convolutionPositionsMac,
  convolutionPositionsParameters,
  convolutionPositionsWeights,
  transposedConvolutionMac,
} from "./convolution-nd.js";

const scatter = perElement("add (each output's gradient at one place)");

export interface SizedConvolutionSpec {
  /** [batch, channels, ...]. */
  readonly input: Shape;
  /** [batch, channels, ...], as the padding and rounding rule makes it. */
  readonly output: Shape;
  readonly kernel: readonly number[];
  /** Default 1. */
  readonly groups?: number;
  readonly bias: boolean;
  /** Whether every input position is spread over a kernel; default false. */
  readonly transposed?: boolean;
}

/** A convolution of known output size. Keeps its input. */
export function sizedConvolution(spec: SizedConvolutionSpec): Layer {
  const subject = "layers/sized-window";
  const input = anyShape(subject, "input", spec.input);
  const output = anyShape(subject, "output", spec.output);
  const [batch = 0, inputChannels = 0, ...inputSizes] = input;
  const [, outputChannels = 0, ...outputSizes] = output;
  const groups = checkedGroups(subject, spec.groups ?? 1, inputChannels, outputChannels);
  const weights = { outputChannels, inputChannels, groups, kernelPositions: elements(spec.kernel) };
  const mac =
    spec.transposed === true
      ? term(transposedConvolutionMac, { batch, inputPositions: elements(inputSizes), ...weights })
      : term(convolutionPositionsMac, { batch, outputPositions: elements(outputSizes), ...weights });
  const grouped = groups === 1 ? "" : `, ${groups} groups`;
  return layerOf({
    kind: spec.transposed === true ? "transposed-convolution" : "convolution",
    settings: `${spec.kernel.join(" × ")}, ${inputChannels} → ${outputChannels}${grouped}`,
    inputs: [input],
    output,
    parameters: term(spec.bias ? convolutionPositionsParameters : convolutionPositionsWeights, weights),
    ...matrixWork(mac),
    saved: [{ kind: "input", index: 0 }],
  });
}

export interface SizedPoolingSpec {
  readonly input: Shape;
  readonly output: Shape;
  readonly kernel: readonly number[];
  readonly function: "maximum" | "average" | "power mean";
}

/** Pooling of known output size. Keeps its input, and the 8-byte index of each maximum. */
export function sizedPooling(spec: SizedPoolingSpec): Layer {
  const subject = "layers/sized-window";
  const input = anyShape(subject, "input", spec.input);
  const output = anyShape(subject, "output", spec.output);
  const outputElements = elements(output);
  const maximum = spec.function === "maximum";
  const flop = maximum ? maxPoolPositionsFlop : averagePoolPositionsFlop;
  const work = {
    operationClass: "pooling",
    term: term(flop, { kernelPositions: elements(spec.kernel), outputElements }),
  } as const;
  const indices = { kind: "own", label: "indices of the maxima", elements: outputElements } as const;
  return layerOf({
    kind: "pooling",
    settings: `${spec.function} ${spec.kernel.join(" × ")}`,
    inputs: [input],
    output,
    forward: [work],
    inputGradient: [maximum ? elementwise("pooling", scatter, outputElements) : [work]],
    saved: [{ kind: "input", index: 0 }, ...(maximum ? [{ ...indices, bytesPerElement: 8 }] : [])],
  });
}
