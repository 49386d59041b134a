// Formulas of a layer's time on one device and between devices: matrix products, traffic, collectives.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const roofline = {
  source: sources.williams2009,
  place: "the roofline: the longer of arithmetic and movement",
};

/** Tokens of one microbatch on a device. */
export const deviceTokens = formula({
  id: "plan.device-tokens",
  meaning: "Tokens of a microbatch on one device",
  expression: "microBatch * sequence / contextShards",
  result: "deviceTokens",
  inputs: ["microBatch", "sequence", "contextShards"],
  source: { source: sources.liu2023ring, place: "section 3: the sequence divided among devices" },
});

/** A width that devices divide among them. */
export const shardedSize = formula({
  id: "plan.sharded-size",
  meaning: "Width on one device when devices divide it",
  expression: "features / shards",
  result: "shardedSize",
  inputs: ["features", "shards"],
  source: { source: sources.shoeybi2019, place: "section 3: rows or columns in equal parts" },
});

/** Share of the peak that a product of this size reaches: each dimension of `halfSize` alone halves the rate. */
export const productEfficiency = formula({
  id: "plan.product-efficiency",
  meaning: "Share of the peak rate that a matrix product reaches, by its size",
  expression:
    "largestEfficiency * (productRows / (productRows + halfSize)) * (innerDim / (innerDim + halfSize)) * (columns / (columns + halfSize))",
  result: "productEfficiency",
  inputs: ["largestEfficiency", "productRows", "innerDim", "columns", "halfSize"],
  source: { source: sources.nvidiaMatmul, place: "chapter 3: tile and wave quantization; form chosen here" },
});

/** Time of equal matrix products: the longer of arithmetic and data movement. */
export const productTime = formula({
  id: "plan.product-time",
  meaning: "Time of equal matrix products: the longer of arithmetic and data movement, and a start each",
  expression:
    "repetitions * max(flopPerMac * productRows * innerDim * columns / (peak * productEfficiency), bytesPerElement * (productRows * innerDim + innerDim * columns + productRows * columns) / (bandwidth * bandwidthEfficiency)) + launchTime",
  result: "productTime",
  inputs: [
    "repetitions",
    "productRows",
    "innerDim",
    "columns",
    "peak",
    "productEfficiency",
    "bytesPerElement",
    "bandwidth",
    "bandwidthEfficiency",
    "launchTime",
  ],
  conventions: ["full-overlap"],
  source: roofline,
});

/** Time of fused attention: its two products at the rate that such a kernel reaches. */
export const fusedAttentionTime = formula({
  id: "plan.fused-attention-time",
  meaning: "Time of fused attention's products in one pass",
  expression:
    "flopPerMac * repetitions * rows * innerDim * attendedPositions / (peak * attentionEfficiency) + launchTime",
  result: "productTime",
  inputs: [
    "repetitions",
    "rows",
    "innerDim",
    "attendedPositions",
    "peak",
    "attentionEfficiency",
    "launchTime",
  ],
  source: { source: sources.dao2022, place: "the kernel skips blocks that masks and windows hide" },
  sample: { innerDim: 256 },
});

/** Both gradients of a product take the time of the product. */
export const backwardProducts = formula({
  id: "plan.backward-products",
  meaning: "Time of the two products that give the gradients of a product's factors",
  expression: "gradientPasses * productTime",
  result: "productTime",
  inputs: ["productTime"],
  source: {
    source: sources.narayanan2021,
    place: "appendix: each gradient takes as many operations as the forward pass",
  },
});

/** Backward pass of fused attention. */
export const fusedBackward = formula({
  id: "plan.fused-attention-backward",
  meaning: "Time of fused attention's backward pass: five products where the forward pass has two",
  expression: "5 / 2 * productTime",
  result: "productTime",
  inputs: ["productTime"],
  source: { source: sources.dao2023, place: "section 4.1: 2.5 times the forward FLOP" },
});

/** Attention products of one size: one for each sample and head. */
export const attentionCores = formula({
  id: "plan.attention-cores",
  meaning: "Attention products on a device: one for each sample and head",
  expression: "microBatch * heads / tensorShards",
  result: "repetitions",
  inputs: ["microBatch", "heads", "tensorShards"],
  source: { source: sources.shoeybi2019, place: "section 3: heads are divided among the devices" },
});

/** Tokens that each expert of a device works on. */
export const expertRows = formula({
  id: "plan.expert-rows",
  meaning: "Tokens that each expert works on when tokens spread evenly: a mean",
  expression: "deviceTokens * activeExperts * expertShards / experts",
  result: "productRows",
  inputs: ["deviceTokens", "activeExperts", "expertShards", "experts"],
  source: { source: sources.fedus2022, place: "section 2.2: capacity, with factor 1" },
});

/** Experts of the fullest device. */
export const expertProducts = formula({
  id: "plan.expert-products",
  meaning: "Experts on the fullest of the devices that share them: products alike",
  expression: "ceil(experts / expertShards)",
  result: "repetitions",
  inputs: ["experts", "expertShards"],
  source: {
    source: sources.fedus2022,
    place: "expert parallelism: whole experts on each device; rounded up",
  },
});

/** Time of element-wise work, normalisation and softmax: bytes over bandwidth. */
export const trafficTime = formula({
  id: "plan.traffic-time",
  meaning: "Time of work that only moves data: passes over a tensor",
  expression:
    "bytesPerElement * tensorPasses * tensors * deviceTokens * features / (shards * bandwidth * bandwidthEfficiency) + launchTime",
  result: "trafficTime",
  inputs: [
    "bytesPerElement",
    "tensorPasses",
    "tensors",
    "deviceTokens",
    "features",
    "shards",
    "bandwidth",
    "bandwidthEfficiency",
    "launchTime",
  ],
  source: roofline,
});

/** Bytes of a tensor that a layer exchanges. */
export const exchangedBytes = formula({
  id: "plan.exchanged-bytes",
  meaning: "Bytes of the tensor that a layer exchanges for a microbatch",
  expression: "bytesPerElement * deviceTokens * features",
  result: "collectiveBytes",
  inputs: ["bytesPerElement", "deviceTokens", "features"],
  source: { source: sources.korthikanti2022, place: "section 4.2.2" },
});

/** Time of a ring collective: two trips for an all-reduce, one for a gather, a scatter or an all-to-all. */
export const collectiveTime = formula({
  id: "plan.collective-time",
  meaning: "Time of a collective operation over a ring of devices; none for a single device",
  expression:
    "linkTrips * (shards - 1) / shards * collectiveBytes / (linkBandwidth * linkEfficiency) + min(1, shards - 1) * linkLatency",
  result: "collectiveTime",
  inputs: ["linkTrips", "shards", "collectiveBytes", "linkBandwidth", "linkEfficiency", "linkLatency"],
  source: { source: sources.rajbhandari2020, place: "section 7.1: a reduce-scatter and an all-gather" },
});

/** Sequence parallelism gathers the inputs of the products a second time for the gradients of the weights. */
export const regatherTime = formula({
  id: "plan.regather-time",
  meaning: "Time to gather inputs again for the gradients of the weights, with sequence parallelism only",
  expression: "collectiveTime * min(1, sequenceShards - 1)",
  result: "collectiveTime",
  inputs: ["collectiveTime", "sequenceShards"],
  source: { source: sources.korthikanti2022, place: "section 4.2.2: the gathered tensor is not kept" },
});

/** Mean over layers with and without experts. */
export const meanLayerTime = formula({
  id: "plan.mean-layer-time",
  meaning: "Mean time of a layer, with and without experts",
  expression: "((layers - mixtureLayers) * denseLayerTime + mixtureLayers * mixtureLayerTime) / layers",
  result: "layerTime",
  inputs: ["layers", "mixtureLayers", "denseLayerTime", "mixtureLayerTime"],
  source: { source: sources.feller1968, place: "section IX.2: expectation, a mean weighted by share" },
});
