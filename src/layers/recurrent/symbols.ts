// Symbols of recurrent networks.
import { symbolEntries } from "../../formula/symbol.js";

/** Name in code, as printed, unit, meaning, bounds, and a value to try. */
export const recurrentSymbols = symbolEntries({
  // Recurrent networks
  biasVectors: {
    tex: "n_{\\mathrm{b}}",
    unit: "1",
    meaning: "bias vectors of each gate",
    minimum: 0,
    integer: true,
    sample: 2,
  },
  gates: {
    tex: "n_{\\mathrm{g}}",
    unit: "1",
    meaning: "gates: 1 (RNN), 3 (GRU), 4 (LSTM)",
    minimum: 1,
    integer: true,
    sample: 4,
  },
  hiddenFeatures: {
    tex: "n_{\\mathrm{h}}",
    unit: "1",
    meaning: "hidden units",
    minimum: 1,
    integer: true,
    sample: 1024,
  },
  stateFeatures: {
    tex: "n_{\\mathrm{s}}",
    unit: "1",
    meaning: "width of the state that is fed back: the hidden units, or their projection",
    minimum: 1,
    integer: true,
    sample: 1024,
  },
  // Mixtures of experts and dropout
  activeExperts: {
    tex: "k",
    unit: "expert",
    meaning: "experts that each token is sent to",
    minimum: 1,
    integer: true,
    sample: 2,
  },
  experts: {
    tex: "E_{\\mathrm{x}}",
    unit: "expert",
    meaning: "experts",
    minimum: 1,
    integer: true,
    sample: 8,
  },
  keepProbability: {
    tex: "q_{\\mathrm{keep}}",
    unit: "1",
    meaning: "probability of keeping a value",
    minimum: 0,
    maximum: 1,
    sample: 0.9,
  },
  weightScale: {
    tex: "s_{\\mathrm{w}}",
    unit: "1",
    meaning: "factor on the weights at test time",
    minimum: 0,
  },
});
