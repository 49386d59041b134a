// Configs of AutoencoderKL.
import type { CountedGraph } from "../../../layers/index.js";
import {
  type AutoencoderSpec,
  decodedImages,
  encodedLatents,
} from "../../../models/diffusion/autoencoder.js";
import { imageNetwork } from "../../../models/vision/image-network.js";
import { activationNamed } from "../activation-names.js";
import { type Asked, imageRunOf } from "../family.js";
import { listOf } from "../vision/image-keys.js";

/** An autoencoder, and how many pixels along one side become one latent. */
export function autoencoderSpec({
  keys,
}: Asked): AutoencoderSpec & { readonly scale: number; readonly sample: number } {
  for (const [key, type] of [
    ["down_block_types", "DownEncoderBlock2D"],
    ["up_block_types", "UpDecoderBlock2D"],
  ] as const)
    if (keys.texts(key)?.some((name) => name !== type) === true)
      throw keys.wrong(
        key,
        "names a block that is not known here",
        "export the network with torch.export instead",
      );
  const channels = listOf(keys, "block_out_channels", [64]);
  keys.ignore([
    "scaling_factor",
    "shift_factor",
    "latents_mean",
    "latents_std",
    "force_upcast",
    "out_channels",
  ]);
  return {
    imageChannels: keys.whole("in_channels", 3),
    latentChannels: keys.whole("latent_channels", 4),
    channels,
    layers: keys.whole("layers_per_block", 1),
    groups: keys.whole("norm_num_groups", 32),
    activation: activationNamed(keys.subject, "act_fn", keys.text("act_fn", "silu")),
    attention: keys.flag("mid_block_add_attention", true),
    encodedConvolution: keys.flag("use_quant_conv", true),
    decodedConvolution: keys.flag("use_post_quant_conv", true),
    scale: 2 ** (channels.length - 1),
    sample: keys.whole("sample_size", 32),
  };
}

/** Images through the encoder and the decoder. */
export function autoencoderGraph(asked: Asked): CountedGraph {
  const run = imageRunOf(asked);
  const spec = autoencoderSpec(asked);
  const side = asked.input.resolution ?? spec.sample;
  return imageNetwork(basis(asked, spec.imageChannels, [side, side]), run, (network) => {
    const both = encodedLatents(network.stage, spec, network.images);
    const [batch = 1, , height = 1, width = 1] = both.shape;
    const between = network.stage("latents");
    const sampled = between.move("sampled", both, [batch, spec.latentChannels, height, width], "a sample");
    decodedImages(network.stage, spec, sampled);
  });
}

/** One half: what a pipeline runs once for an image, or has and does not run. */
export function autoencoderHalf(
  asked: Asked,
  half: "encoder" | "decoder",
  size: readonly [number, number],
): CountedGraph {
  const run = imageRunOf(asked);
  const spec = autoencoderSpec(asked);
  const channels = half === "decoder" ? spec.latentChannels : spec.imageChannels;
  return imageNetwork(basis(asked, channels, size), run, (network) => {
    const body = half === "decoder" ? decodedImages : encodedLatents;
    body(network.stage, spec, network.images);
  });
}

function basis(asked: Asked, channels: number, image: readonly [number, number]) {
  return { name: asked.name, origin: asked.origin, channels, image, notCounted: [] };
}
