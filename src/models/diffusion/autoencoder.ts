// The autoencoder between images and the small latents that a denoiser works on.
import type { Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { larger, placeAttention, residual, smaller } from "./blocks.js";

export interface AutoencoderSpec {
  readonly imageChannels: number;
  readonly latentChannels: number;
  readonly channels: readonly number[];
  readonly layers: number;
  readonly groups: number;
  readonly activation: BlockActivation;
  /** Attention in the middle. */
  readonly attention: boolean;
  /** A convolution of one place behind the encoder, and one before the decoder. */
  readonly encodedConvolution: boolean;
  readonly decodedConvolution: boolean;
}

const window = { kernel: 3, padding: 1 };

/** Images -> means and variances of latents. */
export function encodedLatents(
  stage: (name: string) => Sketch,
  spec: AutoencoderSpec,
  images: Tensor,
): Tensor {
  const s = stage("encoder");
  let x = s.convolution("input", images, spec.channels[0] ?? 1, window);
  for (const [i, channels] of spec.channels.entries()) {
    for (let j = 0; j < spec.layers; j++) x = block(s, spec, `${i}.${j}`, x, channels);
    if (i < spec.channels.length - 1) x = smaller(s, `${i}.smaller`, x);
  }
  x = middle(s.within("middle"), spec, x);
  const both = 2 * spec.latentChannels;
  const output = s.convolution("output", ended(s, spec, x), both, window);
  return spec.encodedConvolution ? s.convolution("latents", output, both, { kernel: 1 }) : output;
}

/** Latents -> images. */
export function decodedImages(
  stage: (name: string) => Sketch,
  spec: AutoencoderSpec,
  latents: Tensor,
): Tensor {
  const s = stage("decoder");
  const read = spec.decodedConvolution
    ? s.convolution("latents", latents, spec.latentChannels, { kernel: 1 })
    : latents;
  let x = s.convolution("input", read, spec.channels.at(-1) ?? 1, window);
  x = middle(s.within("middle"), spec, x);
  for (const [i, channels] of [...spec.channels].reverse().entries()) {
    for (let j = 0; j <= spec.layers; j++) x = block(s, spec, `${i}.${j}`, x, channels);
    if (i < spec.channels.length - 1) x = larger(s, `${i}.larger`, x);
  }
  return s.convolution("output", ended(s, spec, x), spec.imageChannels, window);
}

function block(s: Sketch, spec: AutoencoderSpec, part: string, x: Tensor, channels: number): Tensor {
  const { groups, activation } = spec;
  return residual(s.within(part), x, { channels, groups, activation, time: undefined, scaled: false });
}

function middle(s: Sketch, spec: AutoencoderSpec, x: Tensor): Tensor {
  const channels = x.shape[1] ?? 1;
  const first = block(s, spec, "0", x, channels);
  const seen = spec.attention ? placeAttention(s.within("attention"), first, 1, spec.groups) : first;
  return block(s, spec, "1", seen, channels);
}

function ended(s: Sketch, spec: AutoencoderSpec, x: Tensor): Tensor {
  return s.activation("output.activation", s.groupNorm("output.norm", x, spec.groups), spec.activation);
}
