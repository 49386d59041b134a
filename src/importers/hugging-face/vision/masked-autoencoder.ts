// Configs of ViTMAE.
import { maskedAutoencoder } from "../../../models/vision/masked-autoencoder.js";
import type { Asked } from "../family.js";
import { imageBasis, pairOf, stretched } from "./image-keys.js";
import { base, plainParts } from "./patch-sizes.js";

/** The graph of a masked autoencoder, or of its encoder. */
export function vitMae(asked: Asked) {
  const { keys } = asked;
  const classes = ["ViTMAEForPreTraining"];
  const basis = imageBasis(asked, { image: 224, fallback: "none", classes });
  const modelDim = keys.whole("hidden_size", 768);
  const patch = pairOf(keys, "patch_size", 16);
  const { block, layers } = plainParts(asked, base, { modelDim, patch });
  const patches = ([height, width]: readonly [number, number]) =>
    Math.floor(height / patch[0]) * Math.floor(width / patch[1]);
  const hidden = keys.number("mask_ratio") ?? 0.75;
  const decoder = {
    dim: keys.whole("decoder_hidden_size", 512),
    layers: keys.count("decoder_num_hidden_layers", 8),
    block: {
      ...block,
      heads: keys.whole("decoder_num_attention_heads", 16),
      mlp: { ...block.mlp, dim: keys.whole("decoder_intermediate_size", 2048) },
    },
  };
  keys.ignore(["norm_pix_loss", "layer_norm_eps", "hidden_dropout_prob", "attention_probs_dropout_prob"]);
  const { className } = basis.head;
  const count = patches(basis.spec.image);
  const notes = count === patches(basis.made) ? [] : [stretched];
  const spec = {
    ...basis.spec,
    notCounted: [...basis.spec.notCounted, ...notes],
    patch,
    modelDim,
    layers,
    block,
    positions: patches(basis.made) + 1,
    seen: Math.trunc(count * (1 - hidden)),
    decoder: className === undefined || className === classes[0] ? decoder : undefined,
  };
  return maskedAutoencoder(spec, basis.run);
}
