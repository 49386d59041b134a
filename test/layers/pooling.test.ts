// Pooling against PyTorch 1.13 on the CPU: output shapes, and bytes that its saved-tensor hooks see, each storage once,
// for one module on an FP32 input with requires_grad on; and comparisons and additions counted in the windows.
import { expect, test } from "vitest";
import {
  averagePool,
  averagePool1d,
  averagePool3d,
  type Layer,
  layerGraph,
  maxPool,
  maxPool1d,
  maxPool3d,
} from "../../src/layers/index.js";
import { backwardFlop, forwardFlop, savedForBackward } from "../../src/models/index.js";

const all = { counting: "all" } as const;
const volume = [2, 4, 9, 11, 13] as const;
const large = [1, 8, 112, 112] as const;

test.each<[string, Layer, readonly number[], number]>([
  // module, layer, output, kept bytes
  ["MaxPool1d(3, 2, 1)", maxPool1d({ input: [2, 8, 17], kernel: 3, stride: 2, padding: 1 }), [2, 8, 9], 2240],
  ["MaxPool1d(2)", maxPool1d({ input: [2, 8, 16], kernel: 2 }), [2, 8, 8], 2048],
  [
    "MaxPool1d(3, 2, 1, dilation=2)",
    maxPool1d({ input: [2, 8, 17], kernel: 3, stride: 2, padding: 1, dilation: 2 }),
    [2, 8, 8],
    2112,
  ],
  [
    "MaxPool3d(3, 2, 1)",
    maxPool3d({ input: volume, kernel: 3, stride: 2, padding: 1 }),
    [2, 4, 5, 6, 7],
    54_624,
  ],
  ["MaxPool3d((1, 2, 2))", maxPool3d({ input: volume, kernel: [1, 2, 2] }), [2, 4, 9, 5, 6], 58_464],
  [
    "MaxPool3d(2, 2, 0, dilation=2)",
    maxPool3d({ input: volume, kernel: 2, stride: 2, dilation: 2 }),
    [2, 4, 4, 5, 6],
    48_864,
  ],
  ["AvgPool1d(2)", averagePool1d({ input: [2, 8, 16], kernel: 2 }), [2, 8, 8], 1024],
  [
    "AvgPool1d(3, 2, 1)",
    averagePool1d({ input: [2, 8, 17], kernel: 3, stride: 2, padding: 1 }),
    [2, 8, 9],
    1088,
  ],
  ["AvgPool3d(2)", averagePool3d({ input: [2, 4, 8, 6, 10], kernel: 2 }), [2, 4, 4, 3, 5], 15_360],
  [
    "AvgPool3d(3, 2, 1)",
    averagePool3d({ input: volume, kernel: 3, stride: 2, padding: 1 }),
    [2, 4, 5, 6, 7],
    41_184,
  ],
  [
    "MaxPool2d(3, 2, ceil_mode=True)",
    maxPool({ input: large, kernel: 3, stride: 2, ceilMode: true }),
    [1, 8, 56, 56],
    602_112,
  ],
  [
    "MaxPool2d(3, 2, 1, ceil_mode=True)",
    maxPool({ input: large, kernel: 3, stride: 2, padding: 1, ceilMode: true }),
    [1, 8, 57, 57],
    609_344,
  ],
  [
    "MaxPool2d(2, 2, ceil_mode=True)",
    maxPool({ input: [1, 8, 7, 7], kernel: 2, ceilMode: true }),
    [1, 8, 4, 4],
    2592,
  ],
  [
    "AvgPool2d(3, 2, 1, ceil_mode=True)",
    averagePool({ input: [1, 8, 14, 14], kernel: 3, stride: 2, padding: 1, ceilMode: true }),
    [1, 8, 8, 8],
    6272,
  ],
  [
    // A third window would start at 7, in the padding behind 5 + 1 positions: there is none.
    "AvgPool2d(2, 4, 1, ceil_mode=True)",
    averagePool({ input: [1, 8, 5, 5], kernel: 2, stride: 4, padding: 1, ceilMode: true }),
    [1, 8, 2, 2],
    800,
  ],
  [
    // The window is wider than the input, and still there is one.
    "MaxPool1d(5, 2, 1, ceil_mode=True)",
    maxPool1d({ input: [1, 1, 2], kernel: 5, stride: 2, padding: 1, ceilMode: true }),
    [1, 1, 1],
    16,
  ],
])("%s puts out and keeps what PyTorch does", (_, layer, output, kept) => {
  expect(layer.output).toEqual(output);
  expect(savedForBackward(layerGraph(layer)).value).toBe(kept);
});

test("pooling takes the operations of its windows, whatever its dimensions", () => {
  const flop = (layer: Layer) =>
    [forwardFlop, backwardFlop].map((count) => count(layerGraph(layer), all).value);
  // 2 x 8 x 8 windows of 2: one comparison each, and one addition of a gradient at the maximum.
  expect(flop(maxPool1d({ input: [2, 8, 16], kernel: 2 }))).toEqual([128, 128]);
  // One addition and one division each; backward one division and a copy to two places, each counted as an addition.
  expect(flop(averagePool1d({ input: [2, 8, 16], kernel: 2 }))).toEqual([256, 256]);
  // 2 x 4 x 4 x 3 x 5 = 480 windows of 8.
  expect(flop(maxPool3d({ input: [2, 4, 8, 6, 10], kernel: 2 }))).toEqual([3360, 480]);
  expect(flop(averagePool3d({ input: [2, 4, 8, 6, 10], kernel: 2 }))).toEqual([3840, 3840]);
  // A volume of depth 1 is an image.
  const image = averagePool({ input: [2, 4, 6, 10], kernel: [2, 3] });
  expect(flop(averagePool3d({ input: [2, 4, 1, 6, 10], kernel: [1, 2, 3] }))).toEqual(flop(image));
});

test("a mistaken pooling is refused with its subject", () => {
  expect(() => maxPool1d({ input: [2, 8, 16, 16], kernel: 2 })).toThrow(
    "layers/max-pool-1d: input must be [batch, channels, length], got [2,8,16,16]",
  );
  expect(() => averagePool3d({ input: [2, 8, 16, 16], kernel: 2 })).toThrow(
    /\[batch, channels, depth, height, width\]/,
  );
  expect(() => maxPool1d({ input: [1, 1, 2], kernel: 5 })).toThrow(
    /kernel must fit into the padded input \(2 \+/,
  );
});
