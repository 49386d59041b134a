// Checkpointing: the closed forms, and the plan for a counted network against PyTorch and against every other cut.
import { describe, expect, it } from "vitest";
import { peakOfCuts, searchCuts, storagesOf } from "../../src/cost/checkpoint-search.js";
import {
  bestSegments,
  checkpointPlan,
  keptLayers,
  passesOverhead,
  recomputedShare,
  recomputePasses,
} from "../../src/cost/index.js";
import { activation, type CountedGraph, graphBuilder, linear } from "../../src/layers/index.js";
import { decoderOnly, resnet50, savedForBackward } from "../../src/models/index.js";

/** A chain of `depth` equal layers of 1000 values: linear and sigmoid, which keep 1000 values each. */
function chain(depth: number): CountedGraph {
  const builder = graphBuilder({ name: "chain", origin: "made for the test" });
  let x = builder.input("x", [1, 1000]);
  const stage = builder.stage("body");
  for (let i = 0; i < depth; i++) {
    x = stage.add(`linear${i}`, linear({ input: x.shape, outputFeatures: 1000, bias: false }), x);
    x = stage.add(`sigmoid${i}`, activation({ input: x.shape, function: "sigmoid" }), x);
  }
  return builder.graph();
}

describe("the closed forms", () => {
  it("have their least memory at the square root: 10 segments of 100 layers keep 20", () => {
    const kept = (segments: number) => keptLayers({ segments, layers: 100 }).value;
    expect(bestSegments({ layers: 100 }).value).toBe(10);
    expect([5, 8, 10, 12.5, 20].map(kept)).toEqual([25, 20.5, 20, 20.5, 25]);
  });

  it("cost a third more when all is run again, a quarter with the last of four segments kept", () => {
    const overhead = (share: number) =>
      passesOverhead({ recomputePasses: recomputePasses({ recomputedShare: share }) }).value;
    expect(overhead(1)).toBeCloseTo(1 / 3, 12);
    expect(overhead(recomputedShare({ segments: 4 }).value)).toBeCloseTo(0.25, 12); // (3/4) / 3
  });
});

describe("the plan for a counted network", () => {
  it("keeps for ResNet-50 with four segments what PyTorch 1.13 keeps for the same cuts", () => {
    // measured with saved-tensor hooks, batch 2: boundaries 14,049,280 and inner 46,592,000 bytes at stage 2
    const plan = checkpointPlan(resnet50({ batch: 2 }), { segments: 4 });
    expect(plan.segments.map(({ last }) => last)).toEqual([
      "layer1.0.relu3",
      "layer1.2.relu3",
      "layer2.3.relu3",
      "fc",
    ]);
    expect(plan.boundaries.value).toBe(14_049_280);
    expect(plan.segment.value).toBe(46_592_000);
    expect(plan.memory.value).toBe(60_641_280);
  });

  it("keeps everything and runs nothing again with one segment", () => {
    const graph = resnet50({ batch: 2 });
    const plan = checkpointPlan(graph, { segments: 1 });
    expect(plan.memory.value).toBe(savedForBackward(graph).value);
    expect(plan.recomputedShare.value).toBe(0);
  });

  it("comes near 2 sqrt(L) for a chain of equal layers", () => {
    // 100 values of 4000 bytes kept without checkpointing; K + L/K = 20 with ten segments
    const graph = chain(100);
    const unit = 4000;
    expect(savedForBackward(graph).value / unit).toBe(101); // the input of the first layer, and 100 outputs
    const plan = checkpointPlan(graph, { segments: 10 });
    expect(plan.memory.value / unit).toBeLessThanOrEqual(21);
    expect(plan.memory.value / unit).toBeGreaterThanOrEqual(19);
    // nine of ten segments, or all products when only the last activation function is kept
    expect(plan.recomputedShare.value).toBeGreaterThan(0.85);
  });

  it("keeps in a Transformer one input for each layer beside one layer's activations", () => {
    const graph = decoderOnly({
      layers: 8,
      modelDim: 64,
      heads: 4,
      ffnDim: 256,
      vocabulary: 100,
      batch: 2,
      sequence: 128,
    });
    const plain = savedForBackward(graph).value;
    expect(checkpointPlan(graph, { segments: 9 }).memory.value).toBeLessThan(plain / 3);
  });

  it("is within a tenth of the best of all cuts into three segments", () => {
    const kept = storagesOf(resnet50({ batch: 2 }), 4);
    const nodes = kept.layers.length;
    let best = Number.POSITIVE_INFINITY;
    for (let first = 1; first < nodes - 1; first++)
      for (let second = first + 1; second < nodes; second++) {
        const cuts = [
          { from: 0, to: first },
          { from: first, to: second },
          { from: second, to: nodes },
        ];
        best = Math.min(best, peakOfCuts(kept, cuts).bytes);
      }
    const found = peakOfCuts(kept, searchCuts(kept, 3)).bytes;
    expect(found / best).toBeGreaterThanOrEqual(1);
    expect(found / best).toBeLessThan(1.1);
  });

  it("refuses more segments than layers", () => {
    expect(() => checkpointPlan(chain(2), { segments: 5 })).toThrow(/from 1 to 4 .* got 5; choose fewer/);
  });
});
