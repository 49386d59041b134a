// Convolutions and pooling over any number of dimensions whose output size is given: uneven padding, rounding up.

import type { Layer } from "../graph/layer.js";
import { averagePoolPositionsRecord, maxPoolPositionsRecord } from "../pooling/pooling-nd.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { checkedGroups } from "./convolution.js";
import { convolutionPositionsRecord, transposedConvolutionRecord } from "./convolution-nd.js";

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
  const transposed = spec.transposed === true;
  const record = transposed ? transposedConvolutionRecord : convolutionPositionsRecord;
  const grouped = groups === 1 ? "" : `, ${groups} groups`;
  return record.variant({ bias: spec.bias ? "yes" : "no" }).bind(
    {
      batch,
      inputChannels,
      outputChannels,
      groups,
      inputPositions: elements(inputSizes),
      kernelPositions: elements(spec.kernel),
      outputPositions: elements(outputSizes),
    },
    {
      settings: `${spec.kernel.join(" × ")}, ${inputChannels} → ${outputChannels}${grouped}`,
      inputs: [input],
      output,
    },
  );
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
  const [batch = 1, channels = 1, ...inputSizes] = input;
  const record = spec.function === "maximum" ? maxPoolPositionsRecord : averagePoolPositionsRecord;
  return record.bind(
    {
      batch,
      channels,
      inputPositions: elements(inputSizes),
      kernelPositions: elements(spec.kernel),
      outputPositions: elements(output) / (batch * channels),
    },
    { settings: `${spec.function} ${spec.kernel.join(" × ")}`, inputs: [input], output },
  );
}
