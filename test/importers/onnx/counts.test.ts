// Counts of small ONNX graphs, by hand arithmetic written beside them.
import { describe, expect, test } from "vitest";
import { memorySource } from "../../../src/importers/bytes/byte-source.js";
import { type OnnxOptions, onnxGraph } from "../../../src/importers/index.js";
import { forwardMac, parameters, savedForBackward } from "../../../src/models/index.js";
import { type GraphParts, graph, localFunction, model, node, tensor, types, value } from "./onnx-writer.js";

function counted(parts: GraphParts, options: OnnxOptions & Parameters<typeof model>[1] = {}) {
  const result = onnxGraph(memorySource("test.onnx", model(parts, options)), options);
  return {
    graph: result,
    parameters: parameters(result).value,
    mac: forwardMac(result).value,
    shapes: Object.fromEntries(result.nodes.map((one) => [one.name, one.output.shape])),
    left: result.notCounted,
  };
}

const image = value("x", ["batch", 3, 9, 9]);

describe("layers", () => {
  test("a convolution with uneven padding has 4·(9 + 1 + 0 - 3)/2 + 1 = 4 positions a side and 3·3·3·8 weights", () => {
    const result = counted(
      {
        nodes: [node("Conv", ["x", "w", "b"], ["y"], { pads: [1, 1, 0, 0], strides: [2, 2] }, { name: "c" })],
        inputs: [image],
        outputs: [value("y", ["batch", 8, 4, 4])],
        initializers: [tensor("w", [8, 3, 3, 3]), tensor("b", [8])],
      },
      { batch: 2 },
    );
    expect(result.shapes.c).toEqual([2, 8, 4, 4]);
    expect(result.parameters).toBe(8 * 27 + 8);
    expect(result.mac).toBe(2 * 16 * 8 * 27);
  });

  test("TensorFlow's SAME padding gives ceil(9 / 2) = 5 positions, also when pooling", () => {
    const result = counted(
      {
        nodes: [
          node("Conv", ["x", "w"], ["y"], { auto_pad: "SAME_UPPER", strides: [2, 2] }, { name: "c" }),
          node(
            "MaxPool",
            ["y"],
            ["z"],
            { auto_pad: "SAME_LOWER", kernel_shape: [3, 3], strides: [2, 2] },
            { name: "p" },
          ),
        ],
        inputs: [image],
        outputs: [value("z", ["batch", 8, 3, 3])],
        initializers: [tensor("w", [8, 3, 3, 3])],
      },
      { batch: 1 },
    );
    expect([result.shapes.c, result.shapes.p]).toEqual([
      [1, 8, 5, 5],
      [1, 8, 3, 3],
    ]);
  });

  test("mean and variance of a batch normalization are buffers: 2 of its 4 vectors are parameters", () => {
    const result = counted(
      {
        nodes: [node("BatchNormalization", ["x", "g", "b", "m", "v"], ["y"])],
        inputs: [image],
        outputs: [value("y", ["batch", 3, 9, 9])],
        initializers: ["g", "b", "m", "v"].map((name) => tensor(name, [3])),
      },
      { batch: 1 },
    );
    expect(result.parameters).toBe(6);
  });

  test("a transposed convolution turns 9 positions into 2·8 + 4 - 2 = 18, and multiplies at those of its input", () => {
    const attributes = { strides: [2, 2], pads: [1, 1, 1, 1] };
    const result = counted(
      {
        nodes: [node("ConvTranspose", ["x", "w"], ["y"], attributes, { name: "t" })],
        inputs: [image],
        outputs: [value("y", ["batch", 5, 18, 18])],
        initializers: [tensor("w", [3, 5, 4, 4])],
      },
      { batch: 1 },
    );
    expect(result.shapes.t).toEqual([1, 5, 18, 18]);
    expect(result.mac).toBe(81 * 3 * 5 * 16);
  });

  test("an LSTM of both directions has 2·4·6·(5 + 6) weights and 2·8·6 biases", () => {
    const result = counted({
      nodes: [node("LSTM", ["x", "w", "r", "b"], ["y", "h"], { hidden_size: 6, direction: "bidirectional" })],
      inputs: [value("x", [7, 2, 5])],
      outputs: [value("y", [7, 2, 2, 6]), value("h", [2, 2, 6])],
      initializers: [tensor("w", [2, 24, 5]), tensor("r", [2, 24, 6]), tensor("b", [2, 48])],
    });
    expect(result.parameters).toBe(2 * (24 * 11 + 48));
    expect(result.mac).toBe(2 * 7 * 2 * 24 * 11);
    expect(result.shapes.LSTM_0).toEqual([7, 2, 2, 6]);
  });

  test("a quantized product counts its integer weights as parameters, and no scale or zero point", () => {
    const names = ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"];
    const result = counted({
      nodes: [node("QLinearMatMul", names, ["y"])],
      inputs: [value("x", [2, 16], types.uint8)],
      outputs: [value("y", [2, 4], types.uint8)],
      initializers: [
        tensor("w", [16, 4], { type: types.int8 }),
        ...["xs", "ws", "ys"].map((name) => tensor(name, [])),
        ...["xz", "wz", "yz"].map((name) => tensor(name, [], { type: types.uint8 })),
      ],
    });
    expect([result.parameters, result.mac]).toEqual([64, 2 * 16 * 4]);
  });

  test("Einsum multiplies over the letters that its output lacks: b·h·q·k times d", () => {
    const result = counted({
      nodes: [node("Einsum", ["q", "k"], ["s"], { equation: "bhqd,bhkd->bhqk" }, { name: "scores" })],
      inputs: [value("q", [2, 3, 5, 7]), value("k", [2, 3, 11, 7])],
      outputs: [value("s", [2, 3, 5, 11])],
    });
    expect(result.mac).toBe(2 * 3 * 5 * 11 * 7);
    expect(result.shapes.scores).toEqual([2, 3, 5, 11]);
  });

  test("a product of stacks broadcasts: [4, 1, 2, 3] times [5, 3, 6] is 20 products of 2·3·6", () => {
    const result = counted({
      nodes: [node("MatMul", ["a", "b"], ["c"], {}, { name: "m" })],
      inputs: [value("a", [4, 1, 2, 3]), value("b", [5, 3, 6])],
      outputs: [value("c", [4, 5, 2, 6])],
    });
    expect([result.mac, result.shapes.m]).toEqual([20 * 36, [4, 5, 2, 6]]);
  });

  test("a residual block keeps each tensor once: relu's output, which the product also reads", () => {
    const result = counted({
      nodes: [node("Relu", ["x"], ["r"]), node("MatMul", ["r", "w"], ["y"])],
      inputs: [value("x", [2, 8])],
      outputs: [value("y", [2, 4])],
      initializers: [tensor("w", [8, 4])],
    });
    expect(savedForBackward(result.graph).value).toBe(2 * 8 * 4);
  });
});

describe("weights", () => {
  const tokens = value("ids", ["batch", "tokens"], types.int64);

  test("a table that also makes the logits counts once and multiplies where it is used", () => {
    const result = counted(
      {
        nodes: [
          node("Gather", ["table", "ids"], ["e"], {}, { name: "embed" }),
          node("Transpose", ["table"], ["t"], { perm: [1, 0] }),
          node("MatMul", ["e", "t"], ["logits"], {}, { name: "head" }),
        ],
        inputs: [tokens],
        outputs: [value("logits", ["batch", "tokens", 100])],
        initializers: [tensor("table", [100, 8])],
      },
      { dims: { batch: 2, tokens: 5 } },
    );
    expect([result.parameters, result.mac]).toEqual([800, 2 * 5 * 8 * 100]);
    expect(result.graph.nodes.at(-1)?.sharesWeightsWith).toBe("embed");
  });

  test("an Identity under another name is a parameter of its own that the exporter stored once", () => {
    const result = counted({
      nodes: [
        node("Identity", ["a.weight"], ["b.weight"]),
        node("Mul", ["x", "a.weight"], ["y"]),
        node("Mul", ["y", "b.weight"], ["z"]),
      ],
      inputs: [value("x", [2, 8])],
      outputs: [value("z", [2, 8])],
      initializers: [tensor("a.weight", [8])],
    });
    expect(result.parameters).toBe(16);
  });

  test("shapes, epsilons and buffers are no parameters; a learned scalar under a module's name is one", () => {
    const result = counted({
      nodes: [
        node("Add", ["x", "const_eps"], ["a"]),
        node("Mul", ["a", "block.alpha"], ["b"]),
        node("Add", ["b", "encoder.pe"], ["c"]),
        node("Reshape", ["c", "shape"], ["y"]),
      ],
      inputs: [value("x", [2, 8])],
      outputs: [value("y", [16])],
      initializers: [
        tensor("const_eps", []),
        tensor("block.alpha", [1]),
        tensor("encoder.pe", [2, 8]),
        tensor("shape", [1], { int64s: [-1] }),
      ],
    });
    expect(result.parameters).toBe(1);
  });
});

describe("shapes", () => {
  test("follow a chain of Shape, Gather, Mul, Concat and Reshape with a zero and a -1", () => {
    const result = counted(
      {
        nodes: [
          node("Shape", ["x"], ["s"]),
          node("Gather", ["s", "first"], ["n"]),
          node("Mul", ["n", "two"], ["m"]),
          node("Concat", ["m", "rest"], ["to"], { axis: 0 }),
          node("Reshape", ["x", "to"], ["y"], {}, { name: "r" }),
        ],
        inputs: [value("x", ["batch", 6, 4])],
        outputs: [value("y", ["m", 6, "k"])],
        initializers: [
          tensor("first", [1], { int64s: [0] }),
          tensor("two", [1], { int64s: [2] }),
          tensor("rest", [2], { int64s: [0, -1] }),
        ],
      },
      { batch: 3 },
    );
    expect(result.shapes.r).toEqual([6, 6, 2]);
  });

  test("follow a Slice from the end with a negative step, and a Split into uneven parts", () => {
    const result = counted({
      nodes: [
        node("Slice", ["x", "from", "to", "axes", "steps"], ["y"], {}, { name: "s" }),
        node("Split", ["y"], ["a", "b"], { axis: 0, num_outputs: 2 }, { name: "p" }),
      ],
      inputs: [value("x", [10, 4])],
      outputs: [value("a", [3, 4]), value("b", [2, 4])],
      initializers: [
        tensor("from", [1], { int64s: [-1] }),
        tensor("to", [1], { int64s: [-(2 ** 53)] }),
        tensor("axes", [1], { int64s: [0] }),
        tensor("steps", [1], { int64s: [-2] }),
      ],
    });
    expect([result.shapes.s, result.shapes.p, result.shapes["p.2"]]).toEqual([
      [5, 4],
      [3, 4],
      [2, 4],
    ]);
  });

  test("an open dimension is an error that names it and what to do", () => {
    const parts = {
      nodes: [node("Relu", ["x"], ["y"])],
      inputs: [value("x", ["batch", "time", 4])],
      outputs: [value("y", ["batch", "time", 4])],
    };
    expect(() => counted(parts, { batch: 2 })).toThrow(
      /sizes must be given for "time", got none; .*--dim time=/,
    );
    expect(() => counted(parts, { batch: 2, dims: { tim: 3 } })).toThrow(
      /no dimension "tim".*did you mean "time"/,
    );
    expect(counted(parts, { batch: 2, dims: { time: 3 } }).shapes.Relu_0).toEqual([2, 3, 4]);
  });

  test("a fixed batch is replaced where the graph allows it, and else the error says why not", () => {
    const parts = (sizes: readonly number[]) => ({
      nodes: [node("Reshape", ["x", "to"], ["y"])],
      inputs: [value("x", [1, 6, 4])],
      outputs: [value("y", [1, 24])],
      initializers: [tensor("to", [2], { int64s: sizes })],
    });
    expect(counted(parts([0, 24]), { batch: 8 }).shapes.Reshape_0).toEqual([8, 24]);
    expect(counted(parts([1, 24]), { batch: 8 }).shapes.Reshape_0).toEqual([8, 24]);
    expect(counted(parts([1, -1]), { batch: 8 }).shapes.Reshape_0).toEqual([8, 24]);
    const fixed = {
      nodes: [node("ReduceSum", ["x"], ["s"]), node("Reshape", ["s", "one"], ["y"])],
      inputs: [value("x", [1, 6, 4])],
      outputs: [value("y", [1, 1])],
      initializers: [tensor("one", [2], { int64s: [1, 1] })],
    };
    expect(() => counted(fixed, { batch: 8 })).toThrow(/output "y" must follow the batch.*batch of 1/);
  });
});

describe("branches, loops and functions", () => {
  const branch = (weight: string) =>
    graph({ nodes: [node("MatMul", ["x", weight], ["r"])], inputs: [], outputs: [value("r", [])] });
  const initializers = [tensor("small", [8, 8]), tensor("large", [8, 64])];

  test("of two branches the costlier counts, and that is said", () => {
    const result = counted({
      nodes: [
        node("ReduceSum", ["x"], ["s"], { keepdims: 0 }),
        node("Greater", ["s", "zero"], ["c"]),
        node("If", ["c"], ["y"], {
          then_branch: { graph: branch("small") },
          else_branch: { graph: branch("large") },
        }),
      ],
      inputs: [value("x", [2, 8])],
      outputs: [value("y", [2, 64])],
      initializers: [...initializers, tensor("zero", [], { floats: [0] })],
    });
    expect([result.mac, result.parameters]).toEqual([2 * 8 * 64, 576]);
    expect(result.left.map(({ why }) => why)).toEqual([
      expect.stringContaining("the else branch is counted"),
    ]);
  });

  test("a loop of 5 turns multiplies 5 times with one set of weights", () => {
    const body = graph({
      nodes: [node("Identity", ["going"], ["on"]), node("MatMul", ["h", "small"], ["h2"])],
      inputs: [value("turn", [], types.int64), value("going", [], types.bool), value("h", [2, 8])],
      outputs: [value("on", [], types.bool), value("h2", [2, 8])],
    });
    const loop = (trips: readonly Buffer[], first: string) => ({
      nodes: [node("Loop", [first, "", "x"], ["y"], { body: { graph: body } })],
      inputs: [value("x", [2, 8]), ...(trips.length === 0 ? [value(first, [], types.int64)] : [])],
      outputs: [value("y", [2, 8])],
      initializers: [...initializers, ...trips],
    });
    const fixed = counted(loop([tensor("trips", [], { int64s: [5] })], "trips"));
    expect([fixed.mac, fixed.parameters, fixed.left]).toEqual([5 * 2 * 64, 64, []]);
    const open = counted(loop([], "trips"));
    expect(open.mac).toBe(2 * 64);
    expect(open.left[0]?.why).toContain("its body is counted once");
  });

  test("a function of the file is counted where it is called", () => {
    const twice = localFunction(
      "Twice",
      ["a", "w"],
      ["c"],
      [
        node("MatMul", ["a", "w"], ["b"], {}, { name: "one" }),
        node("MatMul", ["b", "w"], ["c"], {}, { name: "two" }),
      ],
    );
    const result = counted(
      {
        nodes: [node("Twice", ["x", "small"], ["y"], {}, { name: "t", domain: "local" })],
        inputs: [value("x", [2, 8])],
        outputs: [value("y", [2, 8])],
        initializers,
      },
      { functions: [twice] },
    );
    expect([result.mac, result.parameters]).toEqual([2 * 2 * 64, 64]);
    expect(Object.keys(result.shapes)).toEqual(["t/one", "t/two"]);
  });
});

describe("what is not known", () => {
  const parts = (values: readonly Buffer[]) => ({
    nodes: [
      node("Strange", ["x"], ["s"], {}, { name: "odd", domain: "vendor" }),
      node("MatMul", ["s", "w"], ["y"], {}, { name: "after" }),
    ],
    inputs: [value("x", [2, 8])],
    outputs: [value("z", [2, 4])].slice(1).concat(value("y", [])),
    initializers: [tensor("w", [8, 4])],
    values,
  });

  test("an unknown operator with declared outputs is listed, and what follows is counted", () => {
    const result = counted(parts([value("s", [2, 8])]));
    expect(result.mac).toBe(2 * 8 * 4);
    expect(result.left).toEqual([
      {
        name: "odd",
        what: "operator Strange",
        why: expect.stringContaining("Strange of vendor is not known"),
      },
    ]);
  });

  test("without declared outputs, what follows is listed too, and nothing is zero in silence", () => {
    const result = counted(parts([]));
    expect(result.left.map(({ name }) => name)).toEqual(["odd", "after"]);
  });

  test("a network in which nothing is counted is listed whole", () => {
    expect(counted(parts([])).graph.nodes).toEqual([]);
  });
});
