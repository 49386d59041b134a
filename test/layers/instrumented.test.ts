// Counts against a counter: the layer is computed for small sizes with numbers that count what is done to them.
import { expect, test } from "vitest";
import {
  adaptiveAveragePool,
  adaptiveMaxPool,
  attention,
  foldedBias,
  foldedWeight,
  graphBuilder,
  groupNorm,
  layerGraph,
  normalisationBackwardFlop,
  normalisationDeviation,
  normalisationDivideFlop,
  normalisationForwardFlop,
  normalisationInputGradientFlop,
  normalisationMeanFlop,
  normalisationScaleGradientFlop,
  normalisationScaleShiftFlop,
  normalisationShiftGradientFlop,
  normalisationVarianceFlop,
  normalisedValue,
  runningStatistic,
  runningStatisticsFlop,
  transposedConvolution,
} from "../../src/layers/index.js";
import { forwardFlop, forwardMac } from "../../src/models/index.js";

/** Arithmetic that counts. */
function counter() {
  let operations = 0;
  const did = (value: number) => {
    operations++;
    return value;
  };
  return {
    add: (a: number, b: number) => did(a + b),
    subtract: (a: number, b: number) => did(a - b),
    multiply: (a: number, b: number) => did(a * b),
    divide: (a: number, b: number) => did(a / b),
    root: (a: number) => did(Math.sqrt(a)),
    compare: (a: number, b: number) => did(Math.max(a, b)),
    count: () => operations,
  };
}

const x = [0.3, -1.2, 2.5, 0.7, -0.4];
const upstream = [1.1, -0.2, 0.4, 0.9, -1.3];
const [scale, shift, epsilon] = [1.3, 0.2, 1e-5];
const shape = { statisticPositions: 5, statistics: 1 };

function forward(values: readonly number[], c = counter()) {
  const [first = 0, ...others] = values;
  const mean = c.divide(
    others.reduce((sum, value) => c.add(sum, value), first),
    values.length,
  );
  const centred = values.map((value) => c.subtract(value, mean));
  const [square = 0, ...squares] = centred.map((value) => c.multiply(value, value));
  const variance = c.divide(
    squares.reduce((sum, value) => c.add(sum, value), square),
    values.length,
  );
  const deviation = c.root(c.add(variance, epsilon));
  const normalised = centred.map((value) => c.divide(value, deviation));
  const output = normalised.map((value) => c.add(c.multiply(scale, value), shift));
  return { output, normalised, mean, variance, deviation, count: c.count() };
}

test("a normalisation's forward pass takes 7Nd + 2d", () => {
  const flop = normalisationForwardFlop({
    statisticMeanFlop: normalisationMeanFlop(shape),
    varianceFlop: normalisationVarianceFlop(shape),
    normaliseFlop: normalisationDivideFlop(shape),
    scaleShiftFlop: normalisationScaleShiftFlop(shape),
  });
  expect(forward(x).count).toBe(7 * 5 + 2);
  expect(flop.value).toBe(forward(x).count);
});

test("its backward pass from the kept input takes 10Nd, and gives the gradient", () => {
  const { mean, deviation } = forward(x);
  const c = counter();
  // What is worked out once for a channel (1 / σ, γ / (N σ)) is of lower order and not counted.
  const inverse = 1 / deviation;
  const factor = (scale * inverse) / x.length;
  const normalised = x.map((value) => c.multiply(c.subtract(value, mean), inverse));
  const ofScale = upstream.reduce((sum, g, i) => c.add(sum, c.multiply(g, normalised[i] ?? 0)), 0);
  const ofShift = upstream.reduce((sum, g) => c.add(sum, g), 0);
  const gradient = upstream.map((g, i) => {
    const spread = c.subtract(c.multiply(x.length, g), ofShift);
    return c.multiply(factor, c.subtract(spread, c.multiply(normalised[i] ?? 0, ofScale)));
  });
  expect(c.count()).toBe(10 * 5);
  const flop = normalisationBackwardFlop({
    scaleGradientFlop: normalisationScaleGradientFlop(shape),
    shiftGradientFlop: normalisationShiftGradientFlop(shape),
    valueGradientFlop: normalisationInputGradientFlop(shape),
  });
  expect(flop.value).toBe(c.count());
  const loss = (values: readonly number[]) =>
    forward(values).output.reduce((sum, y, i) => sum + y * (upstream[i] ?? 0), 0);
  gradient.forEach((value, i) => {
    const moved = (step: number) => loss(x.map((one, j) => (i === j ? one + step : one)));
    // Central differences with a step of 1e-6 are good to about 1e-9.
    expect(value).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 7);
  });
});

test("running statistics take three operations for each of two values", () => {
  const c = counter();
  const next = c.add(c.multiply(1 - 0.1, 0.5), c.multiply(0.1, 2));
  expect(runningStatisticsFlop({ statistics: 1 }).value).toBe(2 * c.count());
  expect(runningStatistic({ runningWeight: 0.1, runningMean: 0.5, normMean: 2 }).value).toBeCloseTo(next, 12);
});

test("a convolution with the normalisation folded in gives the same values", () => {
  // A filter of three weights over one position: 0.5 x 2 - 1.5 x 1 + 0.25 x 4 + 0.1 = 0.6.
  const [weights, inputs, bias] = [[0.5, -1.5, 0.25], [2, 1, 4], 0.1];
  const dot = (filter: readonly number[]) => filter.reduce((sum, w, i) => sum + w * (inputs[i] ?? 0), 0);
  const deviation = normalisationDeviation({ variance: 0.8, smallConstant: epsilon });
  const apart = normalisedValue({
    normScale: scale,
    normInput: dot(weights) + bias,
    normMean: 0.4,
    deviation,
    normShift: shift,
  });
  const filter = weights.map(
    (layerWeight) => foldedWeight({ normScale: scale, deviation, layerWeight }).value,
  );
  const rest = foldedBias({ normScale: scale, deviation, layerBias: bias, normMean: 0.4, normShift: shift });
  expect(dot(filter) + rest.value).toBeCloseTo(apart.value, 12);
});

test.each([
  [7, 3],
  [10, 10],
  [5, 2],
  [9, 4],
])("adaptive pooling from %i to %i takes what its windows take", (inputSize, outputSize) => {
  const c = counter();
  const starts = Array.from({ length: outputSize }, (_, i) => Math.floor((i * inputSize) / outputSize));
  const ends = starts.map((_, i) => Math.ceil(((i + 1) * inputSize) / outputSize));
  const m = counter();
  for (const [i, start] of starts.entries()) {
    const window = Array.from({ length: (ends[i] ?? 0) - start }, (_, j) => j);
    c.divide(
      window.slice(1).reduce((sum, value) => c.add(sum, value), 0),
      window.length,
    );
    window.slice(1).reduce((best, value) => m.compare(best, value), 0);
  }
  const flop = (layer: ReturnType<typeof adaptiveMaxPool>) => forwardFlop(layerGraph(layer)).value;
  expect(flop(adaptiveAveragePool({ input: [1, 1, inputSize], outputSize }))).toBe(c.count());
  expect(flop(adaptiveMaxPool({ input: [1, 1, inputSize], outputSize }))).toBe(m.count());
});

test.each([
  [10, 4],
  [10, 1],
  [6, 6],
  [6, 100],
])("attention over %i tokens with a window of %i counts the pairs that it leaves", (tokens, window) => {
  let pairs = 0;
  for (let query = 0; query < tokens; query++)
    for (let key = 0; key <= query; key++) if (query - key < window) pairs++;
  const macOf = (mask: "full" | { readonly window: number }) => {
    const builder = graphBuilder({ name: "window", origin: "test" });
    const input = builder.input("x", [1, tokens, 8]);
    attention(builder.stage("a"), { name: "a", input, heads: 2, headDim: 4, mask });
    return forwardMac(builder.graph()).value;
  };
  // Two products of width 4 in 2 heads, for every pair of query and key.
  expect(macOf("full") - macOf({ window })).toBe(2 * 2 * 4 * (tokens * tokens - pairs));
});

test("a transposed convolution's output size is where its last kernel ends", () => {
  for (const [inputSize, kernel, stride, padding, dilation, outputPadding] of [
    [28, 4, 2, 1, 1, 0],
    [11, 5, 3, 1, 1, 1],
    [9, 3, 2, 1, 2, 1],
  ] as const) {
    const last = (inputSize - 1) * stride + dilation * (kernel - 1);
    const { output } = transposedConvolution({
      input: [1, 2, inputSize],
      outputChannels: 2,
      kernel,
      stride,
      padding,
      dilation,
      outputPadding,
    });
    expect(output[2]).toBe(last + 1 - 2 * padding + outputPadding);
  }
});

test("one group is layer normalisation over a sample, and groups must divide the channels", () => {
  expect(groupNorm({ input: [4, 6, 5, 5], groups: 1 }).saved[1]).toMatchObject({ elements: 2 * 4 });
  expect(() => groupNorm({ input: [4, 6, 5, 5], groups: 4 })).toThrow(
    /groups must divide the channels \(6\), got 4/,
  );
});
