// Symbols of whole networks and of the rules by which they choose their sizes.
import { symbolEntries } from "../formula/symbol.js";

/** Name in code, as printed, unit, meaning, bounds, and a value to try. */
export const modelSymbols = symbolEntries({
  // Operations
  flopPerToken: {
    tex: "F_{\\mathrm{tok}}",
    unit: "FLOP/token",
    meaning: "operations per token",
    minimum: 0,
    sample: 42000000000,
  },
  // Training runs
  batchTokens: {
    tex: "D_{\\mathrm{b}}",
    unit: "token",
    meaning: "tokens in a batch",
    minimum: 1,
    sample: 65536,
  },
  parametersEach: {
    tex: "N_{1}",
    unit: "parameter",
    meaning: "parameters of one of the layers",
    minimum: 0,
    sample: 218000000,
  },
  // Memory
  bytesEach: {
    tex: "V_{1}",
    unit: "byte",
    meaning: "bytes of one of the tensors",
    minimum: 0,
    sample: 300000000,
  },
  inputElements: {
    tex: "n_{\\mathrm{x}}",
    unit: "element",
    meaning: "elements of the inputs",
    minimum: 0,
    integer: true,
    sample: 200704,
  },
  parametersRead: {
    tex: "n_{\\mathrm{w}}",
    unit: "element",
    meaning: "parameters read",
    minimum: 0,
    integer: true,
    sample: 36864,
  },
  blockNumber: {
    tex: "j",
    unit: "1",
    meaning: "number of the block, from 0",
    minimum: 0,
    integer: true,
    sample: 5,
  },
  blockWidth: {
    tex: "w_j",
    unit: "1",
    meaning: "channels of the block, in eights",
    minimum: 1,
    integer: true,
  },
  initialWidth: {
    tex: "w_0",
    unit: "1",
    meaning: "channels of the first block",
    minimum: 1,
    integer: true,
    sample: 24,
  },
  steppedWidth: {
    tex: "w'_j",
    unit: "1",
    meaning: "channels of the block before they are rounded to eights",
    above: 0,
    sample: 152,
  },
  widthRatio: {
    tex: "w_m",
    unit: "1",
    meaning: "factor between one width and the next",
    above: 1,
    sample: 2.54,
  },
  widthSlope: {
    tex: "w_a",
    unit: "1",
    meaning: "channels that each block adds before widths are quantised",
    minimum: 0,
    sample: 24.48,
  },
});
