// The table of scaling by dimension against counted networks, and compound scaling against EfficientNet.
import { describe, expect, it } from "vitest";
import { decoderOnly, forwardMac, parameters, resnet } from "../../src/models/index.js";
import { compoundScaling, efficientNetBases, growth, unitGrowth } from "../../src/scaling/index.js";

describe("growth by dimension, beside a network counted layer by layer", () => {
  it("of resolution is 4 in operations for twice the pixels on a side, and 1 in parameters", () => {
    const [small, large] = [resnet({ resolution: 224 }), resnet({ resolution: 448 })];
    const { flopPerSample, parameters: ofParameters } = growth({ resolutionFactor: 2 });
    expect(flopPerSample.value).toBe(4);
    // the final linear layer, 2.048 M of 4.089 G, does not grow: 4 - 3 × 0.0005
    expect(forwardMac(large).value / forwardMac(small).value).toBeCloseTo(4 - 0.0015, 4);
    expect(parameters(large).value / parameters(small).value).toBe(ofParameters.value);
  });

  it("of width is 4 in the inner layers of a decoder, and less where the vocabulary is fixed", () => {
    const net = (width: number, vocabulary: number) =>
      decoderOnly({
        layers: 4,
        modelDim: 64 * width,
        heads: 2 * width,
        ffnDim: 256 * width,
        vocabulary,
        sequence: 1,
      });
    const ratio = (vocabulary: number) =>
      parameters(net(16, vocabulary)).value / parameters(net(8, vocabulary)).value;
    expect(ratio(1)).toBeGreaterThan(3.99); // 4 but for norms and one row of the tables
    expect(ratio(1)).toBeLessThan(growth({ widthFactor: 2 }).parameters.value);
    expect(ratio(100_000)).toBeLessThan(2.5); // tables grow with the width itself
  });

  it("of depth is 2 in parameters and operations of the layers", () => {
    const net = (layers: number) =>
      decoderOnly({ layers, modelDim: 256, heads: 4, ffnDim: 1024, vocabulary: 1, sequence: 1 });
    expect(forwardMac(net(24)).value / forwardMac(net(12)).value).toBeCloseTo(2, 3);
    expect(growth({ depthFactor: 2 }).flopPerSample.value).toBe(2);
  });

  it("of the batch is 1 in training: steps are larger and fewer", () => {
    expect(growth({ batchFactor: 8 }).training.value).toBe(1);
    expect(growth({ batchFactor: 8, epochsFactor: 3 }).training.value).toBe(3);
  });
});

describe("compound scaling", () => {
  it("takes 1.92 times the operations for each step", () => {
    expect(unitGrowth(efficientNetBases).value).toBeCloseTo(1.2 * 1.21 * 1.3225, 12);
    const { depth, width, resolution, flop } = compoundScaling(3);
    expect(flop.value).toBeCloseTo(depth.value * width.value ** 2 * resolution.value ** 2, 9);
  });

  /** Published widths, depths and resolutions; multiply-accumulates counted by torchvision, B0 has 385,814,752. */
  const models = [
    ["B4", 1.4, 1.8, 380, 4_393_771_024],
    ["B5", 1.6, 2.2, 456, 10_266_384_752],
    ["B6", 1.8, 2.6, 528, 19_067_593_536],
    ["B7", 2.0, 3.1, 600, 37_745_884_192],
  ] as const;

  it.each(models)("gives EfficientNet-%s within 13 %%", (_, widthFactor, depthFactor, resolution, mac) => {
    const { flopPerSample } = growth({ widthFactor, depthFactor, resolutionFactor: resolution / 224 });
    const estimate = flopPerSample.value * 385_814_752;
    // repeats are rounded up to whole layers and channels to multiples of eight, so the estimate is low
    expect(estimate / mac).toBeLessThan(1);
    expect(estimate / mac).toBeGreaterThan(0.87);
  });
});
