// The dictionary of symbols: name, TeX, unit, meaning, bounds, and the conventions that are constants.
import type { ConventionName } from "./conventions.js";
import { budgetSymbols } from "./symbols-budget.js";
import { inferenceSymbols } from "./symbols-inference.js";
import { layerSymbols } from "./symbols-layers.js";
import { memorySymbols } from "./symbols-memory.js";
import { planSymbols } from "./symbols-plan.js";
import { recurrentSymbols } from "./symbols-recurrent.js";
import { rooflineSymbols } from "./symbols-roofline.js";
import { scalingSymbols } from "./symbols-scaling.js";
import { servingSymbols } from "./symbols-serving.js";
import { trainingSymbols } from "./symbols-training.js";
import { visionSymbols } from "./symbols-vision.js";

/** One symbol. A symbol with a constant is filled in by itself and printed as its number. */
export interface SymbolEntry {
  readonly tex: string;
  /** Base unit: "FLOP", "byte/s", "J/s", or counted nouns. */
  readonly unit: string;
  readonly meaning: string;
  /** Unit in which results are shown, such as "USD/h" or "%". */
  readonly display?: string;
  readonly constant?: { readonly value: number; readonly convention: ConventionName };
  /** Smallest value that an input may have. */
  readonly minimum?: number;
  /** Inputs must be larger than this. */
  readonly above?: number;
  /** Largest value that an input may have. */
  readonly maximum?: number;
  /** True for whole numbers. */
  readonly integer?: boolean;
}

const count = { minimum: 0, integer: true } as const;
const shape = { minimum: 1, integer: true } as const;
const amount = { minimum: 0 } as const;

/** Every symbol that formulas may use. Add lines in alphabetical order inside a group. */
export const symbols = {
  // Operations
  backwardFlop: {
    tex: "F_{\\mathrm{bwd}}",
    unit: "FLOP/sample",
    meaning: "backward operations of one sample",
    ...amount,
  },
  backwardFlopPerToken: {
    tex: "F_{\\mathrm{bwd}}",
    unit: "FLOP/token",
    meaning: "backward operations of one token",
    ...amount,
  },
  computedFlop: {
    tex: "F_{\\mathrm{computed}}",
    unit: "FLOP",
    meaning: "operations as computed here",
    above: 0,
  },
  connections: {
    tex: "n_{\\mathrm{con}}",
    unit: "connection",
    meaning: "connections of the network",
    ...amount,
  },
  flop: { tex: "F", unit: "FLOP", meaning: "operations", ...amount },
  flopEach: { tex: "F_{1}", unit: "FLOP", meaning: "operations of one of the layers", ...amount },
  flopPerMac: {
    tex: "f_{\\mathrm{MAC}}",
    unit: "FLOP/MAC",
    meaning: "operations of one multiply-accumulate",
    constant: { value: 2, convention: "mac-two-flop" },
  },
  flopPerNormElement: {
    tex: "f_{\\mathrm{norm}}",
    unit: "FLOP/element",
    meaning: "operations of a normalisation for each element",
    constant: { value: 7, convention: "norm-seven" },
  },
  flopPerOperation: {
    tex: "f_{\\mathrm{op}}",
    unit: "FLOP",
    meaning: "operations of one elementary operation",
    constant: { value: 1, convention: "operation-one-flop" },
  },
  flopPerParameterToken: {
    tex: "f_{ND}",
    unit: "FLOP/parameter/token",
    meaning: "training operations for each parameter and token",
    constant: { value: 6, convention: "six-n-d" },
  },
  flopPerResidualElement: {
    tex: "f_{\\mathrm{res}}",
    unit: "FLOP/element",
    meaning: "operations of a residual addition for each element",
    constant: { value: 1, convention: "residual-one" },
  },
  flopPerSoftmaxElement: {
    tex: "f_{\\mathrm{soft}}",
    unit: "FLOP/element",
    meaning: "operations of a softmax for each element",
    constant: { value: 5, convention: "softmax-five" },
  },
  flopPerToken: {
    tex: "F_{\\mathrm{tok}}",
    unit: "FLOP/token",
    meaning: "operations for each token",
    ...amount,
  },
  flopRatio: { tex: "q_{F}", unit: "1", meaning: "computed operations in units of the stated ones" },
  flopShortfall: {
    tex: "\\delta_{F}",
    unit: "1",
    display: "%",
    meaning: "part of the computed operations that the stated count leaves out",
  },
  forwardFlop: {
    tex: "F_{\\mathrm{fwd}}",
    unit: "FLOP/sample",
    meaning: "forward operations of one sample",
    ...amount,
  },
  forwardFlopPerToken: {
    tex: "F_{\\mathrm{fwd}}",
    unit: "FLOP/token",
    meaning: "forward operations of one token",
    ...amount,
  },
  forwardMac: {
    tex: "M_{\\mathrm{fwd}}",
    unit: "MAC/sample",
    meaning: "multiply-accumulates of one forward pass",
    ...amount,
  },
  gradientPasses: {
    tex: "g",
    unit: "1",
    meaning: "gradients computed in the backward pass, each as costly as the forward pass",
    constant: { value: 2, convention: "backward-twice-forward" },
  },
  inputGradientMac: {
    tex: "M_{\\mathrm{X}}",
    unit: "MAC",
    meaning: "multiply-accumulates for the gradient of the input",
    ...amount,
  },
  mac: { tex: "M", unit: "MAC", meaning: "multiply-accumulates", ...amount },
  macEach: { tex: "M_{1}", unit: "MAC", meaning: "multiply-accumulates of one of the layers", ...amount },
  macContext: {
    tex: "M_{\\mathrm{ctx}}",
    unit: "MAC",
    meaning: "multiply-accumulates of the weights with the values",
    minimum: 0,
  },
  macScores: {
    tex: "M_{\\mathrm{sc}}",
    unit: "MAC",
    meaning: "multiply-accumulates of the attention scores",
    minimum: 0,
  },
  macFull: {
    tex: "M_{\\mathrm{full}}",
    unit: "MAC",
    meaning: "multiply-accumulates with every score counted",
    ...amount,
  },
  operationCountFlop: {
    tex: "C_{\\mathrm{count}}",
    unit: "FLOP",
    meaning: "training operations by operation counting",
    above: 0,
  },
  operationsPerElement: {
    tex: "o_{\\mathrm{e}}",
    unit: "1",
    meaning: "elementary operations for each element",
    ...amount,
  },
  passesPerStep: {
    tex: "p",
    unit: "1",
    meaning: "forward passes that one training step costs",
    constant: { value: 3, convention: "three-passes" },
  },
  productsPerGradient: {
    tex: "g_{\\mathrm{p}}",
    unit: "1",
    meaning: "products of the forward's size for each gradient",
    constant: { value: 1, convention: "one-product-per-gradient" },
  },
  timeMethodFlop: {
    tex: "C_{\\mathrm{time}}",
    unit: "FLOP",
    meaning: "training operations by device time",
    above: 0,
  },
  statedFlop: { tex: "F_{\\mathrm{stated}}", unit: "FLOP", meaning: "operations as stated", above: 0 },
  trainingFlop: { tex: "C", unit: "FLOP", meaning: "training operations", ...amount },
  weightGradientMac: {
    tex: "M_{\\mathrm{W}}",
    unit: "MAC",
    meaning: "multiply-accumulates for the gradient of the weights",
    ...amount,
  },

  // Training runs
  batch: { tex: "B", unit: "sample", meaning: "samples in a batch", ...shape },
  budget: { tex: "C", unit: "FLOP", meaning: "compute budget", above: 0 },
  budgetShare: {
    tex: "\\phi_{C}",
    unit: "1",
    meaning: "training operations in units of the budget",
    ...amount,
  },
  batchTokens: { tex: "D_{\\mathrm{b}}", unit: "token", meaning: "tokens in a batch", minimum: 1 },
  epochs: { tex: "E", unit: "epoch", meaning: "epochs", ...amount },
  parameters: { tex: "N", unit: "parameter", meaning: "parameters", ...amount },
  parametersEach: { tex: "N_{1}", unit: "parameter", meaning: "parameters of one of the layers", ...amount },
  parameterTokens: {
    tex: "N\\,D",
    unit: "parameter*token",
    meaning: "product of parameters and tokens",
    ...amount,
  },
  samples: { tex: "N_{\\mathrm{s}}", unit: "sample", meaning: "training samples of one epoch", ...amount },
  samplesSeen: {
    tex: "D_{\\mathrm{s}}",
    unit: "sample",
    meaning: "samples processed in training",
    ...amount,
  },
  steps: { tex: "S", unit: "step", meaning: "training steps", ...amount },
  tokens: { tex: "D", unit: "token", meaning: "training tokens", ...amount },
  tokensPerParameter: {
    tex: "r",
    unit: "token/parameter",
    meaning: "training tokens for each parameter",
    constant: { value: 20, convention: "chinchilla-twenty" },
  },
  tokensPerStep: {
    tex: "D_{\\mathrm{step}}",
    unit: "token/step",
    meaning: "tokens in one training step",
    ...amount,
  },

  // Machines and time
  bandwidth: { tex: "\\beta", unit: "byte/s", meaning: "memory bandwidth", above: 0 },
  densePeak: { tex: "P_{\\mathrm{dense}}", unit: "FLOP/s", meaning: "dense peak rate", above: 0 },
  devices: { tex: "n", unit: "device", meaning: "devices", ...shape },
  deviceTime: { tex: "T", unit: "device*s", meaning: "time summed over devices", ...amount },
  intensity: { tex: "I", unit: "FLOP/byte", meaning: "operations for each byte moved", ...amount },
  methodRatio: {
    tex: "q",
    unit: "1",
    meaning: "estimate by device time in units of the estimate by operation counting",
    above: 0,
  },
  newerPeak: { tex: "P_{\\mathrm{new}}", unit: "FLOP/s", meaning: "peak rate of the newer device", above: 0 },
  olderPeak: { tex: "P_{\\mathrm{old}}", unit: "FLOP/s", meaning: "peak rate of the older device", above: 0 },
  peak: { tex: "P", unit: "FLOP/s/device", meaning: "peak rate of one device", above: 0 },
  peakSpread: {
    tex: "\\Delta_{P}",
    unit: "1",
    meaning: "difference of two peak rates in units of the lower",
    display: "%",
  },
  rate: { tex: "R", unit: "FLOP/s", meaning: "sustained rate", above: 0 },
  sparsePeak: { tex: "P_{\\mathrm{sparse}}", unit: "FLOP/s", meaning: "peak rate with sparsity", above: 0 },
  sparsityMultiplier: { tex: "s_{\\mathrm{sp}}", unit: "1", meaning: "gain by sparsity", minimum: 1 },
  throughput: { tex: "\\rho", unit: "sample/s", meaning: "samples a second", above: 0 },
  time: { tex: "t", unit: "s", meaning: "time", ...amount },
  utilisation: {
    tex: "u",
    unit: "1",
    display: "%",
    meaning: "utilisation of the peak rate",
    above: 0,
    maximum: 1,
  },

  // Memory
  bytes: { tex: "V", unit: "byte", meaning: "bytes", ...amount },
  bytesEach: { tex: "V_{1}", unit: "byte", meaning: "bytes of one of the tensors", ...amount },
  bytesPerElement: {
    tex: "b_{\\mathrm{e}}",
    unit: "byte/element",
    meaning: "bytes of one element",
    ...amount,
  },
  bytesPerParameter: {
    tex: "b",
    unit: "byte/parameter",
    meaning: "bytes kept for each parameter",
    ...amount,
  },
  bytesPerValue: {
    tex: "b_{32}",
    unit: "byte/element",
    meaning: "bytes of one value",
    constant: { value: 4, convention: "fp32-state" },
  },
  deviceMemory: { tex: "V_{\\mathrm{dev}}", unit: "byte", meaning: "memory of one device", above: 0 },
  gradientMemory: { tex: "V_{\\mathrm{grad}}", unit: "byte", meaning: "memory of the gradients", ...amount },
  inputElements: { tex: "n_{\\mathrm{x}}", unit: "element", meaning: "elements of the inputs", ...count },
  memory: { tex: "V_{\\mathrm{mem}}", unit: "byte", meaning: "memory", ...amount },
  memoryShare: {
    tex: "\\phi_{V}",
    unit: "device",
    meaning: "memory needed in units of one device",
    ...amount,
  },
  optimizerMemory: { tex: "V_{\\mathrm{opt}}", unit: "byte", meaning: "memory of the optimizer", ...amount },
  optimizerToModel: {
    tex: "\\phi_{\\mathrm{opt}}",
    unit: "1",
    meaning: "memory of the optimizer in units of the parameters",
    ...amount,
  },
  optimizerValues: {
    tex: "M_{\\mathrm{opt}}",
    unit: "element/parameter",
    meaning: "values that the optimizer keeps for each parameter",
    ...amount,
  },
  outputElements: { tex: "n_{\\mathrm{y}}", unit: "element", meaning: "elements of the output", ...count },
  parameterMemory: { tex: "V_{\\mathrm{par}}", unit: "byte", meaning: "memory of the parameters", ...amount },
  parametersRead: { tex: "n_{\\mathrm{w}}", unit: "element", meaning: "parameters read", ...count },
  stateMemory: {
    tex: "V_{\\mathrm{state}}",
    unit: "byte",
    meaning: "memory of parameters, gradients and optimizer",
    ...amount,
  },

  // Layer shapes
  channels: { tex: "c", unit: "channel", meaning: "channels", ...shape },
  columns: { tex: "p_{\\mathrm{c}}", unit: "1", meaning: "columns of the product", ...shape },
  dilation: { tex: "d_{\\mathrm{k}}", unit: "1", meaning: "dilation of the kernel", ...shape },
  elements: { tex: "n_{\\mathrm{e}}", unit: "element", meaning: "elements", ...count },
  elementsEach: { tex: "n_{1}", unit: "element", meaning: "elements of one of the tensors", ...count },
  groups: { tex: "g_{\\mathrm{c}}", unit: "1", meaning: "groups of a convolution", ...shape },
  inputChannels: { tex: "c_{\\mathrm{in}}", unit: "1", meaning: "input channels", ...shape },
  innerDim: { tex: "n", unit: "1", meaning: "inner size of the product", ...shape },
  inputFeatures: { tex: "n_{\\mathrm{in}}", unit: "1", meaning: "input features", ...shape },
  inputSize: { tex: "w_{\\mathrm{in}}", unit: "1", meaning: "input size along one dimension", ...shape },
  kernelHeight: { tex: "k_{\\mathrm{h}}", unit: "1", meaning: "kernel height", ...shape },
  kernelSize: { tex: "k", unit: "1", meaning: "kernel size along one dimension", ...shape },
  kernelWidth: { tex: "k_{\\mathrm{w}}", unit: "1", meaning: "kernel width", ...shape },
  outputChannels: { tex: "c_{\\mathrm{out}}", unit: "1", meaning: "output channels", ...shape },
  outputFeatures: { tex: "n_{\\mathrm{out}}", unit: "1", meaning: "output features", ...shape },
  outputHeight: { tex: "h_{\\mathrm{out}}", unit: "1", meaning: "output height", ...shape },
  outputSize: { tex: "w_{\\mathrm{out}}", unit: "1", meaning: "output size along one dimension", ...shape },
  outputWidth: { tex: "w_{\\mathrm{out}}", unit: "1", meaning: "output width", ...shape },
  padding: { tex: "p", unit: "1", meaning: "zeros on each side", ...count },
  repetitions: { tex: "r_{\\mathrm{l}}", unit: "1", meaning: "layers or tensors alike", ...shape },
  rows: { tex: "m", unit: "1", meaning: "rows of the product", ...shape },
  stride: { tex: "s_{\\mathrm{k}}", unit: "1", meaning: "stride of the window", ...shape },

  // Transformer shapes
  attentionContextFlop: {
    tex: "F_{\\mathrm{ctx}}",
    unit: "FLOP/token",
    meaning: "operations of scores and weighted values of one token",
    ...amount,
  },
  attentionFlop: {
    tex: "F_{\\mathrm{att}}",
    unit: "FLOP/token",
    meaning: "operations of an attention sublayer for one token",
    ...amount,
  },
  attentionInputFlop: {
    tex: "F_{\\mathrm{qkv}}",
    unit: "FLOP/token",
    meaning: "operations of the query, key and value projections of one token",
    ...amount,
  },
  attentionOutputFlop: {
    tex: "F_{\\mathrm{out}}",
    unit: "FLOP/token",
    meaning: "operations of the output projection of one token",
    ...amount,
  },
  causalShare: {
    tex: "\\mu",
    unit: "1",
    meaning: "share of the scores that the causal mask leaves",
    constant: { value: 0.5, convention: "causal-half" },
  },
  feedForwardDim: {
    tex: "d_{\\mathrm{ff}}",
    unit: "1",
    meaning: "width of the feed-forward layer",
    ...shape,
  },
  feedForwardFlop: {
    tex: "F_{\\mathrm{ff}}",
    unit: "FLOP/token",
    meaning: "operations of a feed-forward sublayer for one token",
    ...amount,
  },
  headDim: { tex: "d_{\\mathrm{h}}", unit: "1", meaning: "width of one head", ...shape },
  heads: { tex: "h", unit: "head", meaning: "attention heads", ...shape },
  inputDim: { tex: "d_{\\mathrm{in}}", unit: "1", meaning: "width of what goes into the sublayer", ...shape },
  keyDim: { tex: "d_{\\mathrm{k}}", unit: "1", meaning: "width of a key of one head", ...shape },
  layers: { tex: "L", unit: "layer", meaning: "layers", ...shape },
  logitsFlop: {
    tex: "F_{\\mathrm{voc}}",
    unit: "FLOP/token",
    meaning: "operations of the final linear layer for one token",
    ...amount,
  },
  modelDim: { tex: "d", unit: "1", meaning: "width of the model", ...shape },
  operationShare: { tex: "\\phi", unit: "1", meaning: "share of the operations", display: "%", ...amount },
  outputDim: {
    tex: "d_{\\mathrm{out}}",
    unit: "1",
    meaning: "width of what comes out of the sublayer",
    ...shape,
  },
  sequence: { tex: "s", unit: "token", meaning: "tokens in a sequence", ...shape },
  stackFlop: {
    tex: "F_{\\mathrm{stack}}",
    unit: "FLOP/token",
    meaning: "operations of the whole stack for one token",
    ...amount,
  },
  sublayers: { tex: "n_{\\mathrm{sub}}", unit: "layer", meaning: "sublayers of the stack", ...amount },
  tableRows: { tex: "V", unit: "1", meaning: "rows of the table", ...shape },
  valueDim: { tex: "d_{\\mathrm{v}}", unit: "1", meaning: "width of a value of one head", ...shape },
  vocabulary: { tex: "V_{\\mathrm{tok}}", unit: "token", meaning: "tokens in the vocabulary", ...shape },

  // Scaling laws: L = E + A / N^alpha + B / D^beta
  allocationFactor: {
    tex: "G",
    unit: "1",
    meaning: "factor between parameters and tokens at the optimum",
    above: 0,
  },
  computeExponent: {
    tex: "a",
    unit: "1",
    meaning: "exponent of compute in the best size",
    above: 0,
    maximum: 1,
  },
  computeScale: {
    tex: "C_{0}",
    unit: "FLOP",
    meaning: "compute at which the power law gives its scale",
    above: 0,
  },
  dataCoefficient: { tex: "B_{D}", unit: "1", meaning: "coefficient of the data term of the loss", above: 0 },
  dataExponent: { tex: "\\beta", unit: "1", meaning: "exponent of the data term of the loss", above: 0 },
  irreducibleLoss: { tex: "E_{\\infty}", unit: "1", meaning: "loss that remains with endless data and size" },
  loss: { tex: "\\mathcal{L}", unit: "1", meaning: "training loss in nats for each token" },
  sizeCoefficient: { tex: "A", unit: "1", meaning: "coefficient of the size term of the loss", above: 0 },
  sizeExponent: { tex: "\\alpha", unit: "1", meaning: "exponent of the size term of the loss", above: 0 },
  sizeScale: { tex: "N_{0}", unit: "parameter", meaning: "parameters at the scale of compute", above: 0 },

  // Energy, money, carbon
  carbon: { tex: "K", unit: "gCO2e", meaning: "emissions", ...amount },
  carbonIntensity: {
    tex: "\\kappa",
    unit: "gCO2e/J",
    display: "gCO2e/kWh",
    meaning: "carbon intensity of electricity",
    ...amount,
  },
  cost: { tex: "c_{\\mathrm{USD}}", unit: "USD", meaning: "cost", ...amount },
  energy: { tex: "Q", unit: "J", meaning: "energy", ...amount },
  energyPrice: {
    tex: "p_{\\mathrm{el}}",
    unit: "USD/J",
    display: "USD/kWh",
    meaning: "price of electricity",
    ...amount,
  },
  overhead: {
    tex: "\\eta",
    unit: "1",
    meaning: "facility power for each watt of equipment (PUE)",
    minimum: 1,
  },
  power: { tex: "P_{\\mathrm{el}}", unit: "J/s", meaning: "electrical power", ...amount },
  price: {
    tex: "p_{\\mathrm{h}}",
    unit: "USD/s/device",
    display: "USD/(h*device)",
    meaning: "price of one device for a time",
    ...amount,
  },
  // Memory of training, roofline, number formats
  ...memorySymbols,
  ...rooflineSymbols,

  // Inference and scaling laws have files of their own
  ...budgetSymbols,
  ...inferenceSymbols,
  ...layerSymbols,
  ...planSymbols,
  ...recurrentSymbols,
  ...scalingSymbols,
  ...servingSymbols,
  ...trainingSymbols,
  ...visionSymbols,
} as const satisfies Readonly<Record<string, SymbolEntry>>;

export type SymbolName = keyof typeof symbols;

/** Symbols with a constant: formulas fill them in. */
export type ConstantName = {
  [K in SymbolName]: (typeof symbols)[K] extends { readonly constant: unknown } ? K : never;
}[SymbolName];
