// Configs of networks in stages: ResNet, RegNet, ConvNeXt, Swin, SegFormer and their kin, with the heads that they share.
import type { CountedGraph, Tensor } from "../../../layers/index.js";
import { convnextStages } from "../../../models/vision/convnext-stages.js";
import { type ImageNetwork, imageNetwork } from "../../../models/vision/image-network.js";
import { channelMean, tokenMean } from "../../../models/vision/pieces.js";
import { type ResidualBlock, residualStages } from "../../../models/vision/residual-stages.js";
import { windowedStages } from "../../../models/vision/windowed-stages.js";
import { activationNamed } from "../activation-names.js";
import type { Asked, Family } from "../family.js";
import { type ImageBasis, imageBasis, isBare, listOf, pairOf } from "./image-keys.js";

/** Families by model type. */
export const stagedFamilies: Readonly<Record<string, Family>> = {
  resnet: (asked) => residual(asked, { stem: 64, kernel: 7, channels: [256, 512, 1024, 2048] }),
  regnet: (asked) => residual(asked, { stem: 32, kernel: 3, channels: [128, 192, 512, 1088] }),
  convnext: (asked) => convnext(asked, false),
  convnextv2: (asked) => convnext(asked, true),
  dinov3_convnext: (asked) => convnext(asked, false),
  swin: (asked) => windowed(asked, { kind: "table", clamped: true }),
  "donut-swin": (asked) => windowed(asked, { kind: "table", clamped: true }),
  "maskformer-swin": (asked) => windowed(asked, { kind: "table", clamped: false }),
  swinv2: (asked) => windowed(asked, { kind: "cosine", clamped: true }),
};

/** The activation that a config names. */
export function activationOf({ keys }: Asked, fallback: string) {
  return activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", fallback));
}

/** A network without a fixed size of image: 224 unless asked. */
function unsized(asked: Asked, fallback: "classes" | "none" = "classes"): ImageBasis {
  return imageBasis(asked, { image: 224, sized: false, fallback });
}

/** Classes on pooled features where the class has them. */
function pooledClasses(network: ImageNetwork, { head }: ImageBasis, features: Tensor): void {
  const s = network.stage("output");
  const means = channelMean(s, "pool", features);
  if (!isBare(head)) network.classified(s.linear("classes", means, head.labels));
}

function last<Item>(list: readonly Item[], asked: Asked, key: string): Item {
  const item = list.at(-1);
  if (item === undefined) throw asked.keys.wrong(key, "must name at least one stage", "give the stages");
  return item;
}

function residual(
  asked: Asked,
  defaults: { readonly stem: number; readonly kernel: number; readonly channels: readonly number[] },
): CountedGraph {
  const { keys } = asked;
  const basis = unsized(asked);
  const grouped = defaults.kernel === 3;
  const channels = listOf(keys, "hidden_sizes", defaults.channels);
  const spec = {
    stem: {
      channels: keys.whole("embedding_size", defaults.stem),
      kernel: defaults.kernel,
      pooled: !grouped,
    },
    channels,
    depths: listOf(keys, "depths", grouped ? [2, 6, 12, 2] : [3, 4, 6, 3]),
    activation: activationOf(asked, "relu"),
    firstStride: keys.flag("downsample_in_first_stage", grouped) ? 2 : 1,
    block: grouped ? groupedBlock(asked) : residualBlock(asked),
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    const stages = residualStages(network.stage, spec, network.images);
    pooledClasses(network, basis, last(stages, asked, "hidden_sizes"));
  });
}

function groupedBlock({ keys }: Asked): ResidualBlock {
  const type = keys.text("layer_type", "y");
  if (type !== "x" && type !== "y") throw keys.wrong("layer_type", 'must be "x" or "y"', "correct it");
  return { kind: "grouped", groupWidth: keys.whole("groups_width", 64), squeeze: type === "y" };
}

function residualBlock({ keys }: Asked): ResidualBlock {
  const type = keys.text("layer_type", "bottleneck");
  if (type === "basic") return { kind: "basic" };
  if (type !== "bottleneck") throw keys.wrong("layer_type", 'must be "basic" or "bottleneck"', "correct it");
  return {
    kind: "bottleneck",
    stride: keys.flag("downsample_in_bottleneck", false) ? "first" : "middle",
  };
}

function convnext(asked: Asked, responses: boolean): CountedGraph {
  const { keys } = asked;
  const plain = keys.text("model_type", "") === "dinov3_convnext";
  const basis = imageBasis(asked, { image: 224, fallback: plain ? "none" : "classes" });
  keys.ignore(["num_stages", "layer_norm_eps"]);
  const spec = {
    patch: plain ? 4 : keys.whole("patch_size", 4),
    channels: listOf(keys, "hidden_sizes", [96, 192, 384, 768]),
    depths: listOf(keys, "depths", [3, 3, 9, 3]),
    activation: activationOf(asked, "gelu"),
    layerScale: plain || (!responses && (keys.number("layer_scale_init_value") ?? 1e-6) > 0),
    responses,
  };
  if (plain) keys.ignore(["layer_scale_init_value"]);
  return imageNetwork(basis.spec, basis.run, (network) => {
    const stages = convnextStages(network.stage, spec, network.images);
    const s = network.stage("output");
    const pooled = s.norm("norm", channelMean(s, "pool", last(stages, asked, "hidden_sizes")));
    if (!isBare(basis.head)) network.classified(s.linear("classes", pooled, basis.head.labels));
  });
}

/** The stages of a config of shifted windows. */
export function windowedSpec(
  asked: Asked,
  made: readonly [number, number],
  kinds: { readonly kind: "table" | "cosine"; readonly clamped: boolean },
) {
  const { keys } = asked;
  const patch = pairOf(keys, "patch_size", 4);
  const patches = Math.floor(made[0] / patch[0]) * Math.floor(made[1] / patch[1]);
  const extra = kinds.kind === "cosine" || !kinds.clamped ? 1 : 0;
  keys.ignore(["pretrained_window_sizes", "layer_norm_eps", "hidden_size", "num_layers", "path_norm"]);
  keys.ignore(["hidden_dropout_prob", "attention_probs_dropout_prob"]);
  return {
    patch,
    modelDim: keys.whole("embed_dim", 96),
    depths: listOf(keys, "depths", [2, 2, 6, 2]),
    heads: listOf(keys, "num_heads", [3, 6, 12, 24]),
    window: keys.whole("window_size", 7),
    ratio: keys.number("mlp_ratio") ?? 4,
    activation: activationOf(asked, "gelu"),
    bias: keys.flag("qkv_bias", true),
    positions: keys.flag("use_absolute_embeddings", false) ? patches + extra : 0,
    firstNorm: true,
    ...kinds,
  } as const;
}

function windowed(
  asked: Asked,
  kinds: { readonly kind: "table" | "cosine"; readonly clamped: boolean },
): CountedGraph {
  const fallback = kinds.clamped ? "classes" : "none";
  const basis = imageBasis(asked, { image: 224, fallback });
  const spec = windowedSpec(asked, basis.made, kinds);
  const plain = asked.keys.text("model_type", "") === "donut-swin";
  return imageNetwork(basis.spec, basis.run, (network) => {
    const { tokens } = last(windowedStages(network.stage, spec, network.images), asked, "depths");
    const s = network.stage("output");
    const pooled = tokenMean(s, "pool", plain ? tokens : s.norm("norm", tokens));
    if (!isBare(basis.head)) network.classified(s.linear("classes", pooled, basis.head.labels));
  });
}
