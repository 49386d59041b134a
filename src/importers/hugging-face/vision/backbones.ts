// The network that makes features for a detector or a segmenter, from the keys that it stands in.
import type { Tensor } from "../../../layers/index.js";
import type { Sketch } from "../../../models/sketch.js";
import { hgnetStages } from "../../../models/vision/hgnet.js";
import { type ResidualStagesSpec, residualStages } from "../../../models/vision/residual-stages.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { hgnetSpec } from "./hgnet.js";
import { listOf } from "./image-keys.js";

/** Features of the stages that are asked for, large first. */
export type Backbone = (stage: (name: string) => Sketch, images: Tensor) => readonly Tensor[];

/** Networks of the timm library that compute what ours do. */
const timm: Readonly<Record<string, { readonly basic: boolean; readonly depths: readonly number[] }>> = {
  resnet18: { basic: true, depths: [2, 2, 2, 2] },
  resnet34: { basic: true, depths: [3, 4, 6, 3] },
  resnet50: { basic: false, depths: [3, 4, 6, 3] },
  resnet101: { basic: false, depths: [3, 4, 23, 3] },
  resnet152: { basic: false, depths: [3, 8, 36, 3] },
};

/** The backbone of a config that names one, or the default of the family. Errors on one that is not known. */
export function backboneOf(
  keys: ConfigKeys,
  fallback: {
    readonly model: string;
    readonly stages: readonly string[];
    /** Stages of a network of timm, from 0; default the last. */
    readonly timm?: readonly number[];
  },
): Backbone {
  keys.ignore(["use_pretrained_backbone", "use_timm_backbone", "backbone_kwargs", "backbone", "dilation"]);
  if (keys.raw("dilation") === true)
    throw keys.wrong("dilation", "is not known here", "export the network with torch.export instead");
  const config = keys.raw("backbone_config");
  if (config === undefined || config === null) {
    const name = keys.raw("backbone");
    if (typeof name === "string") return timmBackbone(keys, "backbone", name, fallback.timm ?? [3]);
    return known(keys.within("backbone_config"), fallback.model, fallback.stages);
  }
  const inner = keys.within("backbone_config");
  const type = inner.text("model_type", fallback.model);
  if (type !== "timm_backbone") return known(inner, type, fallback.stages);
  inner.ignore(["features_only", "use_pretrained_backbone", "num_channels", "freeze_batch_norm_2d"]);
  inner.ignore(["output_stride", "stage_names", "out_features", "use_timm_backbone"]);
  const indices = listOf(inner, "out_indices", [-1]);
  return timmBackbone(
    inner,
    "backbone",
    inner.text("backbone", ""),
    indices.map((i) => (i < 0 ? 4 + i : i - 1)),
  );
}

function timmBackbone(keys: ConfigKeys, key: string, name: string, stages: readonly number[]): Backbone {
  const found = Object.hasOwn(timm, name) ? timm[name] : undefined;
  if (found === undefined)
    throw keys.wrong(
      key,
      "is no backbone of timm that is known here",
      "export the network with torch.export instead",
    );
  const spec: ResidualStagesSpec = {
    stem: { channels: 64, kernel: 7, pooled: true },
    channels: found.basic ? [64, 128, 256, 512] : [256, 512, 1024, 2048],
    depths: found.depths,
    activation: "relu",
    firstStride: 1,
    block: found.basic ? { kind: "basic" } : { kind: "bottleneck", stride: "middle" },
  };
  return (stage, images) => picked(residualStages(stage, spec, images), stages);
}

function known(keys: ConfigKeys, type: string, fallback: readonly string[]): Backbone {
  const stages = stagesOf(keys, fallback);
  if (type === "hgnet_v2") {
    const spec = hgnetSpec(keys);
    return (stage, images) => picked(hgnetStages(stage, spec, images), stages);
  }
  if (type !== "resnet" && type !== "rt_detr_resnet")
    throw keys.wrong(
      "model_type",
      "is no backbone that is known here",
      "export the network with torch.export instead",
    );
  const spec = residualSpec(keys, type === "rt_detr_resnet");
  return (stage, images) => picked(residualStages(stage, spec, images), stages);
}

/** The stages of a residual network; `deep` for the variant of RT-DETR. */
export function residualSpec(keys: ConfigKeys, deep: boolean) {
  const type = keys.text("layer_type", "bottleneck");
  const early = keys.flag("downsample_in_bottleneck", false);
  return {
    stem: { channels: keys.whole("embedding_size", 64), kernel: 7, pooled: true, deep },
    channels: listOf(keys, "hidden_sizes", [256, 512, 1024, 2048]),
    depths: listOf(keys, "depths", [3, 4, 6, 3]),
    activation: activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "relu")),
    firstStride: keys.flag("downsample_in_first_stage", false) ? 2 : 1,
    block:
      type === "basic"
        ? ({ kind: "basic", pooledShortcut: deep } as const)
        : ({ kind: "bottleneck", stride: early ? "first" : "middle", pooledShortcut: deep } as const),
  };
}

/** Numbers of the stages, from 0, by their names or numbers. */
function stagesOf(keys: ConfigKeys, fallback: readonly string[]): readonly number[] {
  keys.ignore(["stage_names", "num_channels", "out_indices"]);
  const names = keys.texts("out_features");
  const indices = keys.wholes("out_indices");
  if (names === undefined && indices !== undefined)
    return indices.map((index) => (index < 0 ? index : index - 1));
  return (names ?? fallback).map((name) => {
    const [, number] = /^stage(\d+)$/.exec(name) ?? [];
    if (number === undefined)
      throw keys.wrong("out_features", "must name stages", "give names such as stage4");
    return Number(number) - 1;
  });
}

function picked(features: readonly Tensor[], stages: readonly number[]): readonly Tensor[] {
  return stages.flatMap((index) => features.at(index) ?? []);
}
