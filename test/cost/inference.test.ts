// Inference: fusion, formats, quantization against PyTorch, pruning, distillation, caches, generation, energy.
import { describe, expect, it } from "vitest";
import {
  activationTime,
  bitmapBits,
  byteEnergy,
  chainFlop,
  compression,
  crossoverBatch,
  decodeFlop,
  decodeStep,
  distillationFlop,
  distillationLoss,
  distillationOverhead,
  type EnergyFormat,
  energyBalance,
  fusionSpeedup,
  generationTime,
  indexedBits,
  integerZeroPoint,
  kvBytesPerToken,
  kvCacheMemory,
  largestBatchOfCache,
  latentBytesPerToken,
  macEnergy,
  memoryAccessEnergy,
  operationEnergy,
  overallSpeedup,
  overlappedLatency,
  type ProcessNodeId,
  passEnergy,
  passTransferTime,
  prefillFlop,
  processNodes,
  quantizationScale,
  realZeroPoint,
  removedTraffic,
  roundingBound,
  roundingVariance,
  roundTripWithIntegerZero,
  roundTripWithRealZero,
  type StorageFormatId,
  sequentialLatency,
  softDivergence,
  softProbabilities,
  storedBits,
  storedBytes,
  structuredFlop,
  symmetricScale,
  twoOfFourBits,
  twoOfFourFlop,
  unfusedTraffic,
  weightMemory,
  windowCacheMemory,
} from "../../src/cost/inference/index.js";
import { forwardMac, languageModel, parameters } from "../../src/models/index.js";
import { given } from "../../src/numbers/quantity.js";
import { bytes, bytesPerSecond, flop, flopPerSecond, gigabytes, seconds } from "../../src/numbers/units.js";

describe("fusion", () => {
  it("spares a write and a read of each intermediate: 8 MB for ReLU after a bias on 10^6 FP32 values", () => {
    const inputs = { intermediates: 1, elements: 1e6, bytesPerElement: { value: 4, unit: "byte/element" } };
    expect(removedTraffic(inputs).valueIn("MB")).toBe(8);
  });

  it("makes a memory-bound chain of three element-wise operations three times as fast", () => {
    const width = { value: 4, unit: "byte/element" };
    const removed = removedTraffic({ intermediates: 2, elements: 1e6, bytesPerElement: width });
    const apart = unfusedTraffic({ fusedTraffic: bytes(8e6), removedTraffic: removed });
    expect(apart.valueIn("MB")).toBe(24); // three times a read and a write of 4 MB
    expect(fusionSpeedup({ unfusedTraffic: apart, fusedTraffic: bytes(8e6) }).value).toBe(3);
  });

  it("leaves the operations what they are", () => {
    const { apart, fused } = chainFlop({ elements: 1000, innerDim: 64, operationsPerElement: 2 });
    expect(apart.value).toBe(1000 * (2 * 64 + 2));
    expect(fused.value).toBe(apart.value);
  });
});

describe("affine quantization", () => {
  /** torch.quantize_per_tensor(x, 3/255, 85, quint8), PyTorch 1.13. */
  const unsigned = [
    [-1, 0, -1],
    [-0.31, 59, -0.305882],
    [0, 85, 0],
    [0.2, 102, 0.2],
    [0.537, 131, 0.541176],
    [1.234, 190, 1.235294],
    [2, 255, 2],
    [5, 255, 2],
    [-3, 0, -1],
  ] as const;
  const scale = quantizationScale({ smallestValue: -1, largestValue: 2, codeBits: 8 });
  const zero = integerZeroPoint({ lowestCode: 0, smallestValue: -1, quantizationScale: scale });

  it("spreads 256 codes over [-1, 2] and gives zero the code 85", () => {
    expect(scale.value).toBeCloseTo(3 / 255, 15);
    expect(zero.value).toBe(85);
  });

  it.each(unsigned)("takes %d to the code and value that PyTorch gives", (realValue, code, restored) => {
    const limits = { lowestCode: 0, highestCode: 255 };
    const trip = roundTripWithIntegerZero({
      realValue,
      quantizationScale: scale,
      integerZeroPoint: zero,
      ...limits,
    });
    expect(trip.code.value).toBe(code);
    expect(trip.restored.value).toBeCloseTo(restored, 6);
  });

  it("is off by at most half a step within the range, in both conventions", () => {
    const bound = roundingBound({ quantizationScale: 0.01 }).value;
    for (let i = 0; i <= 200; i++) {
      const realValue = -1 + i * 0.0097;
      const real = roundTripWithRealZero({ realValue, quantizationScale: 0.01, realZeroPoint: 0.1037 });
      const whole = roundTripWithIntegerZero({
        realValue,
        quantizationScale: 0.01,
        integerZeroPoint: 5,
        lowestCode: -128,
        highestCode: 127,
      });
      expect(real.error.value).toBeLessThanOrEqual(bound * (1 + 1e-9));
      expect(whole.error.value).toBeLessThanOrEqual(bound * (1 + 1e-9));
    }
  });

  it("has a symmetric step, a real zero point and a mean square error by hand", () => {
    const step = symmetricScale({ smallestValue: -1, largestValue: 2, codeBits: 8 });
    expect(step.value).toBeCloseTo(0.015748031496, 12); // 2/127
    expect(realZeroPoint({ quantizationScale: scale, integerZeroPoint: zero }).value).toBeCloseTo(-1, 12);
    expect(roundingBound({ quantizationScale: 0.01 }).value).toBe(0.005);
    expect(roundingVariance({ quantizationScale: 0.12 }).value).toBeCloseTo(0.0012, 15);
  });

  it("restores 0.54 for 0.537 with s = 0.01 and z = 0.1, by hand", () => {
    const trip = roundTripWithRealZero({ realValue: 0.537, quantizationScale: 0.01, realZeroPoint: 0.1 });
    expect(trip.code.value).toBe(44);
    expect(trip.restored.value).toBeCloseTo(0.54, 12);
    expect(trip.error.value).toBeCloseTo(0.003, 12);
  });
});

describe("storage formats", () => {
  /** Bits of a value: block sizes of the specifications, by hand. */
  const bits: readonly (readonly [StorageFormatId, number])[] = [
    ["fp32", 32],
    ["fp16", 16],
    ["bf16", 16],
    ["fp8-e4m3", 8],
    ["fp8-e5m2", 8],
    ["int8", 8],
    ["int4", 4],
    ["int4-group128", 4 + 20 / 128],
    ["nf4", 4 + 8 / 64 + 32 / (64 * 256)], // "0.127 bits per parameter" in QLoRA
    ["mxfp8", 8.25],
    ["mxfp6", 6.25],
    ["mxfp4", 4.25], // 136 bits for 32 values
    ["nvfp4", 4.5],
    ["q8_0", (34 * 8) / 32],
    ["q4_0", (18 * 8) / 32],
  ];

  it.each(bits)("%s takes %d bits for each value", (id, expected) => {
    expect(storedBits(id).value).toBe(expected);
    expect(storedBytes(id).valueIn("byte")).toBe(expected / 8);
  });

  it("without scales is the width of the value", () => {
    expect(storedBits("mxfp4", { scales: false }).value).toBe(4);
  });

  it("holds 7 billion parameters of MXFP4 in 3.72 GB", () => {
    const memory = weightMemory({ parameters: 7e9, bitsPerValue: storedBits("mxfp4") });
    expect(memory.valueIn("GB")).toBeCloseTo((7 * 4.25) / 8, 12);
    expect(compression({ baseBits: 16, bitsPerValue: storedBits("mxfp4") }).value).toBeCloseTo(3.7647, 4);
  });

  it("offers the nearest name for an unknown one", () => {
    expect(() => storedBits("mxpf4" as StorageFormatId)).toThrow(/got "mxpf4"; did you mean "mxfp4"/);
  });
});

describe("pruning", () => {
  it("removes the products of both sides: half the channels of all layers leave a quarter", () => {
    const left = structuredFlop({ prunedInputs: 0.5, prunedOutputs: 0.5, denseFlop: flop(1e9) });
    expect(left.value).toBe(0.25e9);
  });

  it("in the 2:4 pattern skips half of the operations", () => {
    expect(twoOfFourFlop({ denseFlop: flop(1e9) }).value).toBe(5e8);
  });

  it("in the 2:4 pattern stores FP16 in 9 bits a weight, 0.5625 of dense", () => {
    expect(twoOfFourBits({ valueBits: 16, indexBits: 2 }).value).toBe(9);
  });

  it("with a bitmap needs as much as with 4-bit places where 1 - s = 1/4", () => {
    const [map, places] = [
      bitmapBits({ sparsity: 0.75, valueBits: 16 }),
      indexedBits({ sparsity: 0.75, valueBits: 16, indexBits: 4 }),
    ];
    expect([map.value, places.value]).toEqual([5, 5]);
  });

  it("of 60 % of the time at twice the speed gains 1.43", () => {
    expect(overallSpeedup({ acceleratedShare: 0.6, partSpeedup: 2 }).value).toBeCloseTo(1 / 0.7, 12);
  });
});

describe("distillation", () => {
  const cost = { forwardFlop: flop(1e9), teacherForwardFlop: flop(10e9), epochs: 90 };

  it("adds one pass of the teacher where its outputs are kept, and one an epoch where they are not", () => {
    // 10 / (3 × 90) and 10 × 90 / (3 × 90) for a teacher of ten times the student
    expect(distillationOverhead({ ...cost, teacherPasses: 1 }).value).toBeCloseTo(10 / 270, 12);
    expect(distillationOverhead({ ...cost, teacherPasses: 90 }).value).toBeCloseTo(10 / 3, 12);
    const total = distillationFlop({ ...cost, teacherPasses: 1, samples: 1000 });
    expect(total.value).toBeCloseTo((10e9 + 270e9) * 1000, -3);
  });

  it("compares distributions as torch.nn.functional.kl_div does, in both directions", () => {
    const [student, teacher] = [softProbabilities([2, 1, 0], 1), softProbabilities([5, 1, 0], 1)];
    // kl_div(log p, target t, reduction="sum") is D(t || p); PyTorch 1.13, double precision
    expect(softDivergence(student, teacher).value).toBeCloseTo(0.6214160583699766, 14);
    expect(softDivergence(teacher, student).value).toBeCloseTo(0.3095373391387171, 14);
    const soft = [softProbabilities([5, 1, 0], 4), softProbabilities([2, 1, 0], 4)] as const;
    expect(softDivergence(...soft).value).toBeCloseTo(0.06925008259643414, 14);
  });

  it("weighs the soft part with the square of the temperature", () => {
    const loss = distillationLoss({
      hardShare: 0.1,
      hardLoss: 2,
      distillationTemperature: 4,
      divergence: 0.05,
    });
    expect(loss.value).toBeCloseTo(0.2 + 0.9 * 16 * 0.05, 12);
  });

  it("needs the same classes on both sides", () => {
    expect(() => softDivergence(softProbabilities([1, 2], 1), softProbabilities([1, 2, 3], 1))).toThrow(
      /same classes, got 2 and 3/,
    );
  });
});

const bf16 = { value: 2, unit: "byte/element" } as const;

describe("the key-value cache", () => {
  it("takes 327,680 bytes a token for Llama 3 70B and 70,272 for DeepSeek-V3", () => {
    // 2 × 80 × 8 × 128 × 2, and 61 × (512 + 64) × 2
    expect(kvBytesPerToken({ layers: 80, kvHeads: 8, headDim: 128, bytesPerElement: bf16 }).value).toBe(
      327_680,
    );
    const latent = latentBytesPerToken({
      layers: 61,
      latentDim: 512,
      rotaryDim: 64,
      bytesPerElement: bf16,
    });
    expect(latent.value).toBe(70_272);
  });

  it("stops growing at a window, and leaves room for so many sequences", () => {
    const perToken = { value: 1e5, unit: "byte/token" };
    const inputs = { batch: 2, sequence: 8192, cacheBytesPerToken: perToken };
    expect(kvCacheMemory(inputs).value).toBe(2 * 8192 * 1e5);
    expect(windowCacheMemory({ ...inputs, windowLength: 4096 }).value).toBe(2 * 4096 * 1e5);
    const fits = largestBatchOfCache({
      deviceMemory: gigabytes(80),
      parameterMemory: gigabytes(14),
      sequence: 8192,
      cacheBytesPerToken: perToken,
    });
    expect(fits.value).toBe(80); // 66e9 / 0.8192e9 = 80.6
  });
});

describe("generation", () => {
  const h100 = { peak: flopPerSecond(989e12), bandwidth: given(bytesPerSecond(3.35e12), "datasheet") };

  it("of one token by Llama 2 70B on one H100 takes 41 ms to read 138 GB", () => {
    const step = decodeStep({
      parameters: 69e9,
      layers: 80,
      heads: 64,
      headDim: 128,
      batch: 1,
      sequence: 1,
      parameterMemory: given(gigabytes(138), "two bytes for each of 69e9"),
      kvCache: given(bytes(327_680), "one token"),
      devices: 1,
      utilisation: 1,
      ...h100,
    });
    expect(step.transferTime.valueIn("ms")).toBeCloseTo(41.2, 1); // 138 / 3350
    expect(step.stepTime.value).toBe(step.transferTime.value);
    expect(step.tokenRate.value).toBeCloseTo(24.3, 1);
  });

  it("is bound by arithmetic from a batch of 295 on", () => {
    const bytesPerParameter = { value: 2, unit: "byte/parameter" };
    const { peak, bandwidth } = h100;
    expect(crossoverBatch({ peak, bandwidth, utilisation: 1, bytesPerParameter }).value).toBeCloseTo(295, 0);
  });

  it("of a large batch takes the time of its arithmetic, on several devices at a share of their peak", () => {
    const step = decodeStep({
      parameters: 1e9,
      layers: 10,
      heads: 10,
      headDim: 100,
      batch: 1000,
      sequence: 1000,
      parameterMemory: given(gigabytes(2), "two bytes for each"),
      kvCache: given(gigabytes(1), "made up"),
      devices: 2,
      peak: flopPerSecond(1e15),
      utilisation: 0.5,
      bandwidth: given(bytesPerSecond(1e12), "made up"),
    });
    // 1000 × (2e9 + 4 × 10 × 1000 × 1000) / (2 × 1e15 × 0.5) and 3e9 / 2e12
    expect(step.computeTime.valueIn("ms")).toBeCloseTo(2.04, 12);
    expect(step.transferTime.valueIn("ms")).toBeCloseTo(1.5, 12);
    expect(step.stepTime.value).toBe(step.computeTime.value);
  });

  it("counts a prompt as the network counts itself, layer by layer", () => {
    const [sequence, batch] = [256, 2];
    const graph = languageModel("llama-7b", { sequence, batch, mask: "causal" });
    const table = 32_000 * 4096; // looked up, no operation
    const shape = { layers: 32, heads: 32, headDim: 128 };
    const norms = 65 * 4096;
    const counted = parameters(graph).value - table - norms;
    const estimate = prefillFlop({ batch, promptTokens: sequence, parameters: counted, ...shape });
    expect(estimate.value).toBe(2 * forwardMac(graph).value);
  });

  it("counts a new token as 2N and its look back", () => {
    const perToken = decodeFlop({ parameters: 1e6, layers: 2, heads: 4, headDim: 16, sequence: 100 });
    expect(perToken.value).toBe(2e6 + 4 * 2 * 64 * 100); // scores and values: 2 × 2 s d a layer
  });

  it("takes the prompt and then one step a token", () => {
    const time = generationTime({
      prefillTime: seconds(0.5),
      generatedTokens: 100,
      stepTime: seconds(0.04),
    });
    expect(time.value).toBeCloseTo(4.5, 12);
  });
});

describe("latency", () => {
  it("with the weights of the layer of a blog post is three times that without", () => {
    const activations = {
      inputBytes: bytes(1e6),
      outputBytes: bytes(1e6),
      bandwidth: bytesPerSecond(2e12),
    };
    expect(activationTime(activations).valueIn("µs")).toBeCloseTo(1, 12);
    expect(passTransferTime({ ...activations, weightTraffic: bytes(4e6) }).valueIn("µs")).toBeCloseTo(3, 12);
  });

  it("as a sum is at most twice that as a maximum", () => {
    const equal = { computeTime: seconds(1), transferTime: seconds(1) };
    expect(sequentialLatency(equal).value).toBe(2 * overlappedLatency(equal).value);
    const unlike = { computeTime: seconds(3), transferTime: seconds(1) };
    expect([sequentialLatency(unlike).value, overlappedLatency(unlike).value]).toEqual([4, 3]);
  });
});

describe("energy of operations", () => {
  it("is 4.6 pJ for an FP32 multiply-accumulate and 0.23 pJ for INT8 at 45 nm", () => {
    const mac = (format: EnergyFormat, node: ProcessNodeId) =>
      macEnergy({
        multiplicationEnergy: operationEnergy("multiply", format, node),
        additionEnergy: operationEnergy("add", format, node),
      });
    expect(mac("fp32", "45nm").valueIn("pJ/MAC")).toBeCloseTo(4.6, 12);
    expect(mac("int8", "45nm").valueIn("pJ/MAC")).toBeCloseTo(0.23, 12);
    expect(mac("bf16", "7nm").valueIn("pJ/MAC")).toBeCloseTo(0.32, 12);
  });

  it("of a byte from DRAM pays for 53 multiply-accumulates in FP32 at 45 nm", () => {
    const perByte = byteEnergy({ accessEnergy: memoryAccessEnergy("dram", "45nm"), accessBytes: bytes(8) });
    const inputs = { byteEnergy: perByte, macEnergy: { value: 4.6, unit: "pJ/MAC" } };
    expect(energyBalance(inputs).value).toBeCloseTo(1950 / 8 / 4.6, 9);
    const pass = passEnergy({ ...inputs, mac: 1e9, bytes: bytes(1e6) });
    expect(pass.valueIn("mJ")).toBeCloseTo(4.6 + 0.24375, 9);
  });

  it("falls from 45 to 7 nm for every operation and format that both list", () => {
    const [old, young] = [processNodes["45nm"], processNodes["7nm"]];
    for (const operation of ["add", "multiply"] as const)
      for (const [format, energy] of Object.entries(old[operation]))
        expect(young[operation][format as keyof (typeof old)["add"]]).toBeLessThan(energy);
  });

  it("has no figure for BF16 at 45 nm, and says what there is", () => {
    expect(() => operationEnergy("add", "bf16", "45nm")).toThrow(
      /got "bf16"; known are int8, int32, fp16, fp32/,
    );
    expect(() => operationEnergy("add", "fp32", "5nm" as ProcessNodeId)).toThrow(/did you mean "45nm"|"7nm"/);
  });
});
