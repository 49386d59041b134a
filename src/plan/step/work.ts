// Operations of one training step: those that the model needs, and those that a layout executes.

import type { Formula } from "../../formula/index.js";
import { linearWeights } from "../../layers/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { attendedShare, type PlanConvention } from "../attended.js";
import { attentionProducts, feedForwardProducts, headWidths, type WeightProduct } from "../layer/products.js";
import { type Layout, layersOfStage, type Run } from "../layout.js";
import type { TransformerShape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const appendix = { source: sources.korthikanti2022, place: "appendix A" };

/** Multiply-accumulates of a weight for each token that passes it: as many as it has values. */
export const weightMac = formula({
  id: "plan.weight-mac",
  meaning: "Multiply-accumulates per token of a weight in some layers, by the copies that a token passes",
  expression: "repetitions * parameters",
  result: "macPerToken",
  inputs: ["repetitions", "parameters"],
  source: appendix,
  sample: { parameters: 2.18e8 },
});

/** The same work done again in a share of the layers. */
export const repeatedMac = formula({
  id: "plan.repeated-mac",
  meaning: "Multiply-accumulates per token that are done again",
  expression: "recomputedLayerShare * macPerToken",
  result: "macPerToken",
  inputs: ["recomputedLayerShare", "macPerToken"],
  source: appendix,
});

/** Multiply-accumulates of scores and of what they weigh, for each token. */
export const coreMac = formula({
  id: "plan.attention-mac",
  meaning: "Multiply-accumulates per token of attention's two products over the whole sequence",
  expression: "layers * heads * sequence * (keyDim + valueDim)",
  result: "macPerToken",
  inputs: ["layers", "heads", "sequence", "keyDim", "valueDim"],
  conventions: ["full-mask"],
  source: appendix,
});

/** Of attention's products what masks and windows leave. */
export const causalCoreMac = formula({
  id: "plan.causal-attention-mac",
  meaning: "Multiply-accumulates per token of attention's products that masks and windows leave",
  expression: "countedShare * macPerToken",
  result: "macPerToken",
  inputs: ["countedShare", "macPerToken"],
  source: { source: sources.narayanan2021, place: "section 5.1, halved as in Megatron-LM's later code" },
  sample: { macPerToken: 5.4e8 },
});

/** Operations that the model needs in a step. */
export const neededFlop = formula({
  id: "plan.model-flop",
  meaning: "Operations that the model needs in one step: forward and twice that backward",
  expression: "passesPerStep * flopPerMac * macPerToken * stepTokens",
  result: "modelFlop",
  inputs: ["macPerToken", "stepTokens"],
  conventions: ["no-recompute"],
  source: appendix,
});

/** Operations executed in a step. */
export const allFlop = formula({
  id: "plan.executed-flop",
  meaning: "Operations executed in one step: those that the model needs and those that are done again",
  expression: "modelFlop + flopPerMac * stepTokens * macPerToken",
  result: "executedFlop",
  inputs: ["modelFlop", "macPerToken", "stepTokens"],
  source: appendix,
});

/** Formulas of this file, for the catalogue. */
export const stepWorkFormulas: readonly Formula[] = [
  allFlop,
  causalCoreMac,
  coreMac,
  neededFlop,
  repeatedMac,
  weightMac,
];

/** Operations that the model needs for one step of the run. */
export function modelFlop(run: Run, convention: PlanConvention = "exact"): Quantity {
  const { shape } = run;
  const vocabulary = { name: "output layer", inner: shape.modelDim, columns: shape.vocabulary };
  const macPerToken = sum("multiply-accumulates per token", [
    ...layerMac(run, convention),
    passed(shape, vocabulary, 1),
  ]);
  return neededFlop({ macPerToken, stepTokens: tokensOf(run) });
}

/** Operations that a layout executes in one step of the run. */
export function executedFlop(
  run: Run,
  layout: Layout,
  { fused, convention }: { readonly fused: boolean; readonly convention: PlanConvention },
): Quantity {
  const { shape } = run;
  const layers = layersOfStage(shape.layers, layout.pipeline, layout.interleave);
  const whole = layout.recomputedLayers / layers;
  const again = [
    ...layerMac(run, convention).map((mac) => share(mac, whole)),
    ...(layout.recompute === "selective" && !fused ? [share(core(run, convention), 1 - whole)] : []),
  ];
  const macPerToken = sum("multiply-accumulates done again", again);
  return allFlop({ modelFlop: modelFlop(run, convention), macPerToken, stepTokens: tokensOf(run) });
}

function tokensOf({ batch, sequence }: Run): Quantity {
  return given(batch * sequence, "batch times sequence", { unit: "token", label: "tokens of a step" });
}

function core({ shape, sequence }: Run, convention: PlanConvention): Quantity {
  const macPerToken = attentionMac(shape, sequence);
  if (convention === "exact") return macPerToken;
  const countedShare = attendedShare(shape, sequenceOf(sequence), convention);
  return causalCoreMac({ countedShare, macPerToken }).labelled(macPerToken.label);
}

function layerMac(run: Run, convention: PlanConvention): readonly Quantity[] {
  const { shape } = run;
  const { layers, mixture } = shape;
  const mixed = mixture?.layers ?? 0;
  const times = (product: WeightProduct, count: number) =>
    passed(shape, product, product.expert ? count * (mixture?.active ?? 0) : count);
  return [
    ...attentionProducts(shape).map((product) => times(product, layers)),
    core(run, convention),
    ...(layers > mixed ? feedForwardProducts(shape, false).map((one) => times(one, layers - mixed)) : []),
    ...(mixed > 0 ? feedForwardProducts(shape, true).map((one) => times(one, mixed)) : []),
  ];
}

type Weight = Pick<WeightProduct, "name" | "inner" | "columns">;

function passed(shape: TransformerShape, { name, inner, columns }: Weight, times: number): Quantity {
  const size = (value: number) => given(value, shape.origin);
  const parameters = linearWeights({ inputFeatures: size(inner), outputFeatures: size(columns) });
  return weightMac({ repetitions: size(times), parameters }).labelled(name);
}

/** Multiply-accumulates of attention's two products for each token, all layers, all scores. */
export function attentionMac(shape: TransformerShape, sequence: number): Quantity {
  const { key, value } = headWidths(shape);
  const size = (count: number, unit = "1") => given(count, shape.origin, { unit });
  const widths = { keyDim: size(key), valueDim: size(value) };
  return coreMac({
    layers: size(shape.layers, "layer"),
    heads: size(shape.heads, "head"),
    sequence: sequenceOf(sequence),
    ...widths,
  }).labelled("scores and what they weigh");
}

function sequenceOf(sequence: number): Quantity {
  return given(sequence, "sequence of the run", { unit: "token", label: "tokens of a sequence" });
}

function share(macPerToken: Quantity, part: number): Quantity {
  const recomputedLayerShare = given(part, "layers computed again over the layers of a stage");
  return repeatedMac({ recomputedLayerShare, macPerToken }).labelled(`${macPerToken.label}, again`);
}
