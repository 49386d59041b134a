// Keys that configs of detectors share: their classes, blocks, and what only training reads.
import type { BlockActivation } from "../../../../models/language/blocks/specs.js";
import type { Sketch } from "../../../../models/sketch.js";
import { frozen } from "../../../../models/vision/detection/frozen.js";
import { activationNamed } from "../../activation-names.js";
import type { ConfigKeys } from "../../config-keys.js";
import type { Asked } from "../../family.js";
import { type ImageBasis, imageBasis } from "../image-keys.js";

/** Keys of losses, matching, noise and initial values. */
const trainingKeys = [
  "class_cost",
  "bbox_cost",
  "giou_cost",
  "mask_loss_coefficient",
  "dice_loss_coefficient",
  "cls_loss_coefficient",
  "bbox_loss_coefficient",
  "giou_loss_coefficient",
  "eos_coefficient",
  "focal_alpha",
  "auxiliary_loss",
  "init_std",
  "init_xavier_std",
  "initializer_bias_prior_prob",
  "layer_norm_eps",
  "batch_norm_eps",
  "encoder_layerdrop",
  "decoder_layerdrop",
  "dropout",
  "attention_dropout",
  "activation_dropout",
  "is_encoder_decoder",
  "disable_custom_kernels",
  "matcher_alpha",
  "matcher_gamma",
  "matcher_class_cost",
  "matcher_bbox_cost",
  "matcher_giou_cost",
  "use_focal_loss",
  "focal_loss_alpha",
  "focal_loss_gamma",
  "weight_loss_vfl",
  "weight_loss_bbox",
  "weight_loss_giou",
  "weight_loss_fgl",
  "weight_loss_ddf",
  "label_noise_ratio",
  "box_noise_scale",
  "scale",
  "num_hidden_layers",
  "max_position_embeddings",
  "return_intermediate",
  "classifier_dropout",
];

/** What a detector takes from its config; its classes end in ForObjectDetection. */
export function detectorBasis(asked: Asked, image: number): ImageBasis & { readonly detects: boolean } {
  const name = asked.keys.texts("architectures")?.[0];
  const detects = name === undefined || name.endsWith("ForObjectDetection");
  const basis = imageBasis(asked, {
    image,
    sized: false,
    classes: detects && name !== undefined ? [name] : [],
    fallback: "none",
  });
  asked.keys.ignore(trainingKeys);
  return { ...basis, detects };
}

/** The blocks of one side, "encoder" or "decoder". */
export function blockOf(
  keys: ConfigKeys,
  side: "encoder" | "decoder",
  defaults: { readonly dim: number; readonly activation: string; readonly key: string },
) {
  const activation: BlockActivation = activationNamed(
    keys.subject,
    defaults.key,
    keys.text(defaults.key, defaults.activation),
  );
  return {
    heads: keys.whole(
      side === "encoder" ? ["encoder_attention_heads", "num_attention_heads"] : "decoder_attention_heads",
      8,
    ),
    dim: keys.whole(`${side}_ffn_dim`, defaults.dim),
    activation,
  };
}

/** Stages of a backbone whose batch normalisations are constants. */
export function frozenStages(stage: (name: string, path?: string) => Sketch) {
  return (name: string): Sketch => frozen(stage(name, `backbone.${name}`));
}
