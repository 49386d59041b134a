// Appendix E: what dropout changes. The update is counted for every example, and p is taken for 1 - p.

import { backwardFlopPerParameter, backwardRatioPerParameter, flopPerParameterOf } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import {
  dropoutKeepProbability,
  dropoutTestScale,
  linearMac,
  linearWeights,
  matrixFlop,
} from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "Dropout",
  question: "What does dropout change about the operations of training?",
});

type Count = Quantity | number;
const one = given(1, "one example");
const perParameter = (value: number): Amount => ({ value, unit: "FLOP/parameter" });
const srivastava = {
  source: sources.srivastava2014,
  place: "section 4: Bernoulli(p) with p the probability of keeping; weights times p at test time",
};
const shared = {
  source: documents.epochTrainingCompute,
  place: "The weight update can often be ignored, since it is common to use large batch sizes",
};
const ownRule =
  "The update of a weight is counted for every example, but a batch shares one, as the text itself says further up.";

const forwardPerParameter = (shape: { readonly inputFeatures: Count; readonly outputFeatures: Count }) =>
  flopPerParameterOf({
    flop: matrixFlop({ mac: linearMac({ rows: one, ...shape }) }),
    parameters: linearWeights(shape),
  });

const testScale = ({ dropoutRate }: { readonly dropoutRate: Count }) =>
  dropoutTestScale({ keepProbability: dropoutKeepProbability({ dropoutRate }) });

/** The claims of the appendix. */
export const dropoutClaims: readonly Example[] = [
  claim({
    id: "dropout-fwd-2-per-param",
    title: "Forward operations for each parameter",
    where: "to yield roughly 2 FLOPs per parameter",
    formula: forwardPerParameter,
    inputs: { inputFeatures: 1024, outputFeatures: 1024 },
    stated: { value: 2, digits: 2 },
    unit: "FLOP/parameter",
    note: "Weights only; drawing and applying the mask takes 4 operations for each of 1024 units, 0.2 % of this.",
    expect: { value: 2 },
  }),
  claim({
    id: "dropout-bwd-5-per-param",
    title: "Backward operations for each parameter",
    where: "there are 5 FLOPs per parameter in backpropagation",
    formula: backwardFlopPerParameter,
    inputs: {
      weightGradientFlopPerParameter: perParameter(2),
      inputGradientFlopPerParameter: perParameter(2),
      updateFlopPerParameter: perParameter(1),
    },
    stated: { expression: "5", letters: {} },
    unit: "FLOP/parameter",
    corrected: { inputs: { updateFlopPerParameter: perParameter(0) }, source: shared },
    cause: `${ownRule} Without it a backward pass takes {correct}.`,
    note: "A count of operations, read as exact.",
    expect: { verdict: "wrong-premise", value: 5, correct: 4 },
  }),
  claim({
    id: "dropout-ratio-2p5",
    title: "Backward pass in units of the forward pass",
    where: "we should expect roughly the same value of 2.5 for the fp_to_bp_ratio",
    formula: backwardRatioPerParameter,
    inputs: { flopPerParameter: perParameter(5) },
    stated: { value: 2.5, digits: 2 },
    unit: "1",
    corrected: { inputs: { flopPerParameter: perParameter(4) }, source: shared },
    cause: `${ownRule} The ratio is {correct}, as the first method has it.`,
    expect: { verdict: "wrong-premise", value: 2.5, correct: 2 },
  }),
  claim({
    id: "dropout-bernoulli-p-meaning",
    title: "Probability of keeping a unit",
    where: "dropping out with probability p; r ~ Bernoulli(p)",
    question: "With which probability is a unit kept?",
    formula: dropoutKeepProbability,
    inputs: { dropoutRate: 0.2 },
    stated: { expression: "p_drop", letters: { p_drop: "dropoutRate" } },
    unit: "1",
    cause: `The text drops a unit with probability p and then draws the factor that keeps it from Bernoulli(p). With p for dropping it must be Bernoulli(1 - p): a unit is kept with probability {computed}. In the paper p is the probability of keeping.`,
    expect: { verdict: "inconsistent", value: 0.8 },
  }),
  claim({
    id: "dropout-test-time-scale",
    title: "Factor on the weights at test time",
    where: "multiplying the weights by the probability p at which the neuron was dropped out",
    question: "By what are the weights multiplied at test time?",
    formula: testScale,
    inputs: { dropoutRate: 0.2 },
    stated: { expression: "p_drop", letters: { p_drop: "dropoutRate" } },
    unit: "1",
    cause:
      "The weights are multiplied by the probability of keeping, {computed}, so that the mean stays; by that of dropping, the outputs would be four times too small.",
    note: `${srivastava.place}. Today's frameworks scale in training instead and leave inference alone.`,
    expect: { verdict: "inconsistent", value: 0.8 },
  }),
  claim({
    id: "dropout-inference-extra-bound",
    title: "Operations that scaling the weights adds",
    where: "additional initial calculations at test time, less than or equal to the number of parameters",
    formula: linearWeights,
    inputs: { inputFeatures: 1024, outputFeatures: 1024 },
    stated: {
      expression: "n_in*n_out",
      letters: { n_in: "inputFeatures", n_out: "outputFeatures" },
    },
    unit: "parameter",
    note: "One multiplication for each weight, once and not for each input; with scaling in training there is none.",
    expect: { value: 1_048_576 },
  }),
];
