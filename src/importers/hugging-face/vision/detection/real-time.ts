// Configs of RT-DETR in both versions.
import { twoStageDetector } from "../../../../models/vision/detection/two-stage.js";
import { imageNetwork } from "../../../../models/vision/image-network.js";
import { activationNamed } from "../../activation-names.js";
import type { Asked, Family } from "../../family.js";
import { backboneOf } from "../backbones.js";
import { listOf } from "../image-keys.js";
import { blockOf, detectorBasis, frozenStages } from "./detection-keys.js";

/** Families by model type. */
export const realTimeFamilies: Readonly<Record<string, Family>> = {
  rt_detr: (asked) => detector(asked),
  rt_detr_v2: (asked) => detector(asked),
};

/** What the encoder and the choice of queries take from a config. */
export function twoStageKeys(asked: Asked, detects: boolean, labels: number) {
  const { keys } = asked;
  const named = (key: string, fallback: string) =>
    activationNamed(keys.subject, key, keys.text(key, fallback));
  const modelDim = keys.whole(["d_model", "hidden_size"], 256);
  keys.ignore(["encoder_in_channels", "feat_strides", "positional_encoding_temperature", "eval_size"]);
  keys.ignore(["decoder_in_channels", "anchor_image_size", "with_box_refine", "decoder_n_levels"]);
  keys.ignore(["decoder_offset_scale", "decoder_method"]);
  const before = keys.flag("normalize_before", false);
  return {
    encoder: {
      dim: keys.whole("encoder_hidden_dim", 256),
      layers: keys.whole("encoder_layers", 1, 0),
      attending: listOf(keys, "encode_proj_layers", [2]),
      block: {
        ...blockOf(keys, "encoder", { dim: 1024, activation: "gelu", key: "encoder_activation_function" }),
        normBefore: before,
      },
      activation: named("activation_function", "silu"),
      expansion: keys.number("hidden_expansion") ?? 1,
    },
    modelDim,
    queries: keys.whole("num_queries", 300),
    levels: keys.whole("num_feature_levels", 3),
    points: keys.whole("decoder_n_points", 4),
    layers: keys.count("decoder_layers", 6),
    block: blockOf(keys, "decoder", { dim: 1024, activation: "relu", key: "decoder_activation_function" }),
    noisyLabels: keys.whole("num_denoising", 100, 0) > 0 ? labels + 1 : 0,
    learnedQueries: keys.flag("learn_initial_query", false),
    classes: labels,
    heads: detects,
  };
}

function detector(asked: Asked) {
  const { keys } = asked;
  const basis = detectorBasis(asked, 640);
  const backbone = backboneOf(keys, { model: "rt_detr_resnet", stages: ["stage2", "stage3", "stage4"] });
  const constant = keys.flag("freeze_backbone_batch_norms", true);
  const spec = twoStageKeys(asked, basis.detects, basis.head.labels);
  return imageNetwork(basis.spec, basis.run, (network) => {
    const plain = (name: string) => network.stage(name, `backbone.${name}`);
    const stages = constant ? frozenStages(network.stage) : plain;
    twoStageDetector(network.stage, spec, backbone(stages, network.images));
  });
}
