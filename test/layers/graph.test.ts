import { expect, test } from "vitest";
import {
  activation,
  convolution,
  embedding,
  graphBuilder,
  layerGraph,
  linear,
  residualAdd,
  view,
} from "../../src/layers/index.js";
import {
  backwardMac,
  byStage,
  forwardFlop,
  forwardMac,
  outputElements,
  parameters,
  savedForBackward,
} from "../../src/models/index.js";

const start = () => {
  const builder = graphBuilder({ name: "net", origin: "test" });
  return { builder, stage: builder.stage("all"), input: builder.input("x", [2, 8]) };
};
const square = (shape: readonly number[]) => linear({ input: shape, outputFeatures: 8, bias: false });

test("a tensor that two layers keep is counted once", () => {
  const { builder, stage, input } = start();
  const left = stage.add("left", square(input.shape), input);
  const right = stage.add("right", square(input.shape), input);
  stage.add("sum", residualAdd({ input: left.shape }), left, right);
  // Both keep the input of 16 elements; the sum keeps nothing.
  expect(savedForBackward(builder.graph()).value).toBe(16 * 4);
});

test("a view is the memory that it looks at, whole", () => {
  const { builder, stage, input } = start();
  const hidden = stage.add("first", square(input.shape), input);
  const active = stage.add("relu", activation({ input: hidden.shape }), hidden);
  const flat = stage.add("flat", view({ input: active.shape, output: [16] }), active);
  stage.add("second", linear({ input: flat.shape, outputFeatures: 1 }), flat);
  // The input for the first layer; the ReLU's output for itself and, as a view, for the second.
  expect(savedForBackward(builder.graph()).value).toBe((16 + 16) * 4);
  expect(outputElements(builder.graph()).value).toBe(16 + 16 + 1);
});

test("data needs no gradient, and nothing in front of the first weights keeps anything", () => {
  const { builder, stage, input } = start();
  const active = stage.add("relu", activation({ input: input.shape }), input);
  stage.add("only", square(active.shape), active);
  const graph = builder.graph();
  expect(backwardMac(graph).value).toBe(forwardMac(graph).value);
  expect(savedForBackward(graph).value).toBe(16 * 4);
});

test("tied weights count once but work twice", () => {
  const builder = graphBuilder({ name: "tied", origin: "test" });
  const tokens = builder.input("tokens", [1, 3], { bytesPerElement: 8 });
  const stage = builder.stage("all");
  const rows = stage.add("table", embedding({ tokens: [1, 3], vocabulary: 10, modelDim: 4 }), tokens);
  stage.addTied("out", linear({ input: rows.shape, outputFeatures: 10, bias: false }), "table", rows);
  expect(parameters(builder.graph()).value).toBe(40);
  expect(forwardMac(builder.graph()).value).toBe(3 * 4 * 10);
});

test("tying needs as many parameters", () => {
  const { stage, input } = start();
  stage.add("a", square(input.shape), input);
  expect(() => stage.addTied("b", linear({ input: [2, 8], outputFeatures: 8 }), "a", input)).toThrow(
    /"b" must have as many parameters as "a" \(64\) to share them, got 72/,
  );
  expect(() => stage.addTied("c", square(input.shape), "nobody", input)).toThrow(/"nobody" \(none\)/);
});

test("joining checks names, number and shapes of inputs", () => {
  const { stage, input } = start();
  stage.add("a", square(input.shape), input);
  expect(() => stage.add("a", square(input.shape), input)).toThrow(
    /graph net: layer names must be unique, got "a" twice/,
  );
  expect(() => stage.add("b", square(input.shape))).toThrow(/"b" takes 1 inputs, got 0/);
  expect(() => stage.add("c", square([3, 8]), input)).toThrow(
    /"c" was made for an input of 3 × 8, got 2 × 8/,
  );
});

test("a graph without weights counts zero and says why", () => {
  const { builder, stage, input } = start();
  stage.add("relu", activation({ input: input.shape }), input);
  const none = parameters(builder.graph());
  expect(none.value).toBe(0);
  expect(none.unit).toBe("parameter");
  expect(none.steps[0]?.note).toMatch(/no layer of net has any/);
  const table = layerGraph(embedding({ tokens: [2, 5], vocabulary: 100, modelDim: 16 }));
  expect(forwardFlop(table).value).toBe(0);
});

test("like layers of a stage are one line of the working, stages are not mixed", () => {
  const builder = graphBuilder({ name: "two stages", origin: "test" });
  let x = builder.input("image", [1, 4, 8, 8]);
  for (const name of ["one", "two"]) {
    const stage = builder.stage(name);
    for (let i = 0; i < 3; i++)
      x = stage.add(
        `${name}.${i}`,
        convolution({ input: x.shape, outputChannels: 4, kernel: 1, bias: false }),
        x,
      );
  }
  const { inputs } = parameters(builder.graph()).derivation();
  expect(inputs.map(({ label }) => label)).toEqual(["parameters: one", "parameters: two"]);
  expect(inputs[0]?.inputs.length).toBe(1);
  expect(inputs[0]?.inputs[0]?.label).toBe("one.0 … one.2");
  expect(inputs[0]?.inputs[0]?.inputs.map(({ value }) => value)).toEqual([3, 16]);
  expect(byStage(builder.graph()).map(({ layers }) => layers)).toEqual([3, 3]);
});
