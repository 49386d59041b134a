// Layers that join, part and copy tensors: what they cost by hand, and their mistaken specs.
import { expect, test } from "vitest";
import {
  broadcastProduct,
  copy,
  graphBuilder,
  layerGraph,
  linear,
  slice,
  stochasticDepth,
} from "../../src/layers/index.js";
import { backwardFlop, forwardBytes, forwardFlop, savedForBackward } from "../../src/models/index.js";

test("a product with one factor for each channel takes one operation an element, and backward three", () => {
  // 2 x 3 x 4 x 4 = 96 elements: a product for the input's gradient, a product and a sum for the factor's.
  const graph = layerGraph(broadcastProduct({ input: [2, 3, 4, 4], factor: [2, 3, 1, 1] }));
  expect(forwardFlop(graph).value).toBe(96);
  expect(backwardFlop(graph).value).toBe(3 * 96);
  expect(savedForBackward(graph).value).toBe((96 + 6) * 4);
});

test("stochastic depth keeps one value for each sample, and nothing at rate 0", () => {
  const dropped = layerGraph(stochasticDepth({ input: [8, 3, 4, 4], rate: 0.2 }));
  expect(savedForBackward(dropped).value).toBe(8 * 4);
  expect(forwardFlop(dropped).value).toBe(8 * 3 * 4 * 4);
  const kept = layerGraph(stochasticDepth({ input: [8, 3, 4, 4], rate: 0 }));
  expect(savedForBackward(kept).value).toBe(0);
  expect(forwardFlop(kept).value).toBe(0);
});

test("a part is the memory of the whole; a copy is memory of its own", () => {
  const kept = (join: "slice" | "copy") => {
    const builder = graphBuilder({ name: "part", origin: "test" });
    const stage = builder.stage("all");
    const whole = stage.add(
      "first",
      linear({ input: [2, 8], outputFeatures: 8 }),
      builder.input("x", [2, 8]),
    );
    const layer =
      join === "slice"
        ? slice({ input: whole.shape, axis: 1, size: 4 })
        : copy({ input: whole.shape, output: [8, 2], what: "transposed" });
    const part = stage.add("part", layer, whole);
    stage.add("second", linear({ input: part.shape, outputFeatures: 1 }), part);
    return savedForBackward(builder.graph()).value;
  };
  // The input of 16 elements, and for the second layer all 16 of the whole, or the copy's 16.
  expect(kept("slice")).toBe((16 + 16) * 4);
  expect(kept("copy")).toBe((16 + 16) * 4);
  // A copy reads and writes; a part moves nothing.
  expect(forwardBytes(layerGraph(copy({ input: [2, 8], output: [2, 8], what: "shuffled" }))).value).toBe(
    2 * 16 * 4,
  );
  expect(forwardBytes(layerGraph(slice({ input: [2, 8], axis: 1, size: 4 }))).value).toBe(0);
});

test("a mistaken join is an error that says what to do", () => {
  expect(() => broadcastProduct({ input: [2, 3, 4, 4], factor: [2, 2, 1, 1] })).toThrow(
    /factor must have the input's sizes \(2 × 3 × 4 × 4\) or 1, got 2 × 2 × 1 × 1/,
  );
  expect(() => slice({ input: [2, 8], axis: 1, size: 9 })).toThrow(
    /size must be at most the 8 of dimension 1, got 9/,
  );
  expect(() => stochasticDepth({ input: [2, 8], rate: -0.1 })).toThrow(/rate must be at least 0/);
});
