// Symbols of scaling laws beyond the parametric fit: power laws, growth by dimension, model shapes, over-training.

const shape = { minimum: 1, integer: true } as const;
const amount = { minimum: 0 } as const;

/** Spread into the dictionary of symbols, which checks every entry. */
export const scalingSymbols = {
  // Power laws of Kaplan et al.
  attentionDim: { tex: "d_{\\mathrm{att}}", unit: "1", meaning: "width of all heads together", ...shape },
  batchScale: { tex: "B_{*}", unit: "token", meaning: "scale of the critical batch", above: 0 },
  batchExponent: {
    tex: "\\alpha_{B\\mathrm{c}}",
    unit: "1",
    meaning: "exponent of the critical batch",
    above: 0,
  },
  criticalBatch: { tex: "B_{\\mathrm{crit}}", unit: "token", meaning: "critical batch size", ...amount },
  criticalCompute: { tex: "C_{\\mathrm{c}}", unit: "FLOP", meaning: "compute scale of the loss", above: 0 },
  criticalParameters: {
    tex: "N_{\\mathrm{c}}",
    unit: "parameter",
    meaning: "size scale of the loss",
    above: 0,
  },
  criticalSteps: { tex: "S_{\\mathrm{c}}", unit: "step", meaning: "step scale of the loss", above: 0 },
  criticalTokens: { tex: "D_{\\mathrm{c}}", unit: "token", meaning: "data scale of the loss", above: 0 },
  growthFactor: { tex: "\\lambda", unit: "1", meaning: "factor by which the resource grows", above: 0 },
  lossExponent: { tex: "\\alpha_{L}", unit: "1", meaning: "exponent of the power law of the loss", above: 0 },
  lossRatio: { tex: "q_{L}", unit: "1", meaning: "loss in units of the loss before", ...amount },
  parameterRatio: { tex: "q_{N}", unit: "1", meaning: "parameters in units of those before", ...amount },
  stepExponent: { tex: "\\alpha_{S}", unit: "1", meaning: "exponent of steps in the loss", above: 0 },

  // Growth by dimension
  epochsFactor: { tex: "\\alpha_{E}", unit: "1", meaning: "factor on the epochs", above: 0 },
  flopGrowth: {
    tex: "\\Lambda_{F}",
    unit: "1",
    meaning: "factor on the operations of one sample",
    ...amount,
  },
  parameterGrowth: { tex: "\\Lambda_{N}", unit: "1", meaning: "factor on the parameters", ...amount },
  stepsGrowth: { tex: "\\Lambda_{S}", unit: "1", meaning: "factor on the training steps", ...amount },
  trainingGrowth: { tex: "\\Lambda_{C}", unit: "1", meaning: "factor on the training operations", ...amount },
  widthFactor: { tex: "\\alpha_{W}", unit: "1", meaning: "factor on all widths", above: 0 },

  // Compound scaling
  compoundExponent: { tex: "\\phi", unit: "1", meaning: "compound coefficient", ...amount },
  depthBase: { tex: "\\alpha_{d}", unit: "1", meaning: "depth for each step of the coefficient", above: 0 },
  resolutionBase: { tex: "\\gamma_{r}", unit: "1", meaning: "resolution for each step of it", above: 0 },
  unitGrowth: { tex: "\\Lambda_{1}", unit: "1", meaning: "factor on operations for each step", ...amount },
  widthBase: { tex: "\\beta_{w}", unit: "1", meaning: "width for each step of the coefficient", above: 0 },

  // Models of Hoffmann et al.
  biasAndNormParameters: {
    tex: "N_{\\mathrm{bn}}",
    unit: "parameter",
    meaning: "biases and norms of one layer",
    ...amount,
  },
  formRatio: { tex: "q_{6ND}", unit: "1", meaning: "counted operations in units of 6ND", ...amount },
  layerParameters: { tex: "N_{\\ell}", unit: "parameter", meaning: "parameters of one layer", ...amount },
  sequenceFlop: {
    tex: "F_{\\mathrm{seq}}",
    unit: "FLOP",
    meaning: "forward work of one sequence",
    ...amount,
  },
  sequenceLayerFlop: { tex: "F_{\\ell}", unit: "FLOP", meaning: "forward work of one layer", ...amount },

  // Smaller and longer than optimal
  dataLoss: { tex: "\\mathcal{L}_{D}", unit: "1", meaning: "part of the loss by finite data", above: 0 },
  reducibleLoss: { tex: "\\mathcal{L}_{\\mathrm{r}}", unit: "1", meaning: "reducible loss", above: 0 },
  bestFlop: { tex: "C_{\\mathrm{opt}}", unit: "FLOP", meaning: "least compute for the loss", above: 0 },
  breakEvenTokens: {
    tex: "D_{\\mathrm{even}}",
    unit: "token",
    meaning: "tokens served until it pays",
    ...amount,
  },
  largerParameters: { tex: "N_{\\mathrm{L}}", unit: "parameter", meaning: "parameters of the larger model" },
  overTraining: {
    tex: "\\omega_{C}",
    unit: "1",
    display: "%",
    meaning: "compute beyond the least for the same loss",
  },
  smallerParameters: {
    tex: "N_{\\mathrm{S}}",
    unit: "parameter",
    meaning: "parameters of the smaller model",
  },
  extraFlop: { tex: "\\Delta C", unit: "FLOP", meaning: "additional training compute", ...amount },
} as const;
