// Parts of diffusion pipelines by the class that their configs name.
import type { CountedGraph } from "../../../layers/index.js";
import type { Asked, Family } from "../family.js";
import { autoencoderGraph } from "./autoencoder.js";
import type { Denoised } from "./run.js";
import { flux, plainTransformer, stableDiffusion3 } from "./transformers.js";
import { unetGraph } from "./unet.js";

/** A denoiser alone, or as its pipeline tells it to run. */
export type Denoiser = (asked: Asked, told?: Denoised) => CountedGraph;

export const denoisers: Readonly<Record<string, Denoiser>> = {
  DiTTransformer2DModel: plainTransformer,
  FluxTransformer2DModel: flux,
  PixArtTransformer2DModel: plainTransformer,
  SD3Transformer2DModel: stableDiffusion3,
  Transformer2DModel: plainTransformer,
  UNet2DConditionModel: (asked, told) => unetGraph(asked, "text", told),
  UNet2DModel: (asked, told) => unetGraph(asked, "no text", told),
};

/** Families by class name, which stands in the place of a model type. */
export const diffusionFamilies: Readonly<Record<string, Family>> = {
  AutoencoderKL: autoencoderGraph,
  ...Object.fromEntries(
    Object.entries(denoisers).map(([name, graph]): [string, Family] => [name, (asked) => graph(asked)]),
  ),
};
