// What towers of images of any size share: patches of two frames on a grid, neighbours merged for the language model.
import type { ConfigKeys } from "../config-keys.js";
import type { TowerKin } from "./tower-kin.js";

/** What the towers of Qwen and their kin share. */
export const gridKin = {
  modelDim: 1152,
  ffnDim: 4304,
  layers: 27,
  heads: 16,
  patch: 16,
  image: undefined,
  activation: "gelu_pytorch_tanh",
  rotary: true,
  ignored: ["temporal_patch_size", "tokens_per_second", "initializer_range", "image_size"],
} as const satisfies TowerKin;

export const frames = (keys: ConfigKeys) => ({ frames: keys.whole("temporal_patch_size", 2) });
export const mergeSide = (keys: ConfigKeys) => keys.whole("spatial_merge_size", 2);
