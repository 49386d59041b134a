// Symbols of layers beyond the first ones: windows, normalisation, processing units.

const count = { minimum: 0, integer: true } as const;
const shape = { minimum: 1, integer: true } as const;
const amount = { minimum: 0 } as const;
const share = { minimum: 0, maximum: 1 } as const;

/** Spread into the dictionary of symbols, which checks every entry. */
export const layerSymbols = {
  // Activation functions
  activated: { tex: "f(x)", unit: "1", meaning: "value of an activation function" },
  gateValue: { tex: "x_{\\mathrm{g}}", unit: "1", meaning: "input of the gate of a gated unit" },
  negativeSlope: { tex: "a_{-}", unit: "1", meaning: "slope below zero", ...amount },
  preActivation: { tex: "x", unit: "1", meaning: "input of an activation function" },

  // Operations
  additions: { tex: "n_{+}", unit: "1", meaning: "additions", ...count },
  classFlop: { tex: "F_{\\mathrm{cls}}", unit: "FLOP", meaning: "operations of one class", ...amount },
  flopPerConnection: {
    tex: "f_{\\mathrm{con}}",
    unit: "FLOP/connection",
    meaning: "operations for each connection",
    ...amount,
  },
  flopPerElement: {
    tex: "f_{\\mathrm{e}}",
    unit: "FLOP/element",
    meaning: "operations for each element",
    ...amount,
  },
  flopPerParameter: {
    tex: "f_{\\mathrm{par}}",
    unit: "FLOP/parameter",
    meaning: "operations for each parameter",
    ...amount,
  },
  inputGradientFlopPerParameter: {
    tex: "f_{\\mathrm{X}}",
    unit: "FLOP/parameter",
    meaning: "operations for the gradient of the input, for each parameter",
    ...amount,
  },
  layerGradients: {
    tex: "g_{\\mathrm{l}}",
    unit: "1",
    meaning: "gradients that the layer computes: 2, or 1 in the first layer, whose input is data",
    ...shape,
  },
  multiplications: { tex: "n_{\\times}", unit: "1", meaning: "multiplications", ...count },
  updateFlopPerParameter: {
    tex: "f_{\\mathrm{upd}}",
    unit: "FLOP/parameter",
    meaning: "operations of the weight update for each parameter",
    ...amount,
  },
  weightGradientFlopPerParameter: {
    tex: "f_{\\mathrm{W}}",
    unit: "FLOP/parameter",
    meaning: "operations for the gradient of the weights, for each parameter",
    ...amount,
  },
  weightUses: {
    tex: "u_{\\mathrm{w}}",
    unit: "1",
    meaning: "times that one sample uses each weight: 1, or the output positions of a convolution",
    ...shape,
  },

  // Windows and tensors
  elementRatio: { tex: "q_{n}", unit: "1", meaning: "elements in units of the smaller count", ...amount },
  imageHeight: { tex: "h", unit: "1", meaning: "height of the tensor", ...shape },
  imageWidth: { tex: "w", unit: "1", meaning: "width of the tensor", ...shape },
  inputPositions: { tex: "p_{\\mathrm{in}}", unit: "1", meaning: "positions of the input", ...shape },
  keptTensors: { tex: "n_{\\mathrm{kept}}", unit: "1", meaning: "tensors kept", ...count },
  kernelPositions: { tex: "p_{\\mathrm{k}}", unit: "1", meaning: "positions of the kernel", ...shape },
  outputPadding: { tex: "p_{+}", unit: "1", meaning: "positions added at the end of the output", ...count },
  outputPositions: { tex: "p_{\\mathrm{out}}", unit: "1", meaning: "positions of the output", ...shape },
  windowElements: {
    tex: "n_{\\mathrm{win}}",
    unit: "element",
    meaning: "elements in all windows together; one that two windows share counts twice",
    ...count,
  },
  windowSide: {
    tex: "w_{\\mathrm{side}}",
    unit: "1",
    meaning: "tokens along one side of a square window of attention",
    ...shape,
  },

  // Normalisation: N positions for each statistic, d statistics
  deviation: { tex: "\\sigma", unit: "1", meaning: "standard deviation, with the small constant", above: 0 },
  foldedBias: { tex: "b'", unit: "1", meaning: "bias of the convolution after folding" },
  foldedWeight: { tex: "w'", unit: "1", meaning: "weight of the convolution after folding" },
  layerBias: { tex: "b", unit: "1", meaning: "bias of the convolution before folding" },
  layerWeight: { tex: "w", unit: "1", meaning: "weight of the convolution before folding" },
  statisticMeanFlop: { tex: "F_{\\mu}", unit: "FLOP", meaning: "operations of the means", ...amount },
  normGroups: { tex: "g_{\\mathrm{n}}", unit: "1", meaning: "groups of channels", ...shape },
  normInput: { tex: "x", unit: "1", meaning: "value before normalisation" },
  normMean: { tex: "\\mu", unit: "1", meaning: "mean" },
  normOutput: { tex: "y", unit: "1", meaning: "value after normalisation, scale and shift" },
  normScale: { tex: "\\gamma", unit: "1", meaning: "scale of the normalisation" },
  normShift: { tex: "\\beta", unit: "1", meaning: "shift of the normalisation" },
  normaliseFlop: {
    tex: "F_{\\hat{x}}",
    unit: "FLOP",
    meaning: "operations of roots and divisions",
    ...amount,
  },
  runningMean: { tex: "\\mu_{\\mathrm{run}}", unit: "1", meaning: "running mean" },
  runningMeanNext: { tex: "\\mu_{\\mathrm{run}}'", unit: "1", meaning: "running mean after the step" },
  runningStatisticsFlop: {
    tex: "F_{\\mathrm{run}}",
    unit: "FLOP",
    meaning: "operations of the running statistics",
    ...amount,
  },
  runningWeight: {
    tex: "m_{\\mathrm{run}}",
    unit: "1",
    meaning: "weight of the new value in a running statistic",
    ...share,
  },
  scaleGradientFlop: {
    tex: "F_{\\mathrm{d}\\gamma}",
    unit: "FLOP",
    meaning: "operations of the gradient of the scale",
    ...amount,
  },
  scaleShiftFlop: { tex: "F_{y}", unit: "FLOP", meaning: "operations of scale and shift", ...amount },
  shiftGradientFlop: {
    tex: "F_{\\mathrm{d}\\beta}",
    unit: "FLOP",
    meaning: "operations of the gradient of the shift",
    ...amount,
  },
  smallConstant: { tex: "\\epsilon", unit: "1", meaning: "small constant under the root", ...amount },
  statisticPositions: {
    tex: "N_{\\mathrm{stat}}",
    unit: "1",
    meaning: "elements that one statistic is taken over",
    ...shape,
  },
  statistics: {
    tex: "d_{\\mathrm{stat}}",
    unit: "1",
    meaning: "means and variances, each so many",
    ...shape,
  },
  valueGradientFlop: {
    tex: "F_{\\mathrm{d}x}",
    unit: "FLOP",
    meaning: "operations of the gradient of the input of a normalisation",
    ...amount,
  },
  variance: { tex: "\\sigma^{2}", unit: "1", meaning: "variance", ...amount },
  varianceFlop: { tex: "F_{\\sigma^{2}}", unit: "FLOP", meaning: "operations of the variances", ...amount },

  // Processing units
  busWidth: { tex: "n_{\\mathrm{bus}}", unit: "bit", meaning: "width of the memory bus", above: 0 },
  clock: { tex: "\\nu", unit: "1/s", meaning: "clock rate", above: 0 },
  integerRate: {
    tex: "\\nu_{\\mathrm{int}}",
    unit: "1/s",
    meaning: "integer instructions that a device starts in a second",
    above: 0,
  },
  integerShare: {
    tex: "q_{\\mathrm{int}}",
    unit: "1/MAC",
    meaning: "integer instructions for each multiply-accumulate in FP32",
    above: 0,
  },
  macPerUnitCycle: {
    tex: "m_{\\mathrm{u}}",
    unit: "MAC",
    meaning: "multiply-accumulates of one unit in one cycle",
    above: 0,
  },
  transferRate: {
    tex: "\\nu_{\\mathrm{bus}}",
    unit: "1/s",
    meaning: "transfers a second on each wire",
    above: 0,
  },
  units: { tex: "n_{\\mathrm{u}}", unit: "1", meaning: "processing units", ...shape },
} as const;
