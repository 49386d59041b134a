// Symbols that several rooms share, and those that a convention gives a value.
import { symbolEntries } from "./symbol.js";

/** Name in code, as printed, unit, meaning, bounds, and a value to try. */
export const groundSymbols = symbolEntries({
  // Operations
  flop: { tex: "F", unit: "FLOP", meaning: "operations", minimum: 0, sample: 1000000000000 },
  flopPerMac: {
    tex: "f_{\\mathrm{MAC}}",
    unit: "FLOP/MAC",
    meaning: "operations of one multiply-accumulate",
    constant: { value: 2, convention: "mac-two-flop" },
  },
  flopPerNormElement: {
    tex: "f_{\\mathrm{norm}}",
    unit: "FLOP/element",
    meaning: "operations of a normalisation per element",
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
    meaning: "training operations per parameter and token",
    constant: { value: 6, convention: "six-n-d" },
  },
  flopPerResidualElement: {
    tex: "f_{\\mathrm{res}}",
    unit: "FLOP/element",
    meaning: "operations of a residual addition per element",
    constant: { value: 1, convention: "residual-one" },
  },
  flopPerSoftmaxElement: {
    tex: "f_{\\mathrm{soft}}",
    unit: "FLOP/element",
    meaning: "operations of a softmax per element",
    constant: { value: 5, convention: "softmax-five" },
  },
  forwardFlopPerToken: {
    tex: "F_{\\mathrm{fwd}}",
    unit: "FLOP/token",
    meaning: "forward operations of one token",
    minimum: 0,
    sample: 14000000000,
  },
  gradientPasses: {
    tex: "g",
    unit: "1",
    meaning: "gradients computed in the backward pass, each as costly as the forward pass",
    constant: { value: 2, convention: "backward-twice-forward" },
  },
  operationsPerElement: {
    tex: "o_{\\mathrm{e}}",
    unit: "1",
    meaning: "elementary operations per element",
    minimum: 0,
    sample: 4,
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
    meaning: "products of the forward's size per gradient",
    constant: { value: 1, convention: "one-product-per-gradient" },
  },
  // Training runs
  batch: { tex: "B", unit: "sample", meaning: "samples in a batch", minimum: 1, integer: true, sample: 32 },
  parameters: { tex: "N", unit: "parameter", meaning: "parameters", minimum: 0, sample: 7000000000 },
  tokens: { tex: "D", unit: "token", meaning: "training tokens", minimum: 0, sample: 140000000000 },
  tokensPerParameter: {
    tex: "r",
    unit: "token/parameter",
    meaning: "training tokens per parameter",
    constant: { value: 20, convention: "chinchilla-twenty" },
  },
  // Memory
  bytesPerValue: {
    tex: "b_{32}",
    unit: "byte/element",
    meaning: "bytes of one value",
    constant: { value: 4, convention: "fp32-state" },
  },
  // Layer shapes
  columns: {
    tex: "p_{\\mathrm{c}}",
    unit: "1",
    meaning: "columns of the product",
    minimum: 1,
    integer: true,
    sample: 4096,
  },
  elements: {
    tex: "n_{\\mathrm{e}}",
    unit: "element",
    meaning: "elements",
    minimum: 0,
    integer: true,
    sample: 1000000,
  },
  rows: { tex: "m", unit: "1", meaning: "rows of the product", minimum: 1, integer: true, sample: 2048 },
  // Transformer shapes
  causalShare: {
    tex: "\\mu",
    unit: "1",
    meaning: "share of the scores that the causal mask leaves",
    constant: { value: 0.5, convention: "causal-half" },
  },
  layers: { tex: "L", unit: "layer", meaning: "layers", minimum: 1, integer: true, sample: 32 },
  // Fusion
  accessesPerIntermediate: {
    tex: "a_{\\mathrm{mid}}",
    unit: "access",
    meaning: "accesses to memory of an intermediate tensor",
    constant: { value: 2, convention: "intermediate-written-and-read" },
  },
  // Storage formats
  bitsPerValue: {
    tex: "b_{v}",
    unit: "bit",
    meaning: "bits of one value with its share of scales",
    minimum: 1,
    sample: 4.25,
  },
  // Pruning
  keptTwoOfFour: {
    tex: "k_{2:4}",
    unit: "1",
    meaning: "share of values kept",
    constant: { value: 0.5, convention: "structured-sparsity-two-of-four" },
  },
  // Key-value cache and generation
  attentionProducts: {
    tex: "n_{\\mathrm{qkv}}",
    unit: "1",
    meaning: "products of one token with the sequence in attention",
    constant: { value: 2, convention: "scores-and-values" },
  },
  kvTensors: {
    tex: "n_{\\mathrm{kv}}",
    unit: "1",
    meaning: "tensors cached per token and layer",
    constant: { value: 2, convention: "key-and-value" },
  },
  batchFactor: { tex: "\\alpha_{B}", unit: "1", meaning: "factor of the batch", above: 0, sample: 2 },
  depthFactor: { tex: "\\alpha_{L}", unit: "1", meaning: "factor of the depth", above: 0, sample: 2 },
  resolutionFactor: {
    tex: "\\alpha_{R}",
    unit: "1",
    meaning: "factor of height and width",
    above: 0,
    sample: 1.5,
  },
  bitsPerByte: {
    tex: "n_{\\mathrm{B}}",
    unit: "bit/byte",
    meaning: "bits of a byte",
    constant: { value: 8, convention: "byte-eight-bits" },
  },
  // Power laws of Kaplan et al.
  growthFactor: {
    tex: "\\lambda",
    unit: "1",
    meaning: "factor by which the resource grows",
    above: 0,
    sample: 10,
  },
  // Regularizers
  dropoutRate: {
    tex: "p_{\\mathrm{drop}}",
    unit: "1",
    meaning: "probability of dropping a unit",
    minimum: 0,
    maximum: 1,
    sample: 0.1,
  },
});
