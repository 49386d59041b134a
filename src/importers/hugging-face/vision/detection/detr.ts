// Configs of DETR, Table Transformer and Conditional DETR.
import { detr } from "../../../../models/vision/detection/detr.js";
import { imageNetwork } from "../../../../models/vision/image-network.js";
import type { Asked, Family } from "../../family.js";
import { backboneOf } from "../backbones.js";
import { blockOf, detectorBasis, frozenStages } from "./detection-keys.js";

/** Families by model type. */
export const detrFamilies: Readonly<Record<string, Family>> = {
  detr: (asked) => detector(asked, { conditional: false, table: false }),
  "table-transformer": (asked) => detector(asked, { conditional: false, table: true }),
  conditional_detr: (asked) => detector(asked, { conditional: true, table: false }),
};

function detector(asked: Asked, kind: { readonly conditional: boolean; readonly table: boolean }) {
  const { keys } = asked;
  const basis = detectorBasis(asked, 800);
  const backbone = backboneOf(keys, { model: "resnet", stages: ["stage4"] });
  const defaults = { dim: 2048, activation: "relu", key: "activation_function" };
  const nothing = kind.conditional ? 0 : 1;
  const positions = keys.text("position_embedding_type", "sine");
  if (positions !== "sine" && positions !== "learned")
    throw keys.wrong("position_embedding_type", 'must be "sine" or "learned"', "correct it");
  const spec = {
    modelDim: keys.whole(["d_model", "hidden_size"], 256),
    queries: keys.whole("num_queries", kind.conditional ? 300 : 100),
    encoderLayers: keys.count("encoder_layers", 6),
    decoderLayers: keys.count("decoder_layers", 6),
    encoder: { ...blockOf(keys, "encoder", defaults), normBefore: kind.table },
    decoder: { ...blockOf(keys, "decoder", defaults), normBefore: kind.table },
    learnedPositions: positions === "learned",
    encoderNorm: kind.table,
    conditional: kind.conditional,
    classes: basis.detects ? basis.head.labels + nothing : undefined,
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    const features = backbone(frozenStages(network.stage), network.images).at(-1);
    if (features !== undefined) detr(network.stage, spec, features);
  });
}
