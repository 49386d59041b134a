// Layers that networks for images brought: class tokens, learned factors, unit lengths, relative positions, padding.
import { expect, test } from "vitest";
import {
  addedBias,
  biasLookUp,
  classToken,
  type Layer,
  layerGraph,
  learnedScale,
  padding,
  relativeBias,
  unitNorm,
} from "../../src/layers/index.js";
import { forwardFlop, parameters, savedForBackward } from "../../src/models/index.js";

const counts = (layer: Layer) => {
  const graph = layerGraph(layer);
  return [parameters(graph).value, forwardFlop(graph).value, savedForBackward(graph).value];
};

test("a class token is one more token and as many parameters as it has features", () => {
  const layer = classToken({ input: [2, 196, 768] });
  expect(layer.output).toEqual([2, 197, 768]);
  expect(counts(layer)).toEqual([768, 0, 0]);
});

test("learned factors multiply every element, and keep their input and exponentials of themselves", () => {
  // 2 x 96 x 7 x 7 = 9408 elements of 4 bytes; 96 exponentials of 4 bytes.
  const input = [2, 96, 7, 7];
  expect(counts(learnedScale({ input, axis: 1 }))).toEqual([96, 9408, 4 * 9408]);
  expect(counts(learnedScale({ input, axis: 1, factor: "exponential" }))[2]).toBe(4 * (9408 + 96));
  expect(() => learnedScale({ input, axis: 4 })).toThrow(/axis must be one of the 4 dimensions, got 4/);
});

test("vectors of unit length keep themselves and their length twice", () => {
  // 2 x 3 x 5 vectors of 8: 240 elements, 30 lengths.
  expect(counts(unitNorm({ input: [2, 3, 5, 8] }))).toEqual([0, 3 * 240, 4 * (240 + 60)]);
});

test("a window of 7 x 7 has 13 x 13 offsets, each with a bias for every head", () => {
  const scores = [128, 3, 49, 49];
  const elements = 128 * 3 * 49 * 49;
  expect(counts(relativeBias({ scores, windowSide: 7 }))).toEqual([169 * 3, elements, 0]);
  expect(biasLookUp({ table: [1, 13, 13, 3], windowSide: 7 }).output).toEqual([1, 3, 49, 49]);
  expect(counts(addedBias({ scores, bias: [1, 3, 49, 49] }))).toEqual([0, elements, 0]);
});

test("positions that do not fit the window are errors", () => {
  expect(() => relativeBias({ scores: [1, 3, 49, 49], windowSide: 8 })).toThrow(
    /a window of 8 × 8, got 1 × 3 × 49 × 49/,
  );
  expect(() => biasLookUp({ table: [1, 13, 12, 3], windowSide: 7 })).toThrow(/offsets of a window of 7 × 7/);
  expect(() => addedBias({ scores: [1, 3, 49, 49], bias: [2, 3, 49, 49] })).toThrow(/got 2 × 3 × 49 × 49/);
});

test("padding is new memory of another size and keeps nothing", () => {
  const layer = padding({ input: [1, 8, 8, 96], output: [1, 14, 14, 96] });
  expect(layer.output).toEqual([1, 14, 14, 96]);
  expect(layer.view).toBe(false);
  expect(counts(layer)).toEqual([0, 0, 0]);
});
