// Memory of training against published tables and hand arithmetic.
import { describe, expect, it } from "vitest";
import {
  accumulationOverhead,
  accumulationSlowdown,
  accumulationSteps,
  activationScaling,
  deviceState,
  largestBatchOf,
  type MemoryOptions,
  memoryBreakdown,
  type StateRecipeId,
  stateBytes,
  stateParts,
  transformerLayerMemory,
} from "../../src/cost/index.js";
import { resnet50, savedForBackward } from "../../src/models/index.js";
import { given } from "../../src/numbers/quantity.js";
import { gigabytes } from "../../src/numbers/units.js";

describe("the training state", () => {
  it("takes 16 bytes for each parameter with Adam in FP32 and in mixed precision, 18 with FP32 gradients", () => {
    const bytes = (id: StateRecipeId) => stateBytes(stateParts(id)).value;
    expect(bytes("fp32")).toBe(16); // 4 + 4 + 2 × 4
    expect(bytes("mixed")).toBe(16); // 2 + 2 + 4 + 2 × 4
    expect(bytes("mixed-fp32-gradients")).toBe(18); // 2 + 4 + 4 + 2 × 4, Hugging Face's table
    expect(stateBytes(stateParts("fp32", "sgd")).value).toBe(8);
    expect(() => stateParts("mixd" as StateRecipeId)).toThrow(/got "mixd"; did you mean "mixed"/);
  });

  // Rajbhandari et al. 2020, Table 1, GB on one device; the paper cuts or rounds to the digits given
  it.each<[number, number, readonly [number, number, number]]>([
    [7.5e9, 4, [52.5, 41.3, 30]],
    [7.5e9, 16, [35.6, 21.6, 7.5]],
    [128e9, 1, [2048, 2048, 2048]],
    [128e9, 4, [896, 704, 512]],
    [128e9, 16, [608, 368, 128]],
    [128e9, 64, [536, 284, 32]],
    [128e9, 256, [518, 263, 8]],
    [128e9, 1024, [513, 257, 2]],
    [1e12, 4, [7000, 5500, 4000]],
    [1e12, 64, [4187, 2218, 250]],
    [1e12, 256, [4046, 2054, 62.5]],
  ])("of %d parameters on %d devices is that of the ZeRO paper", (parameters, devices, published) => {
    const stages = ([1, 2, 3] as const).map((stage) =>
      deviceState({ parameters, recipe: "mixed", stage, devices }).valueIn("GB"),
    );
    stages.forEach((value, i) => {
      const printed = published[i] ?? 0;
      expect(Math.abs(value - printed)).toBeLessThan(printed >= 100 ? 1 : 0.06); // last printed place
    });
  });

  it("is 6 + 12/DP bytes in Megatron-LM with its distributed optimizer", () => {
    const bytes = (devices: number) =>
      deviceState({ parameters: 1, recipe: "mixed-fp32-gradients", stage: 1, devices }).value;
    expect(bytes(8)).toBe(7.5);
    expect(bytes(64)).toBe(6.1875);
  });
});

describe("activations of a Transformer layer", () => {
  // Korthikanti et al. 2022, Table 2 for the models of Table 3, in MiB on one of eight devices
  const cases = [
    ["22B", { batch: 4, modelDim: 6144, heads: 64 }, [6752, 1264, 844, 624, 204, 96]],
    ["175B", { batch: 1, modelDim: 12_288, heads: 96 }, [2736, 552, 342, 312, 102, 48]],
    ["530B", { batch: 1, modelDim: 20_480, heads: 128 }, [3920, 840, 490, 520, 170, 80]],
  ] as const;
  it.each(cases)("of the model of %s parameters are those of the paper's formulas", (_, shape, published) => {
    const layer = { ...shape, sequence: 2048 };
    const shared = { ...layer, tensorShards: 8 };
    const found = [
      layer,
      shared,
      { ...shared, sequenceParallel: true },
      { ...shared, recompute: "selective" as const },
      { ...shared, sequenceParallel: true, recompute: "selective" as const },
      { ...layer, recompute: "full" as const },
    ].map((spec) => transformerLayerMemory(spec).valueIn("MiB"));
    expect(found).toEqual(published);
  });

  it("make 34 sbh + 5 a s² b bytes", () => {
    // 34 × 2 × 3 × 8 + 5 × 4 × 2² × 3 = 1632 + 240
    expect(transformerLayerMemory({ sequence: 2, batch: 3, modelDim: 8, heads: 4 }).value).toBe(1872);
  });

  it("fall as in the paper's Figure 7 (read off a chart, to 0.15 points)", () => {
    const layer = { sequence: 2048, batch: 1, modelDim: 6144, heads: 64, tensorShards: 8 };
    const base = transformerLayerMemory(layer).value;
    const percent = (change: object) => (100 * transformerLayerMemory({ ...layer, ...change }).value) / base;
    expect(Math.abs(percent({ sequenceParallel: true }) - 66.84)).toBeLessThan(0.15);
    expect(Math.abs(percent({ recompute: "selective" }) - 49.42)).toBeLessThan(0.15);
    expect(Math.abs(percent({ recompute: "full" }) - 7.64)).toBeLessThan(0.15);
  });

  it("make 59.25 GiB in the 48 layers of the 22B model, the paper's Figure 1", () => {
    const layer = { sequence: 2048, batch: 4, modelDim: 6144, heads: 64, tensorShards: 8 };
    expect(48 * transformerLayerMemory(layer).valueIn("GiB")).toBe(59.25);
  });
});

describe("memory of a counted network", () => {
  const graph = resnet50({ version: "v1", batch: 32 });

  it("is state, activations and the largest operation's buffers", () => {
    const parts = memoryBreakdown(graph);
    expect(parts.state.value).toBe(408_912_512); // 16 × 25,557,032
    expect(parts.activations.value).toBe(savedForBackward(graph).value);
    // bn3 and the addition of stage 1 read two tensors of 32 × 256 × 56 × 56 and write one
    expect(parts.temporary.value).toBe(4 * 3 * 32 * 256 * 56 * 56);
    expect(parts.total.value).toBe(parts.state.value + parts.activations.value + parts.temporary.value);
  });

  it("halves its activations in mixed precision, but for indices and statistics", () => {
    const [full, mixed] = (["fp32", "mixed"] as const).map((recipe) => memoryBreakdown(graph, { recipe }));
    const ratio = (mixed?.activations.value ?? 0) / (full?.activations.value ?? 1);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(0.52);
    expect(mixed?.state.value).toBe(full?.state.value);
  });

  it.each<[string, MemoryOptions]>([
    ["without checkpointing", {}],
    ["with four segments", { segments: 4 }],
    ["in mixed precision", { recipe: "mixed" }],
    ["without buffers", { temporary: "none" }],
  ])("has a largest batch that fits, and one more does not, %s", (_, options) => {
    const device = given(gigabytes(16), "a card of 16 GB");
    const batch = largestBatchOf(graph, device, options).value;
    const used = (size: number) => {
      return memoryBreakdown(resnet50({ version: "v1", batch: size }), options).total.value;
    };
    expect(used(batch)).toBeLessThanOrEqual(16e9);
    expect(used(batch + 1)).toBeGreaterThan(16e9);
  });

  it("has no batch for a device that does not hold the state", () => {
    expect(largestBatchOf(graph, given(gigabytes(0.4), "a small card")).value).toBe(0); // the state takes 0.409 GB
  });

  it("counts buffers by a rule that can be changed, and no other", () => {
    expect(memoryBreakdown(graph, { temporary: "none" }).temporary.value).toBe(0);
    expect(memoryBreakdown(graph, { recipe: "mixed" }).temporary.value).toBe(2 * 3 * 32 * 256 * 56 * 56);
    expect(() => memoryBreakdown(graph, { temporary: "nona" as "none" })).toThrow(
      /got "nona"; did you mean "none"/,
    );
  });

  it("scales with batch and depth, and with the square of the resolution", () => {
    const kept = (batch: number, resolution: number) =>
      savedForBackward(resnet50({ batch, resolution })).value;
    const factor = activationScaling({ batchFactor: 2, depthFactor: 1, resolutionFactor: 2 });
    expect(factor.value).toBe(8);
    expect(kept(4, 448) / kept(2, 224)).toBeCloseTo(8, 1); // statistics and the head do not grow alike
    expect(activationScaling({ batchFactor: 1, depthFactor: 3, resolutionFactor: 1 }).value).toBe(3);
  });
});

describe("accumulation", () => {
  it("rounds up to whole passes and says what that costs", () => {
    expect(accumulationSteps({ effectiveBatch: 250, microBatch: 16 }).value).toBe(16); // 250 / 16 = 15.6
    const overhead = accumulationOverhead({ accumulationSteps: 16, microBatch: 16, effectiveBatch: 250 });
    expect(overhead.value).toBeCloseTo(0.024, 12); // 256 / 250 - 1
  });

  it("on one device takes as long as its rounds on several", () => {
    expect(accumulationSlowdown({ accumulationSteps: 16, devices: 16 }).value).toBe(16);
    expect(accumulationSlowdown({ accumulationSteps: 16, devices: 5 }).value).toBe(4); // 16 / ceil(3.2)
  });
});
