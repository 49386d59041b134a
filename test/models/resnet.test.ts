import { expect, test } from "vitest";
import { layerKinds } from "../../src/layers/index.js";
import {
  backwardFlop,
  backwardMac,
  backwardMatrixFlop,
  byOperationClass,
  byStage,
  forwardBytes,
  forwardFlop,
  forwardMac,
  forwardMatrixFlop,
  inputGradientMac,
  outputElements,
  parameters,
  type ResNetSpec,
  resnet,
  resnet50,
  savedForBackward,
  weightGradientMac,
} from "../../src/models/index.js";

const v1 = resnet50({ version: "v1" });

test("ResNet-50 v1 has 25,557,032 parameters and 3,857,973,248 MAC at 224 x 224", () => {
  expect(parameters(v1).value).toBe(25_557_032);
  expect(forwardMac(v1).value).toBe(3_857_973_248);
});

test("ResNet-50 v1.5 has the same parameters and 4,089,184,256 MAC", () => {
  expect(parameters(resnet50()).value).toBe(25_557_032);
  expect(forwardMac(resnet50()).value).toBe(4_089_184_256);
});

test("a multiply-accumulate is two operations, and the units keep them apart", () => {
  expect(forwardMac(v1).unit).toBe("MAC");
  expect(forwardMatrixFlop(v1).unit).toBe("FLOP");
  expect(forwardMatrixFlop(v1).value).toBe(2 * 3_857_973_248);
});

// PyTorch 1.13 and torchvision 0.14 on the CPU, batch 2, 224 x 224, FP32, training mode: operations at the
// dispatcher (2 for each multiply-accumulate), kept bytes by saved-tensor hooks, unique storages without parameters
// and buffers. [parameters, forward FLOP, backward FLOP, kept bytes].
test.each([
  [{ depth: 18 }, [11_689_512, 7_256_293_376, 14_040_530_944, 44_398_080]],
  [{ depth: 34 }, [21_797_672, 14_655_045_632, 28_838_035_456, 64_498_176]],
  [{ depth: 50 }, [25_557_032, 16_356_737_024, 32_241_418_240, 172_031_488]],
  [{ depth: 101 }, [44_549_160, 31_205_621_760, 61_939_187_712, 254_127_616]],
  [{ depth: 152 }, [60_192_808, 46_054_506_496, 91_636_957_184, 355_466_752]],
  [{ groups: 32, widthPerGroup: 4 }, [25_028_904, 16_921_919_488, 33_371_783_168, 224_676_352]],
  [{ depth: 101, groups: 64, widthPerGroup: 4 }, [83_455_272, 61_841_080_320, 123_210_104_832, 494_158_336]],
  [{ depth: 101, widthPerGroup: 128 }, [126_886_696, 91_012_202_496, 181_552_349_184, 334_137_856]],
  [{ widthPerGroup: 128 }, [68_883_240, 45_592_084_480, 90_712_113_152, 224_676_352]],
] as const satisfies readonly (readonly [ResNetSpec, readonly number[]])[])(
  "%o counts as torchvision's model does in PyTorch, to the operation and the byte",
  (spec, [params, forward, backward, kept]) => {
    const graph = resnet({ ...spec, batch: 2 });
    expect(parameters(graph).value).toBe(params);
    expect(forwardMatrixFlop(graph).value).toBe(forward);
    expect(backwardMatrixFlop(graph).value).toBe(backward);
    expect(savedForBackward(graph).value).toBe(kept);
  },
);

test("by operation class it counts what the shapes give by hand", () => {
  // BN 10,587,136 elements x 7; ReLU 9,081,856; max pool 64 x 56 x 56 x (9 - 1) = 1,605,632 and the mean of
  // 2048 x 7 x 7 = 100,352; 5,519,360 residual additions.
  const classes = byOperationClass(v1);
  expect(Object.fromEntries([...classes].map(([name, flop]) => [name, flop.value]))).toEqual({
    matrix: 7_715_946_496,
    normalisation: 7 * 10_587_136,
    activation: 9_081_856,
    pooling: 1_605_632 + 100_352,
    residual: 5_519_360,
  });
});

test("all operations are the sum of the classes, forward and backward", () => {
  const forward = [...byOperationClass(v1).values()].reduce((all, flop) => all + flop.value, 0);
  expect(forwardFlop(v1).value).toBe(forward);
  // Backward BN: 10 for each of 10,587,136 elements.
  const backward = byOperationClass(v1, ["weightGradient", "inputGradient"]);
  expect(backward.get("normalisation")?.value).toBe(105_871_360);
  expect(backwardFlop(v1).value).toBeGreaterThan(backwardMatrixFlop(v1).value);
});

test("v1.5 normalises 11,113,984 elements", () => {
  expect(outputElements(resnet50(), { kinds: ["batch-norm"] }).value).toBe(11_113_984);
});

test("convolution, ReLU and pooling outputs and the image are 20,022,272 elements", () => {
  const kinds = ["convolution", "activation", "pooling"] as const;
  expect(outputElements(v1, { kinds, withInputs: true }).value).toBe(20_022_272);
});

test("backward leaves out the gradient of the image: 1.969 times forward", () => {
  // conv1: 64 x 112 x 112 x 3 x 7 x 7 = 118,013,952 MAC, 3.1 % of the forward pass.
  expect(weightGradientMac(v1).value).toBe(3_857_973_248);
  expect(inputGradientMac(v1).value).toBe(3_857_973_248 - 118_013_952);
  expect(backwardMac(v1).value / forwardMac(v1).value).toBeCloseTo(1.969, 3);
});

test("kept bytes shrink with the number format, but not the indices and statistics", () => {
  const full = savedForBackward(resnet50()).value;
  const half = savedForBackward(resnet50(), { bytesPerElement: 2 }).value;
  // Indices 64 x 56 x 56 x 8 bytes; statistics 2 x 26,560 channels x 4 bytes.
  const fixed = 64 * 56 * 56 * 8 + 2 * 26_560 * 4;
  expect(half).toBe((full - fixed) / 2 + fixed);
});

test("batch and resolution scale the work", () => {
  expect(forwardMac(resnet50({ batch: 32 })).value).toBe(32 * 4_089_184_256);
  expect(parameters(resnet50({ batch: 32, resolution: 448 })).value).toBe(25_557_032);
  // Four times the positions in every convolution; the 2,048,000 of the classifier stay.
  const convolutions = 4_089_184_256 - 2_048_000;
  expect(forwardMac(resnet50({ resolution: 448 })).value).toBe(4 * convolutions + 2_048_000);
});

test("each layer moves its inputs, parameters and output once", () => {
  // A lower bound by hand: every parameter once and every activation at least written once.
  const elements = outputElements(v1).value + parameters(v1).value;
  expect(forwardBytes(v1).value).toBeGreaterThan(4 * elements);
  expect(forwardBytes(v1).value).toBeLessThan(4 * 3 * elements);
});

test("the stages add up to the network", () => {
  const stages = byStage(v1);
  expect(stages.map(({ stage }) => stage)).toEqual([
    "stem",
    "stage 1",
    "stage 2",
    "stage 3",
    "stage 4",
    "head",
  ]);
  expect(stages.map(({ outputShape }) => outputShape.join(" "))).toEqual([
    "1 64 56 56",
    "1 256 56 56",
    "1 512 28 28",
    "1 1024 14 14",
    "1 2048 7 7",
    "1 1000",
  ]);
  const total = (of: (stage: (typeof stages)[number]) => number) => stages.reduce((all, s) => all + of(s), 0);
  expect(total((stage) => stage.parameters.value)).toBe(25_557_032);
  expect(total((stage) => stage.forwardMac.value)).toBe(3_857_973_248);
  expect(total((stage) => stage.savedForBackward.value)).toBe(savedForBackward(v1).value);
});

test("a derivation reads total, stage, layer, sizes, and cites the paper", () => {
  const derivation = forwardMac(v1).derivation();
  expect(derivation.kind).toBe("sum");
  const stage4 = derivation.inputs.find(({ label }) => label.endsWith("stage 4"));
  const repeated = stage4?.inputs.find(({ formula }) => formula?.id === "layers.repeated.mac");
  expect(repeated?.inputs[0]?.value).toBeGreaterThan(1);
  const layer = repeated?.inputs[1];
  expect(layer?.formula?.id).toBe("layers.convolution.mac");
  expect(layer?.inputs.length).toBe(8);
  expect(forwardMatrixFlop(v1).sources.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["he2016", "sze2017", "golub2013"]),
  );
  expect(forwardMatrixFlop(v1).derivation().formula?.conventions.join()).toMatch(/only matrix products/);
});

test("counting takes less than 30 ms of processor time", () => {
  // Not of the clock, which also runs while other programs do.
  const times = Array.from({ length: 5 }, (_, i) => {
    const start = process.cpuUsage();
    const graph = resnet50({ classes: 990 + i }); // none of them built before
    parameters(graph);
    forwardMac(graph);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  expect(Math.min(...times)).toBeLessThan(30);
});

test("a spec is checked at the door", () => {
  expect(() => resnet({ depth: 51 as never })).toThrow(
    /models\/vision\/resnet: unknown depth, got 51; known are 18, 34/,
  );
  expect(() => resnet({ version: "v2" as never })).toThrow(/version must be "v1" or "v1.5", got "v2"/);
  expect(() => resnet({ classes: 0 })).toThrow(/classes must be a whole number of at least 1, got 0/);
  expect(() => resnet({ batch: 1.5 })).toThrow(/batch must be a whole number/);
  expect(() => resnet({ depth: 18, groups: 32 })).toThrow(/groups need bottleneck blocks/);
});

test("the graph names every layer once and knows every kind", () => {
  const names = v1.nodes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { layer } of v1.nodes) expect(layerKinds).toContain(layer.kind);
  // 53 convolutions and the classifier.
  expect(v1.nodes.filter(({ layer }) => layer.kind === "convolution").length).toBe(53);
});
