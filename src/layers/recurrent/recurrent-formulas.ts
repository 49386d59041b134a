// What a recurrent layer computes, holds and keeps: formulas of its gates, its projection and the gradient through time.
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const weightShapes = {
  source: sources.pytorch,
  place:
    "torch.nn.LSTM, weight_ih and weight_hh: one multiply-accumulate for each weight and token, counted here",
};

/** Multiply-accumulates of the gates: each reads the input and the state fed back. */
export const recurrentMac = formula({
  id: "layers.recurrent.mac",
  meaning: "Multiply-accumulates of a recurrent layer: every gate reads the input and the state",
  expression: "batch * sequence * gates * hiddenFeatures * (inputFeatures + stateFeatures)",
  result: "mac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "inputFeatures", "stateFeatures"],
  source: weightShapes,
  sample: { sequence: 30 },
});

/** Parameters of the gates. PyTorch has two bias vectors for each gate, texts have one. */
export const recurrentParameters = formula({
  id: "layers.recurrent.parameters",
  meaning: "Parameters of a recurrent layer: weights of input and state, and biases, for every gate",
  expression: "gates * hiddenFeatures * (inputFeatures + stateFeatures + biasVectors)",
  result: "parameters",
  inputs: ["gates", "hiddenFeatures", "inputFeatures", "stateFeatures", "biasVectors"],
  source: { source: sources.hochreiter1997, place: "with the gates of today's frameworks" },
});

/** Parameters of the gates and of the projection of the state. */
export const projectedRecurrentParameters = formula({
  id: "layers.recurrent.projected-parameters",
  meaning: "Parameters of a recurrent layer whose state is projected",
  expression:
    "gates * hiddenFeatures * (inputFeatures + stateFeatures + biasVectors) + hiddenFeatures * stateFeatures",
  result: "parameters",
  inputs: ["gates", "hiddenFeatures", "inputFeatures", "stateFeatures", "biasVectors"],
  source: { source: sources.sak2014, place: "section 2.1" },
});

/** Multiply-accumulates of the projection of the state. */
export const stateProjectionMac = formula({
  id: "layers.recurrent.projection-mac",
  meaning: "Multiply-accumulates of the projection of the hidden units onto the state",
  expression: "batch * sequence * hiddenFeatures * stateFeatures",
  result: "mac",
  inputs: ["batch", "sequence", "hiddenFeatures", "stateFeatures"],
  source: { source: sources.sak2014, place: "section 2.1" },
  sample: { sequence: 30 },
});

/** Multiply-accumulates for the gradient of the input. */
export const recurrentInputMac = formula({
  id: "layers.recurrent.input-mac",
  meaning: "Multiply-accumulates of the part of a recurrent layer that reads the input",
  expression: "batch * sequence * gates * hiddenFeatures * inputFeatures",
  result: "mac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "inputFeatures"],
  source: weightShapes,
  sample: { sequence: 30 },
});

/** Multiply-accumulates for the gradient through time: of every state but the first, which is given. */
export const throughTimeMac = formula({
  id: "layers.recurrent.through-time-mac",
  meaning: "Multiply-accumulates for the gradients of the states fed back: every one but the first",
  expression: "batch * (sequence - 1) * gates * hiddenFeatures * stateFeatures",
  result: "inputGradientMac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "stateFeatures"],
  source: {
    source: sources.goodfellow2016,
    place: "section 10.2.2; the initial state is given and needs no gradient",
  },
  sample: { sequence: 30 },
});

/** Values kept for every token beside the input, in vectors as wide as the hidden units. */
export const keptByGated = formula({
  id: "layers.recurrent.kept-elements",
  meaning:
    "Elements that a gated recurrent layer keeps beside its input: hidden vectors and the state of each token",
  expression: "batch * sequence * (keptTensors * hiddenFeatures + stateFeatures)",
  result: "elements",
  inputs: ["batch", "sequence", "keptTensors", "hiddenFeatures", "stateFeatures"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.LSTM and torch.nn.GRU: what saved-tensor hooks of version 1.13 report",
  },
  sample: { sequence: 30 },
});

/** The same of a plain layer: its states. */
export const keptByPlain = formula({
  id: "layers.recurrent.kept-states",
  meaning:
    "Elements that a plain recurrent layer keeps beside its input: the first state and that of each token",
  expression: "batch * (sequence + 1) * hiddenFeatures",
  result: "elements",
  inputs: ["batch", "sequence", "hiddenFeatures"],
  source: { source: sources.pytorch, place: "torch.nn.RNN: what saved-tensor hooks of version 1.13 report" },
  sample: { sequence: 30 },
});

/** Formulas of this file, for the catalogue. */
export const recurrentFormulas = [
  recurrentMac,
  recurrentParameters,
  projectedRecurrentParameters,
  stateProjectionMac,
  recurrentInputMac,
  throughTimeMac,
  keptByGated,
  keptByPlain,
] as const;
