// Configs of HGNetV2.
import { hgnetStages } from "../../../models/vision/hgnet.js";
import { imageNetwork } from "../../../models/vision/image-network.js";
import { channelMean } from "../../../models/vision/pieces.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Asked } from "../family.js";
import { flagsOf, imageBasis, isBare, listOf } from "./image-keys.js";

/** The stages of a config. */
export function hgnetSpec(keys: ConfigKeys) {
  const outputs = listOf(keys, "stage_out_channels", [128, 512, 1024, 2048]);
  const middle = listOf(keys, "stage_mid_channels", [48, 96, 192, 384]);
  const blocks = listOf(keys, "stage_num_blocks", [1, 1, 3, 1]);
  const layers = listOf(keys, "stage_numb_of_layers", [6, 6, 6, 6]);
  const kernels = listOf(keys, "stage_kernel_size", [3, 3, 5, 5]);
  const light = flagsOf(keys, "stage_light_block", [false, false, true, true]);
  const down = flagsOf(keys, "stage_downsample", [false, true, true, true]);
  const strides = listOf(keys, "stage_downsample_strides", [2, 2, 2, 2]);
  const [, dim = 32, output = 48] = listOf(keys, "stem_channels", [3, 32, 48]);
  keys.ignore(["stage_in_channels", "embedding_size", "depths", "hidden_sizes", "arch", "return_idx"]);
  keys.ignore(["freeze_stem_only", "freeze_at", "freeze_norm", "lr_mult_list"]);
  return {
    stem: [dim, output] as const,
    strides: listOf(keys, "stem_strides", [2, 1, 1, 2, 1]),
    activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "relu")),
    affine: keys.flag("use_learnable_affine_block", false),
    stages: outputs.map((channels, i) => ({
      middle: middle[i] ?? 1,
      output: channels,
      blocks: blocks[i] ?? 1,
      layers: layers[i] ?? 1,
      kernel: kernels[i] ?? 3,
      light: light[i] ?? false,
      down: down[i] === true ? (strides[i] ?? 2) : undefined,
    })),
  };
}

/** The graph of an HGNetV2 config. */
export function hgnetFamily(asked: Asked) {
  const basis = imageBasis(asked, { image: 224, sized: false, classes: ["HGNetV2Backbone"] });
  const spec = hgnetSpec(asked.keys);
  return imageNetwork(basis.spec, basis.run, (network) => {
    const features = hgnetStages(network.stage, spec, network.images).at(-1);
    if (features === undefined || isBare(basis.head)) return;
    const s = network.stage("output");
    network.classified(s.linear("classes", channelMean(s, "pool", features), basis.head.labels));
  });
}
