// The inverted residual block of mobile networks: expand, filter each channel, project; a shortcut where shapes allow.
import { type ActivationFunction, residualAdd, type Stage, type Tensor } from "../../layers/index.js";
import {
  type ConvolutionBlockSpec,
  convolutionBlock,
  type SqueezeExcitationSpec,
  squeezeExcitation,
} from "./blocks.js";

export interface InvertedResidualSpec {
  /** Module path of the block, e.g. "features.3". */
  readonly name: string;
  /** Name of the sequence inside it, e.g. "conv", and whose convolutions stand in it without a sequence of their own. */
  readonly sequence: { readonly name: string; readonly flat: "none" | "last" | "all" };
  readonly outputChannels: number;
  /** Equal to the input's channels: then nothing is expanded. */
  readonly expandedChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: ActivationFunction;
  /** Between filter and projection; default none. */
  readonly squeeze?: Omit<SqueezeExcitationSpec, "name">;
}

/** [batch, c, h, w] -> [batch, outputChannels, h / stride, w / stride]. */
export function invertedResidual(stage: Stage, input: Tensor, spec: InvertedResidualSpec): Tensor {
  const { name, outputChannels, expandedChannels, kernel, stride, activation } = spec;
  const place = placesOf(spec);
  const inputChannels = input.shape[1] ?? 0;
  let x = input;
  if (expandedChannels !== inputChannels)
    x = convolutionBlock(stage, x, { ...place(), outputChannels: expandedChannels, kernel: 1, activation });
  const depthwise = { outputChannels: expandedChannels, kernel, stride, groups: expandedChannels };
  x = convolutionBlock(stage, x, { ...place(), ...depthwise, activation });
  if (spec.squeeze !== undefined) x = squeezeExcitation(stage, x, { ...spec.squeeze, name: place().name });
  x = convolutionBlock(stage, x, { ...place("last"), outputChannels, kernel: 1, activation: "none" });
  const shortcut = stride === 1 && inputChannels === outputChannels;
  return shortcut ? stage.add(`${name}.add`, residualAdd({ input: x.shape }), x, input) : x;
}

type ConvolutionPlace = Pick<ConvolutionBlockSpec, "name" | "parts">;

/** Names of the convolutions one after the other, numbered as torchvision's sequences are. */
function placesOf({ name, sequence }: InvertedResidualSpec): (which?: "last") => ConvolutionPlace {
  const path = `${name}.${sequence.name}`;
  let next = 0;
  return (which) => {
    const flat = sequence.flat === "all" || sequence.flat === which;
    if (!flat) return { name: `${path}.${next++}` };
    return { name: path, parts: [`${next++}`, `${next++}`, `${next++}`] };
  };
}
