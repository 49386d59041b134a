// Configs of attention to fewer keys: SegFormer, GLPN and both pyramid vision transformers.
import type { CountedGraph } from "../../../layers/index.js";
import { imageNetwork } from "../../../models/vision/image-network.js";
import { oneToken, tokenMean } from "../../../models/vision/pieces.js";
import { type ReducedStagesSpec, reducedStages } from "../../../models/vision/reduced-stages.js";
import { allStagesHead, depthHead } from "../../../models/vision/segmentation-heads.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Asked, Family } from "../family.js";
import { imageBasis, isBare, listOf, numbersOf } from "./image-keys.js";
import { activationOf } from "./staged.js";

/** Families by model type. */
export const reducedFamilies: Readonly<Record<string, Family>> = {
  segformer: (asked) => overlapping(asked, "segformer"),
  glpn: (asked) => overlapping(asked, "glpn"),
  pvt_v2: (asked) => overlapping(asked, "pvt_v2"),
  pvt: pyramid,
};

/** Sizes of every stage, which all of them write alike. */
function stagesOf(
  keys: ConfigKeys,
  defaults: { readonly dims: readonly number[]; readonly ratios: readonly number[] },
) {
  const count = keys.count("num_encoder_blocks", 4);
  const lists = {
    dims: listOf(keys, "hidden_sizes", defaults.dims),
    depths: listOf(keys, "depths", [2, 2, 2, 2]),
    heads: listOf(keys, "num_attention_heads", [1, 2, 5, 8]),
    ratios: numbersOf(keys, "mlp_ratios", defaults.ratios),
    strides: listOf(keys, "strides", [4, 2, 2, 2]),
  };
  keys.ignore(["layer_norm_eps", "hidden_dropout_prob", "attention_probs_dropout_prob"]);
  keys.ignore(["classifier_dropout_prob", "reshape_last_stage"]);
  return { count, at: (list: readonly number[], i: number) => list[i] ?? 1, ...lists };
}

function overlapping(asked: Asked, type: "segformer" | "glpn" | "pvt_v2"): CountedGraph {
  const { keys } = asked;
  const second = type === "pvt_v2";
  const basis = imageBasis(asked, {
    image: type === "segformer" ? 512 : 224,
    sized: second,
    classes: ["SegformerForSemanticSegmentation", "GLPNForDepthEstimation"],
    fallback: type === "segformer" || second ? "classes" : "none",
  });
  const spec = overlappingSpec(asked, second);
  const dim = keys.whole("decoder_hidden_size", type === "glpn" ? 64 : 256);
  keys.ignore(["max_depth", "head_in_index"]);
  return imageNetwork(basis.spec, basis.run, (network) => {
    const stages = reducedStages(network.stage, spec, network.images);
    const { className, labels } = basis.head;
    const tokens = stages.at(-1)?.tokens;
    if (className === "SegformerForSemanticSegmentation")
      allStagesHead(network.stage("decoder"), stages, { dim, classes: labels });
    else if (className === "GLPNForDepthEstimation") depthHead(network.stage("decoder"), stages, dim);
    else if (!isBare(basis.head) && tokens !== undefined) {
      const s = network.stage("output");
      network.classified(s.linear("classes", tokenMean(s, "mean", tokens), labels));
    }
  });
}

function overlappingSpec(asked: Asked, second: boolean): ReducedStagesSpec {
  const { keys } = asked;
  const sizes = stagesOf(keys, { dims: [32, 64, 160, 256], ratios: second ? [8, 8, 4, 4] : [4, 4, 4, 4] });
  const patches = listOf(keys, "patch_sizes", [7, 3, 3, 3]);
  const reductions = listOf(keys, "sr_ratios", [8, 4, 2, 1]);
  const { at } = sizes;
  return {
    stages: Array.from({ length: sizes.count }, (_, i) => ({
      modelDim: at(sizes.dims, i),
      depth: at(sizes.depths, i),
      heads: at(sizes.heads, i),
      reduction: at(reductions, i),
      mlpRatio: at(sizes.ratios, i),
      patch: {
        kernel: at(patches, i),
        stride: at(sizes.strides, i),
        padding: Math.floor(at(patches, i) / 2),
      },
      positions: 0,
      classToken: false,
      lastNorm: true,
    })),
    activation: activationOf(asked, "gelu"),
    bias: second ? keys.flag("qkv_bias", true) : true,
    mixed: true,
    pooledKeys: second && keys.flag("linear_attention", false),
  };
}

function pyramid(asked: Asked): CountedGraph {
  const { keys } = asked;
  const basis = imageBasis(asked, { image: 224 });
  const sizes = stagesOf(keys, { dims: [64, 128, 320, 512], ratios: [8, 8, 4, 4] });
  const patches = listOf(keys, "patch_sizes", [4, 2, 2, 2]);
  const reductions = listOf(keys, "sequence_reduction_ratios", [8, 4, 2, 1]);
  const { at } = sizes;
  const rows = (i: number) =>
    basis.made.reduce(
      (all, side) => all * Math.floor((i === 0 ? side : Math.floor(side / 2 ** (i + 1))) / at(patches, i)),
      1,
    );
  const spec: ReducedStagesSpec = {
    stages: Array.from({ length: sizes.count }, (_, i) => ({
      modelDim: at(sizes.dims, i),
      depth: at(sizes.depths, i),
      heads: at(sizes.heads, i),
      reduction: at(reductions, i),
      mlpRatio: at(sizes.ratios, i),
      // The library takes the stride for the window's side and the patch for the step.
      patch: { kernel: at(sizes.strides, i), stride: at(patches, i), padding: 0 },
      positions: rows(i) + (i === sizes.count - 1 ? 1 : 0),
      classToken: i === sizes.count - 1,
      lastNorm: i === sizes.count - 1,
    })),
    activation: activationOf(asked, "gelu"),
    bias: keys.flag("qkv_bias", true),
    mixed: false,
    pooledKeys: false,
  };
  return imageNetwork(basis.spec, basis.run, (network) => {
    const tokens = reducedStages(network.stage, spec, network.images).at(-1)?.tokens;
    if (tokens === undefined || isBare(basis.head)) return;
    const s = network.stage("output");
    network.classified(s.linear("classes", oneToken(s, "first", tokens), basis.head.labels));
  });
}
