// What does training compute? By counting operations: forward work, three times that for a step, times the samples.
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const backwardPass = {
  source: sources.kaplan2020,
  place: "section 2.1: the backward pass takes about twice the forward pass",
};
const threePasses = {
  source: sources.epochMethod,
  place: "Method 1: three forward passes per example and epoch",
};
const sixOperations = { source: sources.kaplan2020, place: "section 2.1: C ≈ 6N per training token" };

/** Operations behind a number of multiply-accumulates, which papers often print as "FLOPs". */
export const flopOfMac = formula({
  id: "compute.flop-of-mac",
  meaning: "Operations of a forward pass, from its multiply-accumulates",
  expression: "flopPerMac * forwardMac",
  result: "forwardFlop",
  inputs: ["forwardMac"],
  source: { source: sources.kaplan2020, place: "section 2.1: a multiply-accumulate counts as two" },
});

/** Multiply-accumulates behind a number of operations; the inverse of `flopOfMac`. */
export const macOfFlop = formula({
  id: "compute.mac-of-flop",
  meaning: "Multiply-accumulates of a forward pass, from its operations",
  expression: "forwardFlop / flopPerMac",
  result: "forwardMac",
  inputs: ["forwardFlop"],
  source: {
    source: sources.kaplan2020,
    place: "section 2.1: a multiply-accumulate counts as two; solved for them",
  },
});

/** Forward operations when only the connections are known; holds for convolutions too, which share weights. */
export const flopOfConnections = formula({
  id: "compute.flop-of-connections",
  meaning: "Operations of a forward pass, two per connection",
  expression: "flopPerMac * connections",
  result: "forwardFlop",
  inputs: ["connections"],
  source: { source: sources.epochMethod, place: "Method 1: twice the number of connections" },
});

/** Operations of the backward pass: one product for the weight gradient and one for the input gradient. */
export const backwardFlopOfForward = formula({
  id: "compute.backward-flop",
  meaning: "Operations of a backward pass, from those of the forward pass",
  expression: "gradientPasses * forwardFlop",
  result: "backwardFlop",
  inputs: ["forwardFlop"],
  source: backwardPass,
});

/** Operations of one training step on one sample, in units of its forward pass. */
export const passesPerStep = formula({
  id: "compute.passes-per-step",
  meaning: "Training step in units of a forward pass: the pass itself and its backward pass",
  expression: "1 + gradientPasses",
  result: "passesPerStep",
  inputs: [],
  source: { source: sources.kaplan2020, place: "section 2.1: a forward pass, and about twice that backward" },
});

/** Samples seen in training: every epoch shows the whole data set once. */
export const samplesSeen = formula({
  id: "compute.samples-seen",
  meaning: "Samples processed in training",
  expression: "samples * epochs",
  result: "samplesSeen",
  inputs: ["samples", "epochs"],
  source: { source: sources.epochMethod, place: "Method 1: passes are epochs times examples" },
});

/** Training compute by operation counting; the weight update is left out. */
export const trainingFlop = formula({
  id: "compute.training-flop",
  meaning: "Training compute by operation counting: samples times epochs, three forward passes each",
  expression: "passesPerStep * forwardFlop * samples * epochs",
  result: "trainingFlop",
  inputs: ["forwardFlop", "samples", "epochs"],
  conventions: ["weight-update-left-out"],
  source: threePasses,
});

/** Training compute from the samples seen, however many times each: 3 F D. */
export const trainingFlopOfSamplesSeen = formula({
  id: "compute.training-flop-of-samples-seen",
  meaning: "Training compute by operation counting: three forward passes per sample seen",
  expression: "passesPerStep * forwardFlop * samplesSeen",
  result: "trainingFlop",
  inputs: ["forwardFlop", "samplesSeen"],
  conventions: ["weight-update-left-out"],
  source: threePasses,
});

/** Training compute from the connections of a network: the box of the first method. */
export const trainingFlopOfConnections = formula({
  id: "compute.training-flop-of-connections",
  meaning:
    "Training compute from connections: two operations each, three forward passes, samples times epochs",
  expression: "flopPerMac * connections * passesPerStep * samples * epochs",
  result: "trainingFlop",
  inputs: ["connections", "samples", "epochs"],
  conventions: ["weight-update-left-out"],
  source: { source: sources.epochMethod, place: "summary of Method 1" },
});

/** Training compute of a token model whose data is given as steps of so many tokens. */
export const trainingFlopOfSteps = formula({
  id: "compute.training-flop-of-steps",
  meaning: "Training compute by operation counting: tokens a step times steps, three forward passes each",
  expression: "tokensPerStep * steps * passesPerStep * forwardFlopPerToken",
  result: "trainingFlop",
  inputs: ["tokensPerStep", "steps", "forwardFlopPerToken"],
  conventions: ["weight-update-left-out"],
  source: { source: sources.epochMethod, place: "Example: Transformer" },
});

/** Forward operations a token of a language model: each parameter is used in one multiply-accumulate. */
export const languageModelForwardFlop = formula({
  id: "compute.language-model-forward-flop",
  meaning: "Forward operations of a language model for one token, two per parameter",
  expression: "flopPerMac * parameters",
  result: "forwardFlopPerToken",
  inputs: ["parameters"],
  conventions: ["attention-products-left-out"],
  source: { source: sources.kaplan2020, place: "section 2.1, eq. 2.2 without its context term" },
});

/** Backward operations a token of a language model: 4N. */
export const languageModelBackwardFlop = formula({
  id: "compute.language-model-backward-flop",
  meaning: "Backward operations of a language model for one token, from those of the forward pass",
  expression: "gradientPasses * forwardFlopPerToken",
  result: "backwardFlopPerToken",
  inputs: ["forwardFlopPerToken"],
  source: backwardPass,
});

/** Training compute of a language model from its two parts, forward and backward. */
export const languageModelTrainingFlopOfParts = formula({
  id: "compute.language-model-training-flop-of-parts",
  meaning: "Training compute of a language model: forward and backward operations per token",
  expression: "(forwardFlopPerToken + backwardFlopPerToken) * tokens",
  result: "trainingFlop",
  inputs: ["forwardFlopPerToken", "backwardFlopPerToken", "tokens"],
  conventions: ["weight-update-left-out"],
  source: {
    source: sources.kaplan2020,
    place: "section 2.1: forward and backward pass of each training token",
  },
});

/** Operations for each parameter and token: 2 forward and 4 backward. */
export const flopPerParameterToken = formula({
  id: "compute.flop-per-parameter-token",
  meaning: "Training operations for one parameter and one token: two forward, twice that backward",
  expression: "flopPerMac * passesPerStep",
  result: "flopPerParameterToken",
  inputs: [],
  source: sixOperations,
});

/** Training compute of a language model, 6ND; attention products and recomputation are left out. */
export const languageModelTrainingFlop = formula({
  id: "compute.language-model-training-flop",
  meaning: "Training compute of a language model, six operations per parameter and token",
  expression: "flopPerParameterToken * parameters * tokens",
  result: "trainingFlop",
  inputs: ["parameters", "tokens"],
  conventions: ["attention-products-left-out", "weight-update-left-out"],
  source: sixOperations,
});

/** Training step in units of a forward pass for a network whose backward pass was counted. */
export const countedPassesPerStep = formula({
  id: "compute.counted-passes-per-step",
  meaning: "Training step in units of a forward pass, from counted forward and backward operations",
  expression: "1 + backwardFlop / forwardFlop",
  result: "passesPerStep",
  inputs: ["backwardFlop", "forwardFlop"],
  source: {
    source: sources.epochMethod,
    place: "Method 1: one and the ratio of backward to forward operations",
  },
});

/** Tokens of a run whose steps see a batch of sequences of one length. */
export const tokensSeen = formula({
  id: "compute.tokens-seen",
  meaning: "Training tokens: sequences in a batch, tokens in a sequence, steps",
  expression: "batch * sequence * steps",
  result: "tokens",
  inputs: ["batch", "sequence", "steps"],
  source: { source: sources.epochMethod, place: "Method 1: examples are batches times the batch size" },
  sample: { batch: 2048 },
});

/** Training compute of a token model from the forward operations of one token. */
export const trainingFlopOfTokens = formula({
  id: "compute.training-flop-of-tokens",
  meaning: "Training compute of a token model: tokens, three forward passes each",
  expression: "tokens * passesPerStep * forwardFlopPerToken",
  result: "trainingFlop",
  inputs: ["tokens", "forwardFlopPerToken"],
  conventions: ["weight-update-left-out"],
  source: { source: sources.epochMethod, place: "Method 1: three forward passes per example" },
});
