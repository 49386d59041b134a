// The layers of a mixture of experts: the choice, one linear layer in every expert, the weighted sum; and their record.

import { sources } from "../sources/bibliography.js";
import { softmaxRecord } from "./elementwise/softmax.js";
import { elementwisePart, perElement } from "./elementwise/work.js";
import { gatedMembers } from "./feed-forward.js";
import type { Layer } from "./graph/layer.js";
import { layerRecord } from "./graph/layer-record.js";
import { part } from "./graph/part.js";
import { term } from "./graph/term.js";
import { linearMac, linearRecord } from "./linear.js";
import { matrixParts } from "./matrix.js";
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

/** A linear layer in every expert. */
export const expertLinearRecord = layerRecord({
  id: "expert-linear",
  kind: "expert-linear",
  meaning: "A linear layer in every expert, each row through one of them",
  words: "moe mixture of experts",
  dimensions: ["rows", "experts", "inputFeatures", "outputFeatures"],
  inputs: [["rows", "inputFeatures"]],
  output: ["rows", "outputFeatures"],
  parameters: part(expertParameters),
  parametersRead: "min(rows, experts) * (inputFeatures * outputFeatures + outputFeatures)",
  ...matrixParts(part(linearMac)),
  kept: [{ kind: "input", index: 0 }],
  choices: {
    bias: {
      yes: {},
      no: {
        parameters: part(expertWeights),
        parametersRead: "min(rows, experts) * inputFeatures * outputFeatures",
      },
    },
  },
});

const copies = "rows * activeExperts";

/** The choice of experts, and a copy of every token for each. */
export const expertDispatchRecord = layerRecord({
  id: "expert-dispatch",
  kind: "routing",
  meaning: "Choice of some experts for each token, and a copy of the token for each of them",
  words: "moe router top-k",
  dimensions: ["batch", "sequence", "rows", "modelDim", "experts", "activeExperts"],
  derived: { rows: "batch * sequence" },
  inputs: [
    ["rows", "modelDim"],
    ["rows", "experts"],
  ],
  output: [copies, "modelDim"],
  forward: { elementwise: part(routingFlop) },
  inputGradient: [{ elementwise: elementwisePart(copyGradient, `${copies} * modelDim`) }],
  kept: [
    {
      kind: "own",
      label: "experts chosen and their tokens",
      elements: `2 * ${copies}`,
      bytesPerElement: 8,
    },
  ],
});

/** The experts' results by the router's weights, added up. */
export const expertCombineRecord = layerRecord({
  id: "expert-combine",
  kind: "routing",
  meaning: "Sum of the experts' results by the weights of the router",
  words: "moe router weighted sum",
  dimensions: ["batch", "sequence", "rows", "modelDim", "experts", "activeExperts"],
  derived: { rows: "batch * sequence" },
  inputs: [
    [copies, "modelDim"],
    ["rows", "experts"],
  ],
  output: ["rows", "modelDim"],
  forward: { elementwise: elementwisePart(weightedSum, `${copies} * modelDim`) },
  inputGradient: [{ elementwise: elementwisePart(weightedSumGradient, `${copies} * modelDim`) }],
  kept: [
    { kind: "input", index: 0 },
    { kind: "own", label: "weights of the chosen", elements: copies },
  ],
});

const routed = "batch * sequence * activeExperts";

/** A mixture of gated experts. */
export const mixtureOfExpertsRecord = layerRecord({
  id: "mixture-of-experts",
  meaning: "Mixture of gated experts (SwiGLU): a router sends each token to some of them",
  words: "moe router gate top-k mixtral switch",
  dimensions: ["batch", "sequence", "modelDim", "feedForwardDim", "experts", "activeExperts"],
  inputs: [["batch", "sequence", "modelDim"]],
  output: ["batch", "sequence", "modelDim"],
  members: [
    {
      name: "router",
      record: linearRecord.variant({ bias: "no" }),
      sizes: { rows: "batch * sequence", inputFeatures: "modelDim", outputFeatures: "experts" },
      from: [0],
    },
    {
      name: "softmax",
      record: softmaxRecord,
      sizes: { elements: "batch * sequence * experts" },
      from: ["router"],
    },
    {
      name: "dispatch",
      record: expertDispatchRecord,
      sizes: { rows: "batch * sequence" },
      from: [0, "softmax"],
    },
    ...gatedMembers(
      expertLinearRecord.variant({ bias: "no" }),
      { rows: routed },
      { elements: `${routed} * feedForwardDim` },
      "dispatch",
    ),
    {
      name: "combine",
      record: expertCombineRecord,
      sizes: { rows: "batch * sequence" },
      from: ["down", "softmax"],
    },
  ],
});

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
  const { activeExperts } = spec;
  const used = spec.bias === false ? activeExpertWeights : activeExpertParameters;
  return expertLinearRecord.variant({ bias: spec.bias === false ? "no" : "yes" }).bind(
    { rows, experts, inputFeatures, outputFeatures },
    {
      settings: `${inputFeatures} → ${outputFeatures}, ${experts} experts`,
      ...(activeExperts === undefined
        ? {}
        : { activeParameters: term(used, { activeExperts, inputFeatures, outputFeatures }) }),
    },
  );
}

/** Chooses the experts and copies every token once for each: keeps the 8-byte numbers of both. */
export function dispatch(spec: {
  readonly input: Shape;
  readonly scores: Shape;
  readonly rows: number;
  readonly activeExperts: number;
}): Layer {
  const modelDim = spec.input.at(-1) ?? 1;
  const experts = spec.scores.at(-1) ?? 1;
  const { rows, activeExperts } = spec;
  return expertDispatchRecord.bind(
    { rows: rows / activeExperts, modelDim, experts, activeExperts },
    { settings: `to ${activeExperts} of ${experts} experts`, inputs: [spec.input, spec.scores] },
  );
}

/** Weighs the experts' results by the router and adds them up. Keeps the results and the weights. */
export function combine(spec: {
  readonly input: Shape;
  readonly scores: Shape;
  readonly output: Shape;
}): Layer {
  const [copied = 0, modelDim = 1] = spec.input;
  const experts = spec.scores.at(-1) ?? 1;
  const rows = elements(spec.output) / modelDim;
  return expertCombineRecord.bind(
    { rows, modelDim, experts, activeExperts: copied / rows },
    { settings: "weighted sum", inputs: [spec.input, spec.scores], output: spec.output },
  );
}
