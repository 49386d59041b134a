// Symbols of recurrent networks, mixtures of experts, dropout, and training compute by parts.

const count = { minimum: 0, integer: true } as const;
const shape = { minimum: 1, integer: true } as const;
const amount = { minimum: 0 } as const;
const share = { minimum: 0, maximum: 1 } as const;

/** Spread into the dictionary of symbols, which checks every entry. */
export const recurrentSymbols = {
  // Recurrent networks
  batchesPerEpoch: { tex: "n_{\\mathrm{bat}}", unit: "1", meaning: "batches of one epoch", ...shape },
  biasVectors: { tex: "n_{\\mathrm{b}}", unit: "1", meaning: "bias vectors of each gate", ...count },
  decoderFlop: {
    tex: "F_{\\mathrm{dec}}",
    unit: "FLOP/token",
    meaning: "operations of the decoder for each output token",
    ...amount,
  },
  encoderFlop: {
    tex: "F_{\\mathrm{enc}}",
    unit: "FLOP/token",
    meaning: "operations of the encoder for each input token",
    ...amount,
  },
  gates: {
    tex: "n_{\\mathrm{g}}",
    unit: "1",
    meaning: "gates: 1 (RNN), 3 (GRU), 4 (LSTM)",
    ...shape,
  },
  headFlop: {
    tex: "F_{\\mathrm{head}}",
    unit: "FLOP",
    meaning: "operations of the layers that are not recurrent, each time that they run",
    ...amount,
  },
  hiddenFeatures: { tex: "n_{\\mathrm{h}}", unit: "1", meaning: "hidden units", ...shape },
  inputTokens: { tex: "s_{\\mathrm{in}}", unit: "token", meaning: "tokens of an input sequence", above: 0 },
  outputTokens: {
    tex: "s_{\\mathrm{out}}",
    unit: "token",
    meaning: "tokens of an output sequence",
    above: 0,
  },
  recurrentFlop: {
    tex: "F_{\\mathrm{rec}}",
    unit: "FLOP/token",
    meaning: "operations of the recurrent layers for each token",
    ...amount,
  },
  sequencePassFlop: {
    tex: "F_{\\mathrm{seq}}",
    unit: "FLOP/sequence",
    meaning: "forward operations of one sequence",
    ...amount,
  },
  sequences: { tex: "N_{\\mathrm{seq}}", unit: "sequence", meaning: "training sequences", ...amount },
  stateFeatures: {
    tex: "n_{\\mathrm{s}}",
    unit: "1",
    meaning: "width of the state that is fed back: the hidden units, or their projection",
    ...shape,
  },
  tokensPerSequence: {
    tex: "\\bar{s}",
    unit: "token/sequence",
    meaning: "mean tokens of a sequence",
    above: 0,
  },

  // Mixtures of experts and dropout
  activeExperts: { tex: "k", unit: "expert", meaning: "experts that each token is sent to", ...shape },
  experts: { tex: "E_{\\mathrm{x}}", unit: "expert", meaning: "experts", ...shape },
  keepProbability: {
    tex: "q_{\\mathrm{keep}}",
    unit: "1",
    meaning: "probability of keeping a value",
    ...share,
  },
  weightScale: {
    tex: "s_{\\mathrm{w}}",
    unit: "1",
    meaning: "factor on the weights at test time",
    ...amount,
  },

  // Training compute by parts
  fineTuningFlop: {
    tex: "C_{\\mathrm{fine}}",
    unit: "FLOP",
    meaning: "operations of fine-tuning",
    ...amount,
  },
  preTrainingFlop: {
    tex: "C_{\\mathrm{pre}}",
    unit: "FLOP",
    meaning: "operations of pre-training",
    ...amount,
  },
} as const;
