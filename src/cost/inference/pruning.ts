// What does pruning save? Operations and bytes of zeros skipped, and what Amdahl leaves of the gain.
import { sources } from "../../sources/bibliography.js";
import { speedupDefinition } from "../definitions.js";
import { formula } from "../vocabulary.js";

/** Operations when every zero weight is skipped: an ideal that hardware for dense products does not reach. */
export const prunedFlop = formula({
  id: "pruning.unstructured-flop",
  meaning: "Operations left when every weight that is zero is skipped",
  expression: "(1 - sparsity) * denseFlop",
  result: "prunedFlop",
  inputs: ["sparsity", "denseFlop"],
  source: { source: sources.han2015, place: "tables of the operations left by layer" },
});

/** Gain in speed if time fell with the operations: 10 at 90 % zeros. */
export const theoreticalSpeedup = formula({
  id: "pruning.theoretical-speedup",
  meaning: "Gain in speed if time fell with the operations left",
  expression: "1 / (1 - sparsity)",
  result: "speedup",
  inputs: ["sparsity"],
  source: speedupDefinition,
});

/** Operations of a layer that has lost whole channels: a smaller dense layer. Both sides shrink the product. */
export const structuredFlop = formula({
  id: "pruning.structured-flop",
  meaning: "Operations of a layer without the input and output channels removed",
  expression: "(1 - prunedInputs) * (1 - prunedOutputs) * denseFlop",
  result: "prunedFlop",
  inputs: ["prunedInputs", "prunedOutputs", "denseFlop"],
  source: {
    source: sources.li2017,
    place: "section 3: a removed filter also removes inputs of the next layer",
  },
});

/** Operations of a product with two of every four weights zero, on units that skip them. */
export const twoOfFourFlop = formula({
  id: "pruning.two-of-four-flop",
  meaning: "Operations of a product with two of every four weights zero, zeros skipped",
  expression: "keptTwoOfFour * denseFlop",
  result: "prunedFlop",
  inputs: ["denseFlop"],
  source: { source: sources.mishra2021, place: "section 2" },
});

/** Bits of a weight, zeros included, in the 2:4 pattern: half of the values, 2 bits each for their places. */
export const twoOfFourBits = formula({
  id: "pruning.two-of-four-bits",
  meaning: "Bits of a weight in the 2:4 pattern: kept values and their places",
  expression: "keptTwoOfFour * (valueBits + indexBits)",
  result: "bitsPerValue",
  inputs: ["valueBits", "indexBits"],
  source: { source: sources.mishra2021, place: "section 2, 2-bit metadata per kept value" },
  sample: { valueBits: 16 },
});

/** Bits of a weight, zeros included, when a bitmap says where the zeros are. */
export const bitmapBits = formula({
  id: "pruning.bitmap-bits",
  meaning: "Bits of a weight when one bit per weight says whether it is zero",
  expression: "(1 - sparsity) * valueBits + 1",
  result: "bitsPerValue",
  inputs: ["sparsity", "valueBits"],
  source: { source: sources.hoefler2021, place: "storage of sparse structures: one bit per place" },
  sample: { valueBits: 16 },
});

/** Bits of a weight, zeros included, when every kept value carries its place. */
export const indexedBits = formula({
  id: "pruning.indexed-bits",
  meaning: "Bits of a weight when every kept value carries its place",
  expression: "(1 - sparsity) * (valueBits + indexBits)",
  result: "bitsPerValue",
  inputs: ["sparsity", "valueBits", "indexBits"],
  source: { source: sources.han2016, place: "section 2, compressed rows with relative indices" },
  sample: { valueBits: 16, indexBits: 16 },
});

/** Gain in speed of the whole when a share of its time becomes faster. */
export const overallSpeedup = formula({
  id: "pruning.overall-speedup",
  meaning: "Gain in speed of the whole when a share of its time is sped up",
  expression: "1 / (1 - acceleratedShare + acceleratedShare / partSpeedup)",
  result: "speedup",
  inputs: ["acceleratedShare", "partSpeedup"],
  source: { source: sources.amdahl1967, place: "Amdahl's law" },
});
