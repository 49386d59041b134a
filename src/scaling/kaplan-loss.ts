// How does the loss of a language model fall with size, data, compute and steps? Kaplan et al. 2020.

import { FlopbookError } from "../ground/errors.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { type Amount, petaflopPerSecondDays } from "../numbers/units.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const kaplan = (place: string) => ({ source: sources.kaplan2020, place });

/** Loss in units of what it was, when a resource grows by a factor. */
export const lossRatio = formula({
  id: "scaling.loss-ratio",
  meaning: "Loss in units of the loss before, when a resource grows by a factor",
  expression: "growthFactor ^ (-lossExponent)",
  result: "lossRatio",
  inputs: ["growthFactor", "lossExponent"],
  source: kaplan("section 1.2, power laws"),
});

/** Best parameters in units of those before, when compute grows by a factor. */
export const optimalGrowth = formula({
  id: "scaling.optimal-growth",
  meaning: "Best number of parameters in units of that before, when compute grows by a factor",
  expression: "growthFactor ^ computeExponent",
  result: "parameterRatio",
  inputs: ["growthFactor", "computeExponent"],
  source: kaplan("section 6, N_opt proportional to C^0.73"),
});

/** Loss of a model of this size, trained on endless data. */
export const lossOfParameters = formula({
  id: "kaplan.loss-of-parameters",
  meaning: "Loss by model size alone, data and compute without limit",
  expression: "(criticalParameters / parameters) ^ sizeExponent",
  result: "loss",
  inputs: ["criticalParameters", "parameters", "sizeExponent"],
  conventions: ["embeddings-not-counted"],
  source: kaplan("eq. 1.1"),
  sample: { sizeExponent: 0.076 },
});

/** Loss of a large model on so many tokens, stopped in time. */
export const lossOfTokens = formula({
  id: "kaplan.loss-of-tokens",
  meaning: "Loss by data alone, a large model stopped early",
  expression: "(criticalTokens / tokens) ^ dataExponent",
  result: "loss",
  inputs: ["criticalTokens", "tokens", "dataExponent"],
  source: kaplan("eq. 1.2"),
  sample: { dataExponent: 0.095 },
});

/** Loss for so much compute, by either of two laws: best use of it, or a fixed batch. */
export const lossOfCompute = formula({
  id: "kaplan.loss-of-compute",
  meaning: "Loss by compute alone",
  expression: "(criticalCompute / budget) ^ lossExponent",
  result: "loss",
  inputs: ["criticalCompute", "budget", "lossExponent"],
  source: kaplan("eq. 1.3 for the best use; Table 5 for a fixed batch"),
});

/** Loss by size and data together. */
export const lossOfBoth = formula({
  id: "kaplan.loss",
  meaning: "Loss by model size and data together",
  expression:
    "((criticalParameters / parameters) ^ (sizeExponent / dataExponent) + criticalTokens / tokens) ^ dataExponent",
  result: "loss",
  inputs: ["criticalParameters", "parameters", "sizeExponent", "dataExponent", "criticalTokens", "tokens"],
  conventions: ["embeddings-not-counted"],
  source: kaplan("eq. 1.5"),
  sample: { sizeExponent: 0.076, dataExponent: 0.095 },
});

/** Loss by size and steps taken at a large batch. */
export const lossOfSteps = formula({
  id: "kaplan.loss-of-steps",
  meaning: "Loss by model size and training steps",
  expression: "(criticalParameters / parameters) ^ sizeExponent + (criticalSteps / steps) ^ stepExponent",
  result: "loss",
  inputs: ["criticalParameters", "parameters", "sizeExponent", "criticalSteps", "steps", "stepExponent"],
  conventions: ["embeddings-not-counted"],
  source: kaplan("eq. 1.6"),
  sample: { criticalParameters: 6.5e13, sizeExponent: 0.077 },
});

/** Batch beyond which more samples a step save little time. */
export const criticalBatch = formula({
  id: "kaplan.critical-batch",
  meaning: "Batch in tokens at which time and data are in balance",
  expression: "batchScale / loss ^ (1 / batchExponent)",
  result: "criticalBatch",
  inputs: ["batchScale", "loss", "batchExponent"],
  source: kaplan("eq. 1.4"),
});

/** Parameters without embeddings of a decoder, by its widths. */
export const kaplanModelParameters = formula({
  id: "kaplan.model-parameters",
  meaning: "Parameters of a decoder without embeddings, biases and norms",
  expression: "2 * modelDim * layers * (2 * attentionDim + feedForwardDim)",
  result: "parameters",
  inputs: ["modelDim", "layers", "attentionDim", "feedForwardDim"],
  conventions: ["embeddings-not-counted"],
  source: kaplan("eq. 2.1"),
});

/** Forward operations of a token: 2N, and half of attention's products with a full context. */
export const kaplanForwardFlop = formula({
  id: "kaplan.forward-flop",
  meaning: "Forward operations of one token: parameters, and attention over the context",
  expression: "flopPerMac * (parameters + layers * sequence * attentionDim)",
  result: "forwardFlopPerToken",
  inputs: ["parameters", "layers", "sequence", "attentionDim"],
  conventions: ["embeddings-not-counted"],
  source: kaplan("eq. 2.2"),
});

/**
 * Exponents and scales of the laws, Tables 2, 3 and 5; compute scales in PF-days.
 *
 * @example kaplanLaws.parameters.sizeExponent // 0.076
 */
export const kaplanLaws = {
  parameters: { sizeExponent: 0.076, criticalParameters: 8.8e13 },
  tokens: { dataExponent: 0.095, criticalTokens: 5.4e13 },
  compute: { lossExponent: 0.05, criticalPetaflopDays: 3.1e8 },
  fixedBatch: { lossExponent: 0.057, criticalPetaflopDays: 1.6e7 },
  both: { sizeExponent: 0.076, dataExponent: 0.103, criticalParameters: 6.4e13, criticalTokens: 1.8e13 },
  steps: { sizeExponent: 0.077, criticalParameters: 6.5e13, stepExponent: 0.76, criticalSteps: 2100 },
  batch: { batchScale: 2.1e8, batchExponent: 0.21 },
} as const;

const constant = (value: number, unit = "1", place = "Table 5") => given(value, kaplan(place), { unit });

/** Loss in nats a token of a model of this size (without embeddings) on endless data. */
export function kaplanLossOfParameters(parameters: Quantity | number): Quantity {
  const { sizeExponent, criticalParameters } = kaplanLaws.parameters;
  return lossOfParameters({
    parameters,
    sizeExponent: constant(sizeExponent),
    criticalParameters: constant(criticalParameters, "parameter"),
  });
}

/** Loss in nats a token of a large model on so many tokens. */
export function kaplanLossOfTokens(tokens: Quantity | number): Quantity {
  const { dataExponent, criticalTokens } = kaplanLaws.tokens;
  return lossOfTokens({
    tokens,
    dataExponent: constant(dataExponent),
    criticalTokens: constant(criticalTokens, "token"),
  });
}

/** Loss in nats a token for so much compute: spent in the best way, or with the batch held fixed. */
export function kaplanLossOfCompute(
  budget: Amount | Quantity,
  use: "compute" | "fixedBatch" = "compute",
): Quantity {
  const { lossExponent, criticalPetaflopDays } = kaplanLaws[use];
  return lossOfCompute({
    budget,
    lossExponent: constant(lossExponent),
    criticalCompute: given(petaflopPerSecondDays(criticalPetaflopDays), kaplan("Table 5")),
  });
}

/** Loss in nats a token of a model of this size (without embeddings) on so many tokens. */
export function kaplanLossOfBoth(parameters: Quantity | number, tokens: Quantity | number): Quantity {
  const { sizeExponent, dataExponent, criticalParameters, criticalTokens } = kaplanLaws.both;
  return lossOfBoth({
    parameters,
    tokens,
    sizeExponent: constant(sizeExponent, "1", "Table 2"),
    dataExponent: constant(dataExponent, "1", "Table 2"),
    criticalParameters: constant(criticalParameters, "parameter", "Table 2"),
    criticalTokens: constant(criticalTokens, "token", "Table 2"),
  });
}

/** What may be known of a run for Kaplan's laws: size, data, both, or compute (FLOP) and how it is spent. */
export type KnownForKaplan =
  | { readonly parameters: Quantity | number; readonly tokens?: Quantity | number }
  | { readonly tokens: Quantity | number }
  | { readonly compute: Amount | Quantity; readonly use?: "compute" | "fixedBatch" };

/**
 * Loss in nats a token by the laws of Kaplan et al. 2020, of whatever is known: `{ parameters }` on endless data,
 * `{ tokens }` for a large model, both, or `{ compute }` spent in the best way (`use: "fixedBatch"`: with the batch held
 * fixed). Parameters count without embeddings. Errors when neither is given.
 * Source: Kaplan et al. 2020, Tables 2 and 5.
 *
 * @example kaplanLoss({ parameters: 1.5e9 }).value.toFixed(3) // "2.304"
 */
export function kaplanLoss(known: KnownForKaplan): Quantity {
  if ("compute" in known) return kaplanLossOfCompute(known.compute, known.use);
  if (!("parameters" in known)) {
    if (known.tokens === undefined)
      throw new FlopbookError("kaplan: nothing is known, got no input; give parameters, tokens or compute");
    return kaplanLossOfTokens(known.tokens);
  }
  return known.tokens === undefined
    ? kaplanLossOfParameters(known.parameters)
    : kaplanLossOfBoth(known.parameters, known.tokens);
}
