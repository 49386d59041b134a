// Mixture of experts: a router sends each token to a few of many feed-forward layers.

import { FlopbookError } from "../errors.js";
import { sources } from "../sources/bibliography.js";
import { type ActivationFunction, activation } from "./elementwise/activation.js";
import { productOf, residualAdd } from "./elementwise/residual-add.js";
import { softmax } from "./elementwise/softmax.js";
import { elementwise, perElement } from "./elementwise/work.js";
import { type FeedForwardSpec, feedForward } from "./feed-forward.js";
import type { Stage, Tensor } from "./graph/graph.js";
import { type Layer, layerOf } from "./graph/layer.js";
import { term } from "./graph/term.js";
import { linear, linearMac } from "./linear.js";
import { matrixWork } from "./matrix.js";
import { checkedShape, elements, type Shape, wholeNumber } from "./shape/shape.js";
import { formula } from "./vocabulary.js";

const subject = "layers/mixture-of-experts";
const shazeer = (place: string) => ({ source: sources.shazeer2017, place });

/** Parameters of one linear layer in every expert, without biases. */
export const expertWeights = formula({
  id: "layers.experts.weights",
  meaning: "Parameters of one linear layer in all experts, without biases",
  expression: "experts * inputFeatures * outputFeatures",
  result: "parameters",
  inputs: ["experts", "inputFeatures", "outputFeatures"],
  source: shazeer("section 2"),
});

/** The same with biases. */
export const expertParameters = formula({
  id: "layers.experts.parameters",
  meaning: "Parameters of one linear layer in all experts, with biases",
  expression: "experts * (inputFeatures * outputFeatures + outputFeatures)",
  result: "parameters",
  inputs: ["experts", "inputFeatures", "outputFeatures"],
  source: shazeer("section 2"),
});

/** Parameters that one token uses of a linear layer in its experts, without biases. */
export const activeExpertWeights = formula({
  id: "layers.experts.active-weights",
  meaning: "Parameters of one linear layer in the experts that a token is sent to, without biases",
  expression: "activeExperts * inputFeatures * outputFeatures",
  result: "parameters",
  inputs: ["activeExperts", "inputFeatures", "outputFeatures"],
  source: shazeer("section 2"),
});

/** The same with biases. */
export const activeExpertParameters = formula({
  id: "layers.experts.active-parameters",
  meaning: "Parameters of one linear layer in the experts that a token is sent to, with biases",
  expression: "activeExperts * (inputFeatures * outputFeatures + outputFeatures)",
  result: "parameters",
  inputs: ["activeExperts", "inputFeatures", "outputFeatures"],
  source: shazeer("section 2"),
});

/** Comparisons of the choice of experts: a pass over the scores for each expert chosen. */
export const routingFlop = formula({
  id: "layers.experts.routing-flop",
  meaning: "Comparisons that choose the experts of each token, one pass over the scores for each",
  expression: "flopPerOperation * rows * activeExperts * (experts - 1)",
  result: "flop",
  inputs: ["rows", "activeExperts", "experts"],
  source: shazeer("section 2.1, top k"),
});

const copyGradient = perElement("add (gradients of a token's copies)");
const weightedSum = perElement("multiply + add (each expert's result by its weight)");
const weightedSumGradient = perElement(
  "multiply (gradient of the result) + multiply + add (gradient of the weight)",
);

export interface MixtureOfExpertsSpec extends Omit<FeedForwardSpec, "ffnDim" | "dropout"> {
  /** Width of one expert. */
  readonly expertDim: number;
  readonly experts: number;
  /** Experts that each token is sent to. */
  readonly activeExperts: number;
  /** Width of an expert that every token passes through; default none. */
  readonly sharedDim?: number;
}

/**
 * A mixture of experts: [batch, tokens, modelDim] -> the same. Every token takes `activeExperts` of `experts`; no
 * token is dropped and no slot left empty. Keeps the copies of the tokens, and what the experts keep for them.
 */
export function mixtureOfExperts(stage: Stage, spec: MixtureOfExpertsSpec): Tensor {
  const { input, name } = spec;
  const [batch = 0, tokens = 0, modelDim = 0] = checkedShape(subject, "input", input.shape, [
    "batch",
    "tokens",
    "features",
  ]);
  const { experts, activeExperts } = counts(spec);
  const scores = stage.add(
    `${name}.router`,
    linear({ input: input.shape, outputFeatures: experts, bias: false }),
    input,
  );
  const weights = stage.add(`${name}.router.softmax`, softmax({ input: scores.shape }), scores);
  const rows = batch * tokens * activeExperts;
  const copies = stage.add(
    `${name}.dispatch`,
    dispatch({ input: input.shape, scores: weights.shape, rows, activeExperts }),
    input,
    weights,
  );
  const used = expert(stage, spec, copies, modelDim);
  const gathering = combine({ input: used.shape, scores: weights.shape, output: input.shape });
  const mixed = stage.add(`${name}.combine`, gathering, used, weights);
  if (spec.sharedDim === undefined) return mixed;
  const { activation: active, gated, bias } = spec;
  const settings = {
    ...(active === undefined ? {} : { activation: active }),
    ...(gated === undefined ? {} : { gated }),
    ...(bias === undefined ? {} : { bias }),
  };
  const shared = feedForward(stage, { name: `${name}.shared`, input, ffnDim: spec.sharedDim, ...settings });
  return stage.add(`${name}.sum`, residualAdd({ input: mixed.shape }), mixed, shared);
}

function counts(spec: MixtureOfExpertsSpec) {
  const experts = wholeNumber(subject, "experts", spec.experts);
  const activeExperts = wholeNumber(subject, "activeExperts", spec.activeExperts);
  if (activeExperts > experts)
    throw new FlopbookError(
      `${subject}: activeExperts must be at most experts (${experts}), got ${activeExperts}; a token goes to some of them`,
    );
  return { experts, activeExperts };
}

/** The experts' own layers over the tokens' copies: [rows, modelDim] -> the same. */
function expert(stage: Stage, spec: MixtureOfExpertsSpec, copies: Tensor, modelDim: number): Tensor {
  const { name, experts, activeExperts } = spec;
  const bias = spec.bias !== false;
  const function_: ActivationFunction = spec.activation ?? "relu";
  const widen = () =>
    expertLinear({ input: copies.shape, experts, activeExperts, outputFeatures: spec.expertDim, bias });
  const first = stage.add(`${name}.experts.${spec.gated === true ? "gate" : "up"}`, widen(), copies);
  const active = stage.add(
    `${name}.experts.activation`,
    activation({ input: first.shape, function: function_ }),
    first,
  );
  const hidden =
    spec.gated === true
      ? stage.add(
          `${name}.experts.product`,
          productOf({ input: active.shape }),
          active,
          stage.add(`${name}.experts.up`, widen(), copies),
        )
      : active;
  const narrow = expertLinear({
    input: hidden.shape,
    experts,
    activeExperts,
    outputFeatures: modelDim,
    bias,
  });
  return stage.add(`${name}.experts.down`, narrow, hidden);
}

export interface ExpertLinearSpec {
  /** [rows, inputFeatures]: the copies of the tokens, ordered by expert. */
  readonly input: Shape;
  readonly experts: number;
  readonly outputFeatures: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Experts that each token is sent to, for the count of active parameters. */
  readonly activeExperts?: number;
}

/** One linear layer in every expert, each row through one of them: [rows, inputFeatures] -> [rows, outputFeatures]. */
export function expertLinear(spec: ExpertLinearSpec): Layer {
  const [rows = 0, inputFeatures = 0] = checkedShape(subject, "input", spec.input, ["rows", "features"]);
  const experts = wholeNumber(subject, "experts", spec.experts);
  const outputFeatures = wholeNumber(subject, "outputFeatures", spec.outputFeatures);
  const weights = { experts, inputFeatures, outputFeatures };
  const parameters = term(spec.bias === false ? expertWeights : expertParameters, weights);
  const { activeExperts } = spec;
  const used = spec.bias === false ? activeExpertWeights : activeExpertParameters;
  return layerOf({
    kind: "expert-linear",
    settings: `${inputFeatures} → ${outputFeatures}, ${experts} experts`,
    inputs: [spec.input],
    output: [rows, outputFeatures],
    parameters,
    ...(activeExperts === undefined
      ? {}
      : { activeParameters: term(used, { activeExperts, inputFeatures, outputFeatures }) }),
    ...matrixWork(term(linearMac, { rows, inputFeatures, outputFeatures })),
    saved: [{ kind: "input", index: 0 }],
    parameterElementsRead: (Math.min(rows, experts) * parameters.value) / experts,
  });
}

/** Chooses the experts and copies every token once for each: keeps the 8-byte numbers of both. */
function dispatch(spec: {
  readonly input: Shape;
  readonly scores: Shape;
  readonly rows: number;
  readonly activeExperts: number;
}): Layer {
  const modelDim = spec.input.at(-1) ?? 1;
  const experts = spec.scores.at(-1) ?? 1;
  const { rows, activeExperts } = spec;
  const choice = term(routingFlop, { rows: rows / activeExperts, activeExperts, experts });
  return layerOf({
    kind: "routing",
    settings: `to ${activeExperts} of ${experts} experts`,
    inputs: [spec.input, spec.scores],
    output: [rows, modelDim],
    forward: [{ operationClass: "elementwise", term: choice }],
    inputGradient: [elementwise("elementwise", copyGradient, rows * modelDim), []],
    saved: [
      { kind: "own", label: "experts chosen and their tokens", elements: 2 * rows, bytesPerElement: 8 },
    ],
  });
}

/** Weighs the experts' results by the router and adds them up. Keeps the results and the weights. */
function combine(spec: { readonly input: Shape; readonly scores: Shape; readonly output: Shape }): Layer {
  const count = elements(spec.input);
  return layerOf({
    kind: "routing",
    settings: "weighted sum",
    inputs: [spec.input, spec.scores],
    output: spec.output,
    forward: elementwise("elementwise", weightedSum, count),
    inputGradient: [elementwise("elementwise", weightedSumGradient, count), []],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "weights of the chosen", elements: spec.input[0] ?? 0 },
    ],
  });
}
