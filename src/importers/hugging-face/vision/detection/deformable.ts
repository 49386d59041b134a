// Configs of Deformable DETR and DAB-DETR.
import { anchoredDetector } from "../../../../models/vision/detection/anchored.js";
import { deformableDetr } from "../../../../models/vision/detection/deformable-detr.js";
import { imageNetwork } from "../../../../models/vision/image-network.js";
import type { Asked, Family } from "../../family.js";
import { backboneOf } from "../backbones.js";
import { blockOf, detectorBasis, frozenStages } from "./detection-keys.js";

/** Families by model type. */
export const deformableFamilies: Readonly<Record<string, Family>> = {
  deformable_detr: deformable,
  "dab-detr": anchored,
};

function deformable(asked: Asked) {
  const { keys } = asked;
  const tied = keys.flag("tie_word_embeddings", true);
  const basis = detectorBasis(asked, 800);
  const levels = keys.whole("num_feature_levels", 4);
  const stages = levels > 1 ? ["stage2", "stage3", "stage4"] : ["stage4"];
  const backbone = backboneOf(keys, { model: "resnet", stages, timm: levels > 1 ? [1, 2, 3] : [3] });
  const defaults = { dim: 1024, activation: "relu", key: "activation_function" };
  const refined = keys.flag("with_box_refine", false);
  const twoStage = keys.flag("two_stage", false);
  const proposals = keys.whole("two_stage_num_proposals", 300);
  const spec = {
    modelDim: keys.whole(["d_model", "hidden_size"], 256),
    levels,
    queries: keys.whole("num_queries", 300),
    proposals: twoStage ? proposals : undefined,
    encoderLayers: keys.count("encoder_layers", 6),
    decoderLayers: keys.count("decoder_layers", 6),
    encoder: { ...blockOf(keys, "encoder", defaults), points: keys.whole("encoder_n_points", 4) },
    decoder: { ...blockOf(keys, "decoder", defaults), points: keys.whole("decoder_n_points", 4) },
    learnedPositions: keys.text("position_embedding_type", "sine") === "learned",
    refined,
    shared: { classes: tied && !twoStage, boxes: tied && !refined },
    classes: basis.detects ? basis.head.labels : undefined,
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    deformableDetr(network.stage, spec, backbone(frozenStages(network.stage), network.images));
  });
}

function anchored(asked: Asked) {
  const { keys } = asked;
  const basis = detectorBasis(asked, 800);
  const backbone = backboneOf(keys, { model: "resnet", stages: ["stage4"] });
  const slopes = keys.text("activation_function", "prelu") === "prelu";
  const named = keys.withDefaults({});
  const defaults = {
    dim: 2048,
    activation: "relu",
    key: slopes ? "no activation_function" : "activation_function",
  };
  keys.ignore(["temperature_height", "temperature_width", "random_refpoints_xy", "d_model"]);
  keys.ignore(["sine_position_embedding_scale", "num_channels"]);
  const block = (side: "encoder" | "decoder") => {
    const one = blockOf(slopes ? named : keys, side, defaults);
    // A learned slope costs what a fixed one does.
    return slopes ? { ...one, activation: "leaky-relu" as const } : one;
  };
  keys.ignore(["encoder_attention_heads", "encoder_ffn_dim", "decoder_attention_heads", "decoder_ffn_dim"]);
  const spec = {
    modelDim: keys.whole(["hidden_size", "d_model"], 256),
    boxes: keys.whole("num_queries", 300),
    boxDim: keys.whole("query_dim", 4),
    patterns: keys.whole("num_patterns", 0, 0),
    encoderLayers: keys.count("encoder_layers", 6),
    decoderLayers: keys.count("decoder_layers", 6),
    encoder: block("encoder"),
    decoder: block("decoder"),
    slopes,
    encoderNorm: keys.flag("normalize_before", false),
    placesInAll: keys.flag("keep_query_pos", false),
    classes: basis.detects ? basis.head.labels : undefined,
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    const features = backbone(frozenStages(network.stage), network.images).at(-1);
    if (features !== undefined) anchoredDetector(network.stage, spec, features);
  });
}
