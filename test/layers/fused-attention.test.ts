// Attention in one kernel against PyTorch's formulas for it, and the layers beside it, by hand.
import { expect, test } from "vitest";
import { crossEntropy, fusedAttention, layerGraph, rewritten, stepwiseNorm } from "../../src/layers/index.js";
import { backwardMac, forwardBytes, forwardMac, savedForBackward } from "../../src/models/index.js";

const query = [2, 8, 100, 16];
const key = [2, 2, 100, 16];

test("fused attention takes two products forward and five backward, and keeps no scores", () => {
  const graph = layerGraph(fusedAttention({ query, key, value: key }));
  // one product: 2 × 8 × 100 × 100 × 16 = 2 560 000
  expect(forwardMac(graph).value).toBe(2 * 2_560_000);
  expect(backwardMac(graph).value).toBe(5 * 2_560_000);
  // query and output 2 × 8 × 100 × 16, key and value 2 × 2 × 100 × 16, a statistic for 2 × 8 × 100 rows, FP32
  expect(savedForBackward(graph).value).toBe(4 * (2 * 25_600 + 2 * 6400 + 1600));
  expect(forwardBytes(graph).value).toBe(4 * (2 * 25_600 + 2 * 6400));
});

test("a mask halves or windows both products", () => {
  const mac = (mask: "causal" | { window: number }) =>
    forwardMac(layerGraph(fusedAttention({ query, key, value: key, mask }))).value;
  expect(mac("causal")).toBe(2_560_000);
  // a window of 10: 10 × 100 - 45 of 100 × 100 scores
  expect(mac({ window: 10 })).toBeCloseTo(2 * 2_560_000 * 0.0955, 3);
});

test("keys that do not fit are an error", () => {
  expect(() => fusedAttention({ query, key: [2, 3, 100, 16], value: [2, 3, 100, 16] })).toThrow(
    /query, key and value must fit, got \[2, 8, 100, 16\], \[2, 3, 100, 16\]/,
  );
});

test("a normalisation in steps keeps its input, a statistic for each row and what it scales", () => {
  const kept = (bytesPerElement: number) =>
    savedForBackward(layerGraph(stepwiseNorm({ input: [4, 10], style: "rms", bytesPerElement })), {
      bytesPerElement,
    }).value;
  expect(kept(4)).toBe(4 * (40 + 4 + 40));
  // in 16 bits: an FP32 copy of the input and FP32 statistics, the scaled values in 16
  expect(kept(2)).toBe(4 * 40 + 4 * 4 + 2 * 40);
});

test("the loss keeps log-probabilities, labels and their count; a copy keeps nothing", () => {
  const loss = layerGraph(crossEntropy({ logits: [2, 5, 7], labels: [2, 5], shifted: true }));
  expect(savedForBackward(loss).value).toBe(4 * 70 + 8 * 10 + 4);
  expect(savedForBackward(layerGraph(rewritten({ input: [3], output: [6] }))).value).toBe(0);
});
