// A model's sizes as serving needs them: parameters by how they are read, cache of a token, widths of attention.
import { kvBytesPerToken, latentBytesPerToken, storedBytes } from "../../cost/inference/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { headWidths } from "../layer/products.js";
import { stageParameters, tableParametersOfStage } from "../memory-formulas.js";
import type { TransformerShape } from "../shape/shape.js";
import { layerParameters } from "../step/stage-parameters.js";
import { type ServingFormat, servingFormats } from "./formats.js";

/** Parameters of a model by how a pass reads them. */
export interface ServedModel {
  readonly layers: Quantity;
  /** Of all layers without experts' own, of one expert in every layer that has them, and how many there are. */
  readonly dense: Quantity;
  readonly expert: Quantity | undefined;
  readonly blocks: Quantity;
  /** Of the layers, those that one token uses. */
  readonly used: Quantity;
  readonly tables: Quantity;
  readonly head: Quantity;
  readonly total: Quantity;
}

/** The parameters of a shape. */
export function servedModel(shape: TransformerShape): ServedModel {
  const layers = given(shape.layers, shape.origin, { unit: "layer", label: "layers" });
  const { dense: each, experts } = layerParameters(shape);
  const dense = allLayers(layers, each).labelled("parameters of all layers but experts");
  const every = experts === undefined ? undefined : allLayers(layers, experts).labelled("all experts");
  const expert =
    every === undefined ? undefined : split(every, shape.mixture?.experts ?? 1).labelled("one expert");
  const active = expert === undefined ? undefined : times(expert, shape.mixture?.active ?? 1);
  const table = (copies: number, label: string) =>
    tableParametersOfStage({
      outputWeights: given(copies, shape.origin, { label: "tables" }),
      vocabulary: given(shape.vocabulary, shape.origin, { unit: "token", label: "vocabulary" }),
      modelDim: given(shape.modelDim, shape.origin, { label: "width of the model" }),
      tensorShards: given(1, "counted whole"),
    }).labelled(label);
  const tables = table(
    shape.tied ? 1 : 2,
    shape.tied ? "table, also the output layer" : "table and output layer",
  );
  const blocks = sum("parameters of all layers", every === undefined ? [dense] : [dense, every]);
  return {
    layers,
    dense,
    expert,
    blocks,
    used: sum("parameters of the layers that a token uses", active === undefined ? [dense] : [dense, active]),
    tables,
    head: table(1, "output layer"),
    total: sum(`parameters of ${shape.name}`, [blocks, tables]),
  };
}

const whole = given(1, "counted whole");

function allLayers(stageLayers: Quantity, parametersEach: Quantity): Quantity {
  return stageParameters({ stageLayers, parametersEach, shards: whole });
}

function split(parametersEach: Quantity, experts: number): Quantity {
  const one = given(1, "all layers together", { unit: "layer" });
  return stageParameters({ stageLayers: one, parametersEach, shards: given(experts, "experts of a layer") });
}

function times(expert: Quantity, active: number): Quantity {
  const copies = given(active, "experts that a token is sent to", { label: "experts of a token" });
  return stageParameters({ stageLayers: copies, parametersEach: expert, shards: whole }).labelled(
    "experts of a token",
  );
}

/** Cache of one token over all layers: keys and values, or the latent vector and rotary key. */
export function tokenCache(shape: TransformerShape, format: ServingFormat): Quantity {
  const size = (value: number, label: string) => given(value, shape.origin, { label });
  const bytesPerElement = storedBytes(servingFormats[format].stored);
  const layers = given(shape.layers, shape.origin, { unit: "layer", label: "layers" });
  const { latent } = shape;
  if (latent !== undefined)
    return latentBytesPerToken({
      layers,
      latentDim: size(latent.kvRank, "width of the latent vector"),
      rotaryDim: size(latent.rotaryDim, "rotary part of a key"),
      bytesPerElement,
    });
  return kvBytesPerToken({
    layers,
    kvHeads: size(shape.kvHeads, "key-value heads"),
    headDim: size(shape.headDim, "width of a head"),
    bytesPerElement,
  });
}

/** Devices that divide a sequence's cache: no more than key-value heads; a latent vector stays whole. */
export function cacheDivision(shape: TransformerShape, devices: number): Quantity {
  const heads = shape.latent === undefined ? shape.kvHeads : 1;
  const label = "devices that divide the cache";
  return given(Math.min(devices, heads), `no more than the ${heads} key-value heads`, { label });
}

/** Widths of scores and values, all heads of a layer together; decoding works on the latent vector where there is one. */
export function attentionWidthOf(shape: TransformerShape, phase: "prefill" | "decode"): Quantity {
  const { key, value } = headWidths(shape);
  const { latent, heads } = shape;
  const width =
    latent === undefined || phase === "prefill" ? key + value : 2 * latent.kvRank + latent.rotaryDim;
  return given(heads * width, shape.origin, { label: "widths of scores and values of all heads" });
}
