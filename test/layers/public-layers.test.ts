// Layers that a user builds networks of without a model of ours: views, copies, sums, functions of elements.
import { describe, expect, it } from "vitest";
import {
  activation,
  concatenation,
  copy,
  dataMovement,
  elementwiseOperation,
  flatten,
  forwardFlop,
  graphBuilder,
  type Layer,
  layerGraph,
  linear,
  padding,
  parameters,
  reduction,
  savedForBackward,
  slice,
  view,
} from "../../src/index.js";

const flop = (layer: Layer) => forwardFlop(layerGraph(layer)).value;
const kept = (layer: Layer) => savedForBackward(layerGraph(layer)).valueIn("byte");

describe("linear on an image", () => {
  it("is refused with the remedy where an image ends with one feature", () => {
    expect(() => linear({ input: [8, 64, 1, 1], outputFeatures: 10 })).toThrow(
      "layers/linear: input must end with its features, got [8, 64, 1, 1] with one feature; flatten it first: flatten({ input: [8, 64, 1, 1] })",
    );
    expect(() => linear({ input: [8, 64, 1, 1, 1], outputFeatures: 10 })).toThrow(/flatten it first/);
  });

  it("does as the remedy says", () => {
    const flat = flatten({ input: [8, 64, 1, 1] }).output;
    expect(flat).toEqual([8, 64]);
    expect(parameters(layerGraph(linear({ input: flat, outputFeatures: 10 }))).value).toBe(650); // 64 x 10 + 10
  });

  it("takes a last dimension of one elsewhere, and features at the end of an image", () => {
    expect(linear({ input: [8, 1], outputFeatures: 10 }).output).toEqual([8, 10]);
    expect(linear({ input: [8, 20, 1], outputFeatures: 10 }).output).toEqual([8, 20, 10]);
    expect(linear({ input: [8, 7, 7, 64], outputFeatures: 10 }).output).toEqual([8, 7, 7, 10]);
  });
});

describe("views and copies", () => {
  it.each<[string, Layer, readonly number[], boolean]>([
    ["view", view({ input: [8, 64, 7, 7], output: [8, 64, 49] }), [8, 64, 49], true],
    ["flatten", flatten({ input: [8, 64, 7, 7] }), [8, 3136], true], // 64 x 7 x 7
    ["flatten from 2", flatten({ input: [8, 64, 7, 7], from: 2 }), [8, 64, 49], true],
    ["flatten from -2", flatten({ input: [8, 64, 7, 7], from: -2 }), [8, 64, 49], true],
    ["flatten all", flatten({ input: [8, 64], from: 0 }), [512], true],
    ["slice", slice({ input: [8, 64, 7, 7], axis: 1, size: 32 }), [8, 32, 7, 7], true],
    ["slice at the end", slice({ input: [8, 20, 512], axis: -2, size: 1 }), [8, 1, 512], true],
    ["copy", copy({ input: [8, 49, 64], output: [8, 64, 49], what: "transposed" }), [8, 64, 49], false],
    [
      "concatenation",
      concatenation({
        inputs: [
          [8, 64],
          [8, 32],
        ],
      }),
      [8, 96],
      false,
    ],
    ["padding", padding({ input: [8, 3, 7, 7], output: [8, 3, 9, 9] }), [8, 3, 9, 9], false],
    ["movement", dataMovement({ name: "look-up", inputs: [[9, 64]], output: [8, 64] }), [8, 64], false],
  ])("%s gives its shape, without operations and with nothing kept", (_, layer, output, isView) => {
    expect(layer.output).toEqual(output);
    expect(layer.view).toBe(isView);
    expect([flop(layer), kept(layer)]).toEqual([0, 0]);
  });

  it.each<[string, () => Layer, string]>([
    [
      "view",
      () => view({ input: [2, 3], output: [2, 4] }),
      "output must have the 6 elements of the input, got [2, 4]",
    ],
    [
      "flatten",
      () => flatten({ input: [8, 64], from: 2 }),
      "from must be one of the 2 dimensions of [8, 64], got 2",
    ],
    ["flatten", () => flatten({ input: [8] }), "from must be one of the 1 dimensions of [8], got 1"],
    [
      "slice",
      () => slice({ input: [8, 64], axis: 5, size: 1 }),
      "axis must be one of the 2 dimensions of [8, 64], got 5",
    ],
    [
      "slice",
      () => slice({ input: [8, 64], axis: 1, size: 65 }),
      "size must be at most the 64 of dimension 1, got 65",
    ],
  ])("%s refuses what does not fit", (name, made, message) => {
    expect(made).toThrow(`layers/${name}: ${message}`);
  });
});

describe("operations of each element", () => {
  const clip = elementwiseOperation({
    name: "clip",
    inputs: [[8, 64]],
    output: [8, 64],
    forward: "2 compare",
    backward: ["multiply (mask)"],
    saved: [{ kind: "input", index: 0 }],
  });

  it("are counted from their words, and keep what they say", () => {
    expect(flop(clip)).toBe(1024); // 2 x 8 x 64
    const operands = { inputs: [[8, 64], [64]], output: [8, 64] };
    const sum = elementwiseOperation({
      name: "sum",
      ...operands,
      forward: "add",
      backward: [undefined, "add"],
    });
    expect([flop(sum), sum.inputGradient.map((work) => work.length)]).toEqual([512, [0, 1]]);
  });

  it("refuse other words, and a gradient too few", () => {
    const spec = { name: "clip", inputs: [[8, 64]], output: [8, 64] };
    expect(() => elementwiseOperation({ ...spec, forward: "clamp", backward: [undefined] })).toThrow(
      /operations "clamp": no elementary operation of this name/,
    );
    expect(() => elementwiseOperation({ ...spec, forward: "add", backward: [] })).toThrow(
      "layers/elementwise-operation: backward must have one entry for each of 1 inputs, got 0",
    );
  });

  it("reduce a tensor, once for each element of the input", () => {
    const mean = reduction({ input: [8, 64, 7, 7], output: [8, 64], function: "mean" });
    expect([flop(mean), kept(mean)]).toEqual([25_088, 0]); // 8 x 64 x 49
    expect(flop(reduction({ input: [8, 64], output: [8], function: "norm" }))).toBe(1024); // 2 x 512
    const largest = reduction({ input: [8, 64], output: [8], function: "maximum" });
    expect(kept(largest)).toBe(64); // 8 indices of 8 bytes
  });

  it("refuse a reduction that nobody knows, or that grows", () => {
    expect(() => reduction({ input: [8, 64], output: [8], function: "maximun" as "sum" })).toThrow(
      'layers/reduction: unknown function, got "maximun"; did you mean "maximum"?',
    );
    expect(() => reduction({ input: [8], output: [8, 2], function: "sum" })).toThrow(
      "layers/reduction: output must have at most the 8 elements of the input, got [8, 2]",
    );
  });
});

it("a user's network of them is one graph", () => {
  const builder = graphBuilder({ name: "own", origin: "test" });
  const stage = builder.stage("all");
  const image = builder.input("image", [2, 3, 4, 4]);
  const means = stage.add(
    "mean",
    reduction({ input: image.shape, output: [2, 3, 1, 1], function: "mean" }),
    image,
  );
  const flat = stage.add("flat", flatten({ input: means.shape }), means);
  const hidden = stage.add("fc", linear({ input: flat.shape, outputFeatures: 5 }), flat);
  stage.add("relu", activation({ input: hidden.shape }), hidden);
  // means 2 x 3 x 16 = 96, fc 2 x (2 x 3 x 5) = 60, relu 2 x 5 = 10
  expect(forwardFlop(builder.graph()).value).toBe(166);
});
