// The largest size that fits, and what is alive in a forward pass.
import { describe, expect, it } from "vitest";
import { largestFitting, mostAlive, passMemory } from "../../src/cost/index.js";
import { model } from "../../src/importers/index.js";
import { graphBuilder, linear } from "../../src/layers/index.js";

describe("the largest size that fits", () => {
  it.each([
    ["a line", (n: number) => 100 + 3 * n, 1000, 300],
    ["a parabola", (n: number) => 5 + n + 2 * n * n, 1e6, 706],
    ["steps", (n: number) => 64 * Math.ceil(n / 64), 1000, 960],
    ["nothing", () => 7, 6, 0],
    ["everything", () => 7, 7, 4096],
  ])("of %s", (_, memory, capacity, expected) => {
    expect(largestFitting(memory, capacity, 4096)).toBe(expected);
  });
});

describe("memory of a pass", () => {
  it("holds tensors until their last reader", () => {
    const builder = graphBuilder({ name: "chain", origin: "hand", bytesPerElement: 4 });
    const x = builder.input("x", [1, 10]);
    const stage = builder.stage("all");
    const a = stage.add("a", linear({ input: [1, 10], outputFeatures: 1000 }), x);
    const b = stage.add("b", linear({ input: [1, 1000], outputFeatures: 20 }), a);
    stage.add("c", linear({ input: [1, 20], outputFeatures: 30 }), b);
    // x is dead after a: the wide tensor beside the narrow one that is made of it
    expect(mostAlive(builder.graph())).toBe(4 * (1000 + 20));
  });

  it("of training is states of 16 bytes a parameter and what autograd keeps", () => {
    const graph = model("resnet50", { batch: 2 });
    // PyTorch's saved tensors of resnet50 for two images beside 25,557,032 parameters with Adam in FP32
    expect(passMemory(graph, "training")).toBeGreaterThan(16 * 25_557_032);
    expect(passMemory(graph, "forward")).toBeLessThan(4 * 25_557_032 + 50e6);
  });
});
