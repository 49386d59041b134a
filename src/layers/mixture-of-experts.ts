// Mixture of experts: a router sends each token to a few of many feed-forward layers.

import { FlopbookError } from "../ground/errors.js";
import { type ActivationFunction, activation } from "./elementwise/activation.js";
import { productOf, residualAdd } from "./elementwise/residual-add.js";
import { softmax } from "./elementwise/softmax.js";
import { combine, dispatch, expertLinear } from "./experts.js";
import { type FeedForwardSpec, feedForward } from "./feed-forward.js";
import type { Stage, Tensor } from "./graph/graph.js";
import { linear } from "./linear.js";
import { checkedShape, wholeNumber } from "./shape/shape.js";

const subject = "layers/mixture-of-experts";
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
 *
 * @example const g = graphBuilder({ name: "block", origin: "own" });
 * const input = g.input("x", [1, 128, 4096]);
 * mixtureOfExperts(g.stage("layer"), { name: "experts", input, experts: 8, activeExperts: 2,
 *   expertDim: 14336 }).shape // [1, 128, 4096]
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
