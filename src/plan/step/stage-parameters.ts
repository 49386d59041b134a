// Parameters that a device of a pipeline stage holds: layers, experts, tables.
import { linearWeights } from "../../layers/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import {
  attentionProducts,
  feedForwardProducts,
  normParameters,
  type WeightProduct,
} from "../layer/products.js";
import { stageParameters, tableParametersOfStage } from "../memory-formulas.js";
import { vocabularyOf } from "../shape/held.js";
import type { TransformerShape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

/** Parameters of all layers. */
export const allLayersParameters = formula({
  id: "conventions.layers-parameters",
  meaning: "Parameters of all layers, from those of one or their mean",
  expression: "layers * parametersEach",
  result: "layersParameters",
  inputs: ["layers", "parametersEach"],
  source: { source: sources.kaplan2020, place: "Table 1: parameters of all layers" },
});

/** Parameters of one layer by how parallelism divides them. */
export interface LayerParameters {
  /** Divided among the tensor-parallel devices: projections, feed-forward layer, shared experts, norms too. */
  readonly dense: Quantity;
  /** Of all experts, divided among the expert-parallel devices as well; undefined: none. */
  readonly experts: Quantity | undefined;
}

/**
 * Mean parameters of a layer. Norms are kept whole by every device but are so few that they are counted with the
 * divided ones; biases are left out.
 */
export function layerParameters(shape: TransformerShape): LayerParameters {
  const mixtureLayers = shape.mixture?.layers ?? 0;
  const attention = attentionProducts(shape).map((product) => weights(shape, product));
  const norms = given(normParameters(shape), shape.origin, { unit: "parameter", label: "norms" });
  const plain = feedForwardProducts(shape, false).map((product) => weights(shape, product));
  if (shape.mixture === undefined)
    return { dense: sum("parameters of a layer", [...attention, ...plain, norms]), experts: undefined };
  const mixed = feedForwardProducts(shape, true);
  const beside = mixed.filter(({ expert }) => !expert).map((product) => weights(shape, product));
  const each = mixed.filter(({ expert }) => expert).map((product) => weights(shape, product));
  const share = (label: string, parts: readonly Quantity[], layers: number, times: number) =>
    meanParameters(shape, sum(label, parts), { layers, times });
  return {
    dense: sum("parameters of a layer, mean", [
      ...attention,
      norms,
      share("feed-forward layer", plain, shape.layers - mixtureLayers, 1),
      share("router and shared experts", beside, mixtureLayers, 1),
    ]),
    experts: share("one expert", each, mixtureLayers, shape.mixture.experts),
  };
}

function weights(shape: TransformerShape, { name, inner, columns }: WeightProduct): Quantity {
  const size = (value: number) => given(value, shape.origin);
  return linearWeights({ inputFeatures: size(inner), outputFeatures: size(columns) }).labelled(name);
}

function meanParameters(
  shape: TransformerShape,
  parametersEach: Quantity,
  { layers, times }: { readonly layers: number; readonly times: number },
): Quantity {
  return stageParameters({
    stageLayers: given(layers * times, shape.origin, { unit: "layer", label: "such parts in the model" }),
    parametersEach,
    shards: given(shape.layers, shape.origin, { label: "layers of the model" }),
  }).labelled(`${parametersEach.label}, mean over the layers`);
}

/** Parameters on a device of a stage: dense ones, and experts apart since replicas share them differently. */
export interface StageParameters {
  readonly dense: Quantity;
  readonly experts: Quantity | undefined;
}

/** What parameters of a stage are divided by. */
export interface StageSizes {
  readonly stageLayers: Quantity;
  readonly tensorShards: Quantity;
  readonly expertShards: Quantity;
}

/** Parameters of a stage; `tables` says how many copies of the vocabulary's table it holds. */
export function parametersOfStage(
  shape: TransformerShape,
  layer: LayerParameters,
  sizes: StageSizes,
  tables: Quantity,
): StageParameters {
  const { stageLayers, tensorShards, expertShards } = sizes;
  const layers = stageParameters({ stageLayers, parametersEach: layer.dense, shards: tensorShards });
  const table = tableParametersOfStage({
    outputWeights: tables,
    vocabulary: vocabularyOf(shape),
    modelDim: given(shape.modelDim, shape.origin),
    tensorShards,
  });
  const dense = sum("parameters on the device", [layers.labelled("layers"), table.labelled("vocabulary")]);
  if (layer.experts === undefined) return { dense, experts: undefined };
  const shared = stageParameters({ stageLayers, parametersEach: layer.experts, shards: tensorShards });
  const experts = stageParameters({
    stageLayers: given(1, "already summed over the layers", { unit: "layer" }),
    parametersEach: shared,
    shards: expertShards,
  });
  return { dense, experts: experts.labelled("experts on the device") };
}
