// Configs of networks for small devices, of PoolFormer and of BiT: few keys, many sizes that follow from them.
import type { CountedGraph, Tensor } from "../../../layers/index.js";
import { type ImageNetwork, imageNetwork } from "../../../models/vision/image-network.js";
import { invertedLayers, poolingStages, separableLayers } from "../../../models/vision/narrow-stages.js";
import { channelMean } from "../../../models/vision/pieces.js";
import { roundedHalfToEven } from "../../../models/vision/residual-stages.js";
import { dividedByEight, standardizedStages } from "../../../models/vision/standardized-stages.js";
import type { Asked, Family } from "../family.js";
import { type ImageBasis, imageBasis, isBare, listOf } from "./image-keys.js";
import { activationOf } from "./staged.js";

/** Families by model type. */
export const compactFamilies: Readonly<Record<string, Family>> = {
  mobilenet_v1: mobilenetV1,
  mobilenet_v2: mobilenetV2,
  poolformer,
  bit,
};

function pooledClasses(network: ImageNetwork, { head }: ImageBasis, features: Tensor): void {
  const s = network.stage("output");
  const means = channelMean(s, "pool", features);
  if (!isBare(head)) network.classified(s.linear("classes", means, head.labels));
}

function mobilenetV1(asked: Asked): CountedGraph {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224 });
  const factor = keys.number("depth_multiplier") ?? 1;
  const least = keys.whole("min_depth", 8);
  keys.ignore(["tf_padding", "classifier_dropout_prob", "layer_norm_eps"]);
  const sized = (channels: number) => Math.max(Math.trunc(channels * factor), least);
  let depth = 32;
  const layers = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1].map((stride, i) => {
    if (stride === 2 || i === 0) depth *= 2;
    return { channels: sized(depth), stride };
  });
  const spec = { stem: sized(32), activation: activationOf(asked, "relu6"), layers };
  return imageNetwork(basis.spec, basis.run, (network) => {
    pooledClasses(network, basis, separableLayers(network.stage, spec, network.images));
  });
}

/** Output channels of the second version's blocks and their strides, before any multiplier. */
const widths = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320];
const strides = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];

function mobilenetV2(asked: Asked): CountedGraph {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224 });
  const factor = keys.number("depth_multiplier") ?? 1;
  const least = keys.whole("min_depth", 8);
  const divisor = keys.whole("depth_divisible_by", 8);
  const ratio = keys.number("expand_ratio") ?? 6;
  const whole = keys.flag("finegrained_output", true) && factor < 1;
  keys.ignore(["tf_padding", "classifier_dropout_prob", "layer_norm_eps"]);
  const rounded = (value: number) => dividedByEight(roundedHalfToEven(value), divisor, least);
  const channels = widths.map((width) => rounded(width * factor));
  const target = keys.whole("output_stride", 32);
  let [reached, dilation] = [2, 1];
  const layers = strides.map((step, i) => {
    const full = reached === target;
    const one = { stride: full ? 1 : step, dilation };
    if (full) dilation *= step;
    else reached *= step;
    const inner = rounded((channels[i] ?? 1) * ratio);
    return { channels: channels[i + 1] ?? 1, inner, ...one };
  });
  const spec = {
    stem: rounded(32 * factor),
    firstExpands: keys.flag("first_layer_is_expansion", true),
    first: channels[0] ?? 1,
    activation: activationOf(asked, "relu6"),
    layers,
    last: whole ? 1280 : rounded(1280 * factor),
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    pooledClasses(network, basis, invertedLayers(network.stage, spec, network.images));
  });
}

function poolformer(asked: Asked): CountedGraph {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224, sized: false });
  const channels = listOf(keys, "hidden_sizes", [64, 128, 320, 512]);
  const depths = listOf(keys, "depths", [2, 2, 6, 2]);
  const patches = listOf(keys, "patch_sizes", [7, 3, 3, 3]);
  const steps = listOf(keys, "strides", [4, 2, 2, 2]);
  const rims = listOf(keys, "padding", [2, 1, 1, 1]);
  keys.ignore(["patch_size", "stride", "layer_scale_init_value", "num_encoder_blocks"]);
  const spec = {
    stages: channels.map((one, i) => ({
      channels: one,
      depth: depths[i] ?? 1,
      patch: { kernel: patches[i] ?? 3, stride: steps[i] ?? 2, padding: rims[i] ?? 1 },
    })),
    pool: keys.whole("pool_size", 3),
    ratio: keys.number("mlp_ratio") ?? 4,
    activation: activationOf(asked, "gelu"),
    layerScale: keys.flag("use_layer_scale", true),
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    const features = poolingStages(network.stage, spec, network.images);
    if (isBare(basis.head)) return;
    const s = network.stage("output");
    pooledClasses(network, basis, s.groupNorm("norm", features, 1));
  });
}

function bit(asked: Asked): CountedGraph {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224, sized: false });
  const type = keys.text("layer_type", "preactivation");
  if (type !== "preactivation" && type !== "bottleneck")
    throw keys.wrong("layer_type", 'must be "preactivation" or "bottleneck"', "correct it");
  if (keys.whole("output_stride", 32) !== 32)
    throw keys.wrong(
      "output_stride",
      "must be 32 to be known here",
      "export the network with torch.export instead",
    );
  const same = keys.text("global_padding", "").toUpperCase() === "SAME";
  const dynamic = keys.flag("embedding_dynamic_padding", false);
  if (dynamic && !same)
    throw keys.wrong(
      "embedding_dynamic_padding",
      'is known here beside global_padding "SAME" only',
      "leave it out",
    );
  const factor = keys.whole("width_factor", 1);
  const spec = {
    stem: keys.whole("embedding_size", 64),
    channels: listOf(keys, "hidden_sizes", [256, 512, 1024, 2048]).map((one) => dividedByEight(one * factor)),
    depths: listOf(keys, "depths", [3, 4, 6, 3]),
    groups: keys.whole("num_groups", 32),
    activation: activationOf(asked, "relu"),
    before: type === "preactivation",
    poolPadding: same && !dynamic ? 0 : 1,
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    pooledClasses(network, basis, standardizedStages(network.stage, spec, network.images));
  });
}
