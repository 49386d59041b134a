// What does a recurrent network compute? Layers that run for every token apart from those that run once.
import { FlopbookError, suggestion } from "../ground/errors.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const appendix = {
  source: sources.karpathy2015,
  place: "figure of sequence types; the counts are worked out here",
};

/** One in, one out: everything runs once. */
export const oneToOneFlop = formula({
  id: "recurrent.one-to-one",
  meaning: "Forward operations of a sequence, one token in and one out",
  expression: "recurrentFlop + headFlop",
  result: "sequencePassFlop",
  inputs: ["recurrentFlop", "headFlop"],
  source: appendix,
});

/** Many in, one out (a classifier): the recurrent part for every token, the head once. */
export const manyToOneFlop = formula({
  id: "recurrent.many-to-one",
  meaning: "Forward operations of a sequence, many tokens in and one out: the head runs once",
  expression: "recurrentFlop * inputTokens + headFlop",
  result: "sequencePassFlop",
  inputs: ["recurrentFlop", "inputTokens", "headFlop"],
  source: appendix,
});

/** One in, many out (a caption): recurrent part and head for every output token. */
export const oneToManyFlop = formula({
  id: "recurrent.one-to-many",
  meaning: "Forward operations of a sequence, one token in and many out: all layers run for every output",
  expression: "(recurrentFlop + headFlop) * outputTokens",
  result: "sequencePassFlop",
  inputs: ["recurrentFlop", "headFlop", "outputTokens"],
  source: appendix,
});

/** Many in, as many out (a tagger): recurrent part and head for every token. */
export const manyToManyFlop = formula({
  id: "recurrent.many-to-many",
  meaning: "Forward operations of a sequence with an output for every input token",
  expression: "(recurrentFlop + headFlop) * inputTokens",
  result: "sequencePassFlop",
  inputs: ["recurrentFlop", "headFlop", "inputTokens"],
  source: appendix,
});

/** Many in, then many out (a translator): encoder for every input token, decoder and head for every output token. */
export const encoderDecoderFlop = formula({
  id: "recurrent.encoder-decoder",
  meaning: "Forward operations of a sequence that is read, and then another one written",
  expression: "encoderFlop * inputTokens + (decoderFlop + headFlop) * outputTokens",
  result: "sequencePassFlop",
  inputs: ["encoderFlop", "inputTokens", "decoderFlop", "headFlop", "outputTokens"],
  source: appendix,
});

/**
 * How tokens go in and come out.
 *
 * @example sequenceTypes["one-to-one"].says // "One token in, one out: no recurrence, every layer runs once."
 */
export const sequenceTypes = {
  "one-to-one": {
    says: "One token in, one out: no recurrence, every layer runs once.",
    formula: oneToOneFlop,
  },
  "many-to-one": { says: "Many tokens in, one result: the head runs once.", formula: manyToOneFlop },
  "one-to-many": {
    says: "One token in, many out: every layer runs per output.",
    formula: oneToManyFlop,
  },
  "many-to-many": {
    says: "An output for every input token: every layer runs for each.",
    formula: manyToManyFlop,
  },
  "encoder-decoder": {
    says: "A sequence is read, then another is written: each half runs for its own tokens.",
    formula: encoderDecoderFlop,
  },
} as const;

export type SequenceType = keyof typeof sequenceTypes;

/** The record of a sequence type. Errors on an unknown name, with the nearest. */
export function sequenceType(name: SequenceType): (typeof sequenceTypes)[SequenceType] {
  if (Object.hasOwn(sequenceTypes, name)) return sequenceTypes[name];
  const known = Object.keys(sequenceTypes);
  throw new FlopbookError(
    `recurrent: unknown sequence type, got "${String(name)}"${suggestion(String(name), known) || `; known are ${known.join(", ")}`}`,
  );
}

/** Training sequences of a run that is given in batches. */
export const trainingSequences = formula({
  id: "recurrent.training-sequences",
  meaning: "Sequences processed in training: epochs, batches of an epoch, sequences of a batch",
  expression: "epochs * batchesPerEpoch * batch",
  result: "sequences",
  inputs: ["epochs", "batchesPerEpoch", "batch"],
  source: { source: sources.epochMethod, place: "Method 1: examples are batches times the batch size" },
  sample: { epochs: 10, batchesPerEpoch: 3125 },
});

/** Training compute of a recurrent network, from its sequences and the mean length of one. */
export const recurrentTrainingFlop = formula({
  id: "recurrent.training-flop",
  meaning: "Training compute of a recurrent network with one output: three forward passes per sequence",
  expression: "passesPerStep * sequences * (recurrentFlop * tokensPerSequence + headFlop)",
  result: "trainingFlop",
  inputs: ["sequences", "recurrentFlop", "tokensPerSequence", "headFlop"],
  conventions: ["weight-update-left-out"],
  source: {
    source: sources.epochMethod,
    place: "Example: CNN-LSTM-FCN model, with the part that is not recurrent",
  },
});

/** Training compute from the forward operations of one sequence of any type. */
export const trainingFlopOfSequences = formula({
  id: "recurrent.training-flop-of-sequences",
  meaning: "Training compute from the forward operations of a sequence: three of them for each",
  expression: "passesPerStep * sequences * sequencePassFlop",
  result: "trainingFlop",
  inputs: ["sequences", "sequencePassFlop"],
  conventions: ["weight-update-left-out"],
  source: { source: sources.epochMethod, place: "Appendix D: Recurrent models" },
});

/** Part that is not recurrent in units of the recurrent part of a sequence. */
export const headShare = formula({
  id: "recurrent.head-share",
  meaning: "Layers that are not recurrent in units of the recurrent part of a sequence",
  expression: "headFlop / (recurrentFlop * tokensPerSequence)",
  result: "operationShare",
  inputs: ["headFlop", "recurrentFlop", "tokensPerSequence"],
  source: { source: sources.epochMethod, place: "Example: CNN-LSTM-FCN model, part that is not recurrent" },
});

/** Operations for each token of a convolution and the recurrent layer behind it. */
export const recurrentPartFlop = formula({
  id: "recurrent.part-flop",
  meaning: "Recurrent part of a network per token: what reads the token, and the recurrent layer",
  expression: "encoderFlop + decoderFlop",
  result: "recurrentFlop",
  inputs: ["encoderFlop", "decoderFlop"],
  source: { source: sources.epochMethod, place: "Example: CNN-LSTM-FCN model, recurrent part" },
});

/** Formulas of this file, for the catalogue. */
export const recurrentTrainingFormulas = [
  oneToOneFlop,
  manyToOneFlop,
  oneToManyFlop,
  manyToManyFlop,
  encoderDecoderFlop,
  trainingSequences,
  recurrentTrainingFlop,
  trainingFlopOfSequences,
  headShare,
  recurrentPartFlop,
] as const;
