// Symbols of inference: fusion, quantization, formats, pruning, distillation, caches, generation, energy.

const count = { minimum: 0, integer: true } as const;
const shape = { minimum: 1, integer: true } as const;
const amount = { minimum: 0 } as const;
const share = { minimum: 0, maximum: 1, display: "%" } as const;

/** Spread into the dictionary of symbols, which checks every entry. */
export const inferenceSymbols = {
  // Fusion
  accessesPerIntermediate: {
    tex: "a_{\\mathrm{mid}}",
    unit: "access",
    meaning: "accesses to memory of an intermediate tensor",
    constant: { value: 2, convention: "intermediate-written-and-read" },
  },
  fusedOperations: { tex: "n_{\\mathrm{op}}", unit: "1", meaning: "operations fused into one", ...shape },
  fusedTraffic: { tex: "V_{\\mathrm{fused}}", unit: "byte", meaning: "bytes moved when fused", above: 0 },
  fusionSpeedup: { tex: "\\sigma_{\\mathrm{fus}}", unit: "1", meaning: "gain in speed by fusion", ...amount },
  intermediates: { tex: "n_{\\mathrm{mid}}", unit: "1", meaning: "intermediate tensors", ...count },
  removedTraffic: {
    tex: "V_{\\mathrm{mid}}",
    unit: "byte",
    meaning: "bytes of intermediates moved",
    ...amount,
  },
  unfusedTraffic: { tex: "V_{\\mathrm{apart}}", unit: "byte", meaning: "bytes moved one by one", ...amount },

  // Affine quantization
  code: { tex: "q", unit: "1", meaning: "code, before it is limited to its range" },
  codeBits: { tex: "b_{q}", unit: "bit", meaning: "bits of a code", minimum: 2, maximum: 32, integer: true },
  clampedCode: { tex: "q_{\\mathrm{c}}", unit: "1", meaning: "code within its range" },
  errorBound: { tex: "e_{\\max}", unit: "1", meaning: "largest error by rounding", ...amount },
  highestCode: { tex: "q_{\\max}", unit: "1", meaning: "highest code" },
  integerZeroPoint: { tex: "Z", unit: "1", meaning: "code that stands for zero" },
  largestValue: { tex: "x_{\\max}", unit: "1", meaning: "largest value" },
  lowestCode: { tex: "q_{\\min}", unit: "1", meaning: "lowest code" },
  quantizationScale: { tex: "s", unit: "1", meaning: "step between neighbouring codes", above: 0 },
  realValue: { tex: "x", unit: "1", meaning: "value" },
  realZeroPoint: { tex: "z", unit: "1", meaning: "value that code 0 stands for" },
  restoredValue: { tex: "\\hat{x}", unit: "1", meaning: "value that a code stands for" },
  roundingError: { tex: "e", unit: "1", meaning: "difference of restored and original value" },
  roundingVariance: { tex: "e^2_{\\mathrm{mean}}", unit: "1", meaning: "mean square error by rounding" },
  smallestValue: { tex: "x_{\\min}", unit: "1", meaning: "smallest value" },

  // Storage formats
  bandwidthGain: { tex: "\\sigma_{\\beta}", unit: "1", meaning: "gain in values moved a second", ...amount },
  baseBits: { tex: "b_{0}", unit: "bit", meaning: "bits of a value in the format compared with", minimum: 1 },
  bitsPerValue: {
    tex: "b_{v}",
    unit: "bit",
    meaning: "bits of one value with its share of scales",
    minimum: 1,
  },
  compression: { tex: "\\sigma_{V}", unit: "1", meaning: "gain in memory by fewer bits", ...amount },
  groupSize: { tex: "g_{q}", unit: "1", meaning: "values that share a scale", ...shape },
  scaleBits: { tex: "b_{s}", unit: "bit", meaning: "bits of one scale", ...count },
  secondGroupSize: { tex: "g_{s}", unit: "1", meaning: "scales that share a scale of their own", ...shape },
  secondScaleBits: { tex: "b_{ss}", unit: "bit", meaning: "bits of the scale of scales", ...count },
  sizeRatio: { tex: "\\phi_{b}", unit: "1", meaning: "size in units of the base format", ...amount },
  valueBits: {
    tex: "b",
    unit: "bit",
    meaning: "bits of one value without scales",
    minimum: 1,
    integer: true,
  },
  zeroPointBits: { tex: "b_{z}", unit: "bit", meaning: "bits of one zero point", ...count },

  // Pruning
  acceleratedShare: { tex: "\\phi_{\\mathrm{a}}", unit: "1", meaning: "share of the time sped up", ...share },
  denseFlop: { tex: "F_{\\mathrm{dense}}", unit: "FLOP", meaning: "operations before pruning", ...amount },
  indexBits: { tex: "b_{i}", unit: "bit", meaning: "bits of the place of a kept value", ...count },
  keptTwoOfFour: {
    tex: "k_{2:4}",
    unit: "1",
    meaning: "share of values kept",
    constant: { value: 0.5, convention: "structured-sparsity-two-of-four" },
  },
  partSpeedup: { tex: "\\sigma_{\\mathrm{a}}", unit: "1", meaning: "gain in speed of that share", above: 0 },
  prunedFlop: { tex: "F_{\\mathrm{pr}}", unit: "FLOP", meaning: "operations after pruning", ...amount },
  prunedInputs: { tex: "s_{\\mathrm{in}}", unit: "1", meaning: "share of input channels removed", ...share },
  prunedOutputs: {
    tex: "s_{\\mathrm{out}}",
    unit: "1",
    meaning: "share of output channels removed",
    ...share,
  },
  sparsity: { tex: "s_{0}", unit: "1", meaning: "share of weights that are zero", ...share },
  speedup: { tex: "\\sigma", unit: "1", meaning: "gain in speed", ...amount },

  // Distillation
  distillationLoss: { tex: "\\mathcal{L}_{\\mathrm{KD}}", unit: "1", meaning: "loss of distillation" },
  distillationOverhead: {
    tex: "\\omega_{\\mathrm{KD}}",
    unit: "1",
    display: "%",
    meaning: "teacher's operations in units of the student's training",
    ...amount,
  },
  divergence: { tex: "D_{\\mathrm{KL}}", unit: "1", meaning: "divergence of two distributions in nats" },
  hardLoss: { tex: "\\mathcal{L}_{\\mathrm{CE}}", unit: "1", meaning: "cross-entropy with true labels" },
  hardShare: { tex: "\\alpha", unit: "1", meaning: "weight of the true labels", minimum: 0, maximum: 1 },
  teacherForwardFlop: {
    tex: "F_{\\mathrm{teach}}",
    unit: "FLOP/sample",
    meaning: "forward operations of the teacher for one sample",
    ...amount,
  },
  teacherPasses: { tex: "E_{\\mathrm{teach}}", unit: "epoch", meaning: "passes of the teacher", ...amount },

  // Key-value cache and generation
  attentionProducts: {
    tex: "n_{\\mathrm{qkv}}",
    unit: "1",
    meaning: "products of one token with the sequence in attention",
    constant: { value: 2, convention: "scores-and-values" },
  },
  cacheBytesPerToken: {
    tex: "v_{\\mathrm{kv}}",
    unit: "byte/token",
    meaning: "cache of one token",
    above: 0,
  },
  crossoverBatch: { tex: "B^{*}", unit: "sample", meaning: "batch at which compute limits", ...amount },
  generatedTokens: { tex: "s_{\\mathrm{gen}}", unit: "token", meaning: "tokens generated", ...count },
  generationTime: { tex: "t_{\\mathrm{gen}}", unit: "s", meaning: "time of a whole answer", ...amount },
  inputBytes: { tex: "V_{\\mathrm{in}}", unit: "byte", meaning: "bytes of input activations", ...amount },
  kvCache: { tex: "V_{\\mathrm{kv}}", unit: "byte", meaning: "key-value cache", ...amount },
  kvHeads: { tex: "h_{\\mathrm{kv}}", unit: "head", meaning: "key-value heads", ...shape },
  kvTensors: {
    tex: "n_{\\mathrm{kv}}",
    unit: "1",
    meaning: "tensors cached for each token and layer",
    constant: { value: 2, convention: "key-and-value" },
  },
  latency: { tex: "t_{\\mathrm{lat}}", unit: "s", meaning: "latency", ...amount },
  latentDim: {
    tex: "r_{\\mathrm{kv}}",
    unit: "1",
    meaning: "width of the latent key-value vector",
    ...shape,
  },
  outputBytes: { tex: "V_{\\mathrm{out}}", unit: "byte", meaning: "bytes of output activations", ...amount },
  prefillTime: { tex: "t_{\\mathrm{pre}}", unit: "s", meaning: "time until the first token", ...amount },
  promptTokens: { tex: "s_{\\mathrm{pre}}", unit: "token", meaning: "tokens of the prompt", ...shape },
  rotaryDim: { tex: "r_{\\mathrm{rope}}", unit: "1", meaning: "width of the rotary part of a key", ...count },
  stepBytes: { tex: "V_{\\mathrm{step}}", unit: "byte", meaning: "bytes read in one step", ...amount },
  stepTime: { tex: "t_{\\mathrm{step}}", unit: "s", meaning: "time of one decoding step", above: 0 },
  tokenRate: {
    tex: "\\rho_{\\mathrm{tok}}",
    unit: "token/s",
    meaning: "tokens generated a second",
    ...amount,
  },
  weightTraffic: { tex: "V_{\\mathrm{w}}", unit: "byte", meaning: "bytes of weights", ...amount },
  windowLength: { tex: "w", unit: "token", meaning: "tokens that attention looks back", ...shape },

  // Energy of operations
  accessBytes: { tex: "n_{\\mathrm{acc}}", unit: "byte", meaning: "bytes of one access", above: 0 },
  accessEnergy: {
    tex: "e_{\\mathrm{acc}}",
    unit: "J",
    display: "pJ",
    meaning: "energy of one access",
    ...amount,
  },
  additionEnergy: {
    tex: "e_{+}",
    unit: "J/FLOP",
    display: "pJ/FLOP",
    meaning: "energy of one addition",
    above: 0,
  },
  byteEnergy: {
    tex: "e_{\\mathrm{B}}",
    unit: "J/byte",
    display: "pJ/byte",
    meaning: "energy of moving one byte",
    ...amount,
  },
  energyRatio: { tex: "q_{e}", unit: "1", meaning: "energy in units of that of an addition", ...amount },
  macEnergy: {
    tex: "e_{\\mathrm{MAC}}",
    unit: "J/MAC",
    display: "pJ/MAC",
    meaning: "energy of one multiply-accumulate",
    above: 0,
  },
  macPerByte: { tex: "I_{e}", unit: "MAC/byte", meaning: "multiply-accumulates for each byte", ...amount },
  multiplicationEnergy: {
    tex: "e_{\\times}",
    unit: "J/FLOP",
    display: "pJ/FLOP",
    meaning: "energy of one multiplication",
    above: 0,
  },
} as const;
