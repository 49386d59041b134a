// Time of one layer for one microbatch on one device: products, element-wise traffic, collectives.
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { attendedPositions } from "../attended.js";
import { exchange } from "./exchange.js";
import { attentionProducts, feedForwardProducts, headWidths, type WeightProduct } from "./products.js";
import { type LayerSetting, tokensOnDevice } from "./setting.js";
import {
  attentionCores,
  backwardProducts,
  expertProducts,
  expertRows,
  fusedAttentionTime,
  fusedBackward,
  productEfficiency,
  productTime,
  shardedSize,
} from "./time-formulas.js";
import { layerTraffic, scoreTraffic } from "./traffic.js";

/** Times of one layer for one microbatch. */
export interface LayerTimes {
  readonly forwardTime: Quantity;
  readonly backwardTime: Quantity;
  /** Attention's core computed again, as selective recomputation does. */
  readonly coreTime: Quantity;
  /** Element-wise work of both passes, part of them. */
  readonly trafficTime: Quantity;
  /** Collectives of both passes, part of them. */
  readonly exchangeTime: Quantity;
}

/** Times of a layer, with or without experts. */
export function layerTimes(setting: LayerSetting, mixture: boolean): LayerTimes {
  const tokens = tokensOnDevice(setting.sizes);
  const products = [...attentionProducts(setting.shape), ...feedForwardProducts(setting.shape, mixture)];
  const weights = products.map((product) => weightProductTime(setting, product, tokens));
  const core = coreTimes(setting, tokens);
  const moved = layerTraffic(setting, mixture, tokens);
  const exchanged = exchange(setting, mixture, tokens);
  const gradients = weights.map((productTime) =>
    backwardProducts({ productTime }).labelled(`${productTime.label}, backward`),
  );
  const pass = (direction: "forward" | "backward", products: readonly Quantity[]) =>
    sum(`layer, ${direction}`, [
      sum(`products, ${direction}`, [...products, core[direction]]),
      sum(`element-wise work, ${direction}`, moved[direction]),
      sum(`exchange, ${direction}`, exchanged[direction]),
    ]);
  return {
    forwardTime: pass("forward", weights),
    backwardTime: pass("backward", gradients),
    coreTime: core.forward,
    trafficTime: sum("element-wise work", [...moved.forward, ...moved.backward]),
    exchangeTime: sum("exchange", [...exchanged.forward, ...exchanged.backward]),
  };
}

/** A product of the tokens with one weight, or with the experts' weights. */
function weightProductTime(setting: LayerSetting, product: WeightProduct, tokens: Quantity): Quantity {
  const { sizes, shape } = setting;
  const count = (value: number) => given(value, shape.origin);
  const divided = (features: number) =>
    shardedSize({ features: count(features), shards: sizes.tensorShards });
  const innerDim = product.split === "rows" ? divided(product.inner) : count(product.inner);
  const columns = product.split === "columns" ? divided(product.columns) : count(product.columns);
  if (!product.expert || shape.mixture === undefined)
    return timed(setting, { productRows: tokens, innerDim, columns, repetitions: count(1) }, product.name);
  const { experts, active } = shape.mixture;
  const shards = sizes.expertShards;
  const all = given(experts, shape.origin, { unit: "expert" });
  const productRows = expertRows({
    deviceTokens: tokens,
    activeExperts: given(active, shape.origin, { unit: "expert" }),
    experts: all,
    expertShards: shards,
  });
  const repetitions = expertProducts({ experts: all, expertShards: shards });
  return timed(setting, { productRows, innerDim, columns, repetitions }, product.name);
}

interface ProductSizes {
  readonly productRows: Quantity;
  readonly innerDim: Quantity;
  readonly columns: Quantity;
  readonly repetitions: Quantity;
}

/** Time of equal products. */
export function timed(setting: LayerSetting, sizes: ProductSizes, label: string): Quantity {
  const { assumed, machine, bytesPerElement } = setting;
  const { productRows, innerDim, columns } = sizes;
  const { largestEfficiency, halfSize, bandwidthEfficiency, launchTime } = assumed;
  const efficiency = productEfficiency({ largestEfficiency, halfSize, productRows, innerDim, columns });
  const rates = { ...machine, bytesPerElement, bandwidthEfficiency, launchTime };
  return productTime({ ...sizes, ...rates, productEfficiency: efficiency }).labelled(label);
}

/** Scores and what they weigh, forward and backward: fused, or two products with a softmax between them. */
function coreTimes(setting: LayerSetting, tokens: Quantity): Core {
  const { shape, sizes, assumed, machine } = setting;
  const { key, value } = headWidths(shape);
  const width = (features: number) => given(features, shape.origin);
  const heads = given(shape.heads, shape.origin, { unit: "head" });
  const repetitions = attentionCores({
    microBatch: sizes.microBatch,
    heads,
    tensorShards: sizes.tensorShards,
  });
  const rows = shardedSize({ features: sizes.sequence, shards: sizes.contextShards });
  const { sequence } = sizes;
  if (setting.fused) {
    const { attentionEfficiency, launchTime } = assumed;
    const rates = { peak: machine.peak, attentionEfficiency, launchTime };
    const positions = attendedPositions(shape, sequence);
    const size = { repetitions, rows, innerDim: width(key + value), attendedPositions: positions };
    const forward = fusedAttentionTime({ ...size, ...rates }).labelled("fused attention");
    return {
      forward,
      backward: fusedBackward({ productTime: forward }).labelled("fused attention, backward"),
    };
  }
  const scoring = { repetitions, productRows: rows, innerDim: width(key), columns: sequence };
  const using = { repetitions, productRows: rows, innerDim: sequence, columns: width(value) };
  const products = [timed(setting, scoring, "scores"), timed(setting, using, "context")];
  const gradients = products.map((productTime) => backwardProducts({ productTime }));
  const softmax = scoreTraffic(setting, tokens);
  return {
    forward: sum("attention without projections", [...products, ...softmax.forward]),
    backward: sum("attention without projections, backward", [...gradients, ...softmax.backward]),
  };
}

interface Core {
  readonly forward: Quantity;
  readonly backward: Quantity;
}
