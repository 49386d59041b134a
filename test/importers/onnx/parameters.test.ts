// Which initializers are parameters: by name, by use and by their numbers, never by size alone.
import { describe, expect, test } from "vitest";
import { contributed, counted } from "./counted.js";
import { graph, node, tensor, types, value } from "./onnx-writer.js";

const x = value("x", [2, 8]);
const y = value("y", [2, 8]);
const float = (name: string, numbers: readonly number[], shape: readonly number[] = [numbers.length]) =>
  tensor(name, shape, { floats: numbers });

describe("single numbers", () => {
  test("a linear layer of 10 features to 1 has 11 parameters, as a product with a sum too", () => {
    for (const nodes of [
      [node("Gemm", ["x", "l.weight", "l.bias"], ["y"])],
      [node("MatMul", ["x", "l.weight"], ["p"]), node("Add", ["p", "l.bias"], ["y"])],
    ]) {
      const result = counted({
        nodes,
        inputs: [value("x", [4, 10])],
        outputs: [value("y", [4, 1])],
        initializers: [tensor("l.weight", [10, 1]), float("l.bias", [0.5])],
      });
      expect(result.parameters).toBe(11);
    }
  });

  test("in a file of PyTorch a bare name is a parameter's, unless the exporter gave it", () => {
    const run = (name: string, producer = "pytorch") =>
      counted(
        {
          nodes: [node("Mul", ["x", name], ["y"])],
          inputs: [x],
          outputs: [y],
          initializers: [float(name, [0.3], [])],
        },
        { producer },
      ).parameters;
    for (const name of ["t", "temperature", "gain", "exp", "exp_1", "sigmoid"])
      expect([name, run(name)]).toEqual([name, 1]);
    for (const name of [
      "val_66",
      "scalar_tensor_default",
      "onnx::Mul_8",
      "/attn/Constant_output_0",
      "sqrt",
      "pow_2",
    ])
      expect([name, run(name)]).toEqual([name, 0]);
    expect([run("scale", "test"), run("logit_scale", "test")]).toEqual([0, 1]);
  });

  test("one slope that two activations share counts once", () => {
    const result = counted({
      nodes: [
        node("Identity", ["onnx::PRelu_18"], ["onnx::PRelu_20"]),
        node("PRelu", ["x", "onnx::PRelu_18"], ["a"]),
        node("PRelu", ["a", "onnx::PRelu_20"], ["y"]),
      ],
      inputs: [x],
      outputs: [y],
      initializers: [float("onnx::PRelu_18", [0.25], [1, 1])],
    });
    expect(result.parameters).toBe(1);
  });

  test("what is only compared is no parameter, however large", () => {
    const result = counted({
      nodes: [node("Equal", ["causal", "zero"], ["hidden"]), node("Where", ["hidden", "low", "x"], ["y"])],
      inputs: [x],
      outputs: [y],
      initializers: [tensor("causal", [2, 8]), float("zero", [0], []), float("low", [-1e9], [])],
    });
    expect(result.parameters).toBe(0);
  });
});

describe("tables that an exporter computed", () => {
  const heads = value("x", [1, 2, 3, 4]);
  const half = (from: number) => tensor(`h${from}`, [1], { int64s: [from] });

  test("sines and cosines that turn the halves of a head, and those that turn pairs", () => {
    const rotated = counted({
      nodes: [
        node("Mul", ["x", "unsqueeze_16"], ["a"]),
        node("Slice", ["x", "h0", "h2", "h3"], ["front"]),
        node("Slice", ["x", "h2", "h4", "h3"], ["back"]),
        node("Neg", ["back"], ["turned"]),
        node("Concat", ["turned", "front"], ["halves"], { axis: -1 }),
        node("Mul", ["halves", "unsqueeze_17"], ["b"]),
        node("Add", ["a", "b"], ["y"]),
      ],
      inputs: [heads],
      outputs: [value("y", [1, 2, 3, 4])],
      initializers: [
        ...["unsqueeze_16", "unsqueeze_17"].map((name) => tensor(name, [1, 1, 3, 4])),
        ...[0, 2, 3, 4].map(half),
      ],
    });
    expect([rotated.parameters, rotated.left]).toEqual([0, []]);
    const pairs = counted({
      nodes: [
        node("Mul", ["a", "c"], ["ac"]),
        node("Mul", ["b", "s"], ["bs"]),
        node("Sub", ["ac", "bs"], ["real"]),
        node("Mul", ["a", "s"], ["as"]),
        node("Mul", ["b", "c"], ["bc"]),
        node("Add", ["as", "bc"], ["imaginary"]),
      ],
      inputs: [value("a", [1, 3, 4]), value("b", [1, 3, 4])],
      outputs: [value("real", [1, 3, 4]), value("imaginary", [1, 3, 4])],
      initializers: ["c", "s"].map((name) => tensor(name, [3, 4])),
    });
    expect(pairs.parameters).toBe(0);
  });

  test("two products that are added for another reason keep their parameters", () => {
    const result = counted({
      nodes: [
        node("Mul", ["x", "one"], ["a"]),
        node("Mul", ["x", "two"], ["b"]),
        node("Add", ["a", "b"], ["y"]),
      ],
      inputs: [x],
      outputs: [y],
      initializers: ["one", "two"].map((name) => tensor(name, [8])),
    });
    expect(result.parameters).toBe(16);
  });

  const attention = (bias: Buffer) =>
    counted({
      nodes: [
        node("MatMul", ["q", "k"], ["scores"]),
        node("Add", ["scores", "val_5"], ["masked"]),
        node("Softmax", ["masked"], ["weights"], { axis: -1 }),
        node("MatMul", ["weights", "q"], ["y"]),
      ],
      inputs: [value("q", [1, 2, 4, 3]), value("k", [1, 2, 3, 4])],
      outputs: [value("y", [1, 2, 4, 3])],
      initializers: [bias],
    });

  test("a mask of scores, slopes by distance, and a learned bias of every head, which is spread out", () => {
    expect(attention(tensor("val_5", [1, 1, 4, 4])).parameters).toBe(0);
    const slopes = [...Array(32).keys()].map(
      (i) => (1 + Math.floor(i / 16)) * ((i % 4) - (Math.floor(i / 4) % 4)),
    );
    expect(attention(float("val_5", slopes, [1, 2, 4, 4])).parameters).toBe(0);
    const learned = attention(tensor("val_5", [1, 2, 4, 4]));
    expect([learned.parameters, learned.left.map(({ what }) => what)]).toEqual([32, ["bias by position"]]);
  });

  test("waves of positions begin with zeros and ones; a learned table of positions counts", () => {
    const run = (name: string, numbers: readonly number[]) =>
      counted({
        nodes: [node("Add", ["x", name], ["y"])],
        inputs: [x],
        outputs: [y],
        initializers: [float(name, numbers, [2, 8])],
      }).parameters;
    const second = [0.8, 0.5, 0.1, 0.9, 0.01, 0.99, 0.001, 0.999];
    expect(run("slice_1", [0, 1, 0, 1, 0, 1, 0, 1, ...second])).toBe(0);
    expect(run("slice_1", [...second, ...second])).toBe(16);
    expect(run("pos.weight", [0, 1, 0, 1, 0, 1, 0, 1, ...second])).toBe(16);
  });

  test("frequencies that meet positions are none, and their product is counted", () => {
    const result = counted({
      nodes: [
        node("Cast", ["at"], ["positions"], { to: types.float }),
        node("MatMul", ["expand_2", "positions"], ["angles"], {}, { name: "angles" }),
        node("Cos", ["angles"], ["y"]),
      ],
      inputs: [value("at", [1, 1, 5], types.int64)],
      outputs: [value("y", [1, 4, 5])],
      initializers: [tensor("expand_2", [1, 4, 1])],
    });
    expect([result.parameters, result.mac]).toEqual([0, 4 * 5]);
  });

  test("also where the positions are counted in the graph: their product is work that the file does", () => {
    const result = counted({
      nodes: [
        node("Range", ["zero", "five", "one"], ["counted"]),
        node("Cast", ["counted"], ["positions"], { to: types.float }),
        node("Reshape", ["positions", "row"], ["at"]),
        node("MatMul", ["inv", "at"], ["angles"], {}, { name: "angles" }),
        node("Sin", ["angles"], ["waves"]),
        node("Mul", ["x", "waves"], ["y"]),
      ],
      inputs: [value("x", [1, 4, 5])],
      outputs: [value("y", [1, 4, 5])],
      initializers: [
        tensor("inv", [1, 4, 1]),
        ...[0, 5, 1].map((one, i) => tensor(["zero", "five", "one"][i] ?? "", [], { int64s: [one] })),
        tensor("row", [3], { int64s: [1, 1, 5] }),
      ],
    });
    expect([result.parameters, result.mac]).toEqual([0, 4 * 5]);
  });

  test("a class token that was repeated for a batch of 2 counts once", () => {
    const result = counted({
      nodes: [node("Concat", ["expand", "x"], ["y"], { axis: 1 })],
      inputs: [value("x", [2, 5, 16])],
      outputs: [value("y", [2, 6, 16])],
      initializers: [tensor("expand", [2, 1, 16])],
    });
    expect(result.parameters).toBe(16);
  });
});

describe("tied weights that a file stores twice", () => {
  const [words, features] = [20, 16];
  const number = (row: number, column: number) => Math.sin(7 * row + 3 * column * column + 1);
  const table = [...Array(words * features).keys()].map((i) =>
    number(Math.floor(i / features), i % features),
  );
  const turned = [...Array(words * features).keys()].map((i) => number(i % words, Math.floor(i / words)));
  const run = (head: readonly Buffer[], nodes: readonly Buffer[], numbers = table) =>
    counted({
      nodes: [node("Gather", ["w.weight", "ids"], ["e"]), ...nodes],
      inputs: [value("ids", [2, 3], types.int64)],
      outputs: [value("y", [2, 3, words])],
      initializers: [float("w.weight", numbers, [words, features]), ...head],
    }).parameters;
  const product = [node("MatMul", ["e", "val_7"], ["y"])];

  test("a table and the same table turned about are one; other numbers are another's", () => {
    expect(run([float("val_7", turned, [features, words])], product)).toBe(words * features);
    const others = turned.map((one, i) => one * Math.cos(5 * i));
    expect(run([float("val_7", others, [features, words])], product)).toBe(2 * words * features);
    expect(
      run([float("head.weight", turned, [features, words])], [node("MatMul", ["e", "head.weight"], ["y"])]),
    ).toBe(2 * words * features);
  });

  test("also where one of them is quantized to 8 bits", () => {
    const raw = Buffer.from(Int8Array.from(turned, (one) => Math.round(127 * one)).buffer);
    const head = [
      tensor("val_7_quantized", [features, words], { type: types.int8, raw }),
      float("val_7_scale", [1 / 127], []),
    ];
    const nodes = [
      node("DequantizeLinear", ["val_7_quantized", "val_7_scale"], ["f"]),
      node("MatMul", ["e", "f"], ["y"]),
    ];
    expect(run(head, nodes)).toBe(words * features);
  });
});

describe("what the exporter did is said", () => {
  test("a normalisation that is folded into a convolution", () => {
    const result = counted({
      nodes: [node("Conv", ["x", "c.weight", "c.weight_bias"], ["y"])],
      inputs: [value("x", [1, 3, 8, 8])],
      outputs: [value("y", [1, 4, 6, 6])],
      initializers: [tensor("c.weight", [4, 3, 3, 3]), tensor("c.weight_bias", [4])],
    });
    expect(result.parameters).toBe(4 * 27 + 4);
    expect(result.left.map(({ what, why }) => [what, why])).toEqual([
      ["1 folded into a convolution", expect.stringContaining("4 parameters more")],
    ]);
  });

  test("equal tensors that are stored once", () => {
    const result = counted({
      nodes: [
        node("LayerNormalization", ["x", "a.weight"], ["n"]),
        node("LayerNormalization", ["n", "a.weight"], ["y"]),
      ],
      inputs: [x],
      outputs: [y],
      initializers: [float("a.weight", Array(8).fill(1))],
    });
    expect([result.parameters, result.left.map(({ what }) => what)]).toEqual([
      8,
      ["8 equal numbers, read 2 times"],
    ]);
  });
});

describe("graphs within", () => {
  const branch = (weight: string) =>
    graph({
      nodes: [node("MatMul", ["x", weight], ["r"])],
      inputs: [],
      outputs: [value("r", [])],
      initializers: [tensor(weight, [8, 8])],
    });

  test("parameters of both branches count, and the work of one", () => {
    const result = counted({
      nodes: [
        node("ReduceSum", ["x"], ["s"], { keepdims: 0 }),
        node("Greater", ["s", "zero"], ["c"]),
        node("If", ["c"], ["y"], {
          then_branch: { graph: branch("a") },
          else_branch: { graph: branch("b") },
        }),
      ],
      inputs: [x],
      outputs: [y],
      initializers: [float("zero", [0], [])],
    });
    expect([result.parameters, result.mac]).toEqual([128, 2 * 64]);
    expect(result.left[0]?.why).toContain("and the parameters of both");
  });

  test("a loop that never turns keeps the parameters of its body", () => {
    const body = graph({
      nodes: [node("Identity", ["going"], ["on"]), node("MatMul", ["h", "w"], ["h2"])],
      inputs: [value("turn", [], types.int64), value("going", [], types.bool), value("h", [2, 8])],
      outputs: [value("on", [], types.bool), value("h2", [2, 8])],
      initializers: [tensor("w", [8, 8])],
    });
    const result = counted({
      nodes: [node("Loop", ["trips", "", "x"], ["h"], { body: { graph: body } }), node("Relu", ["h"], ["y"])],
      inputs: [x],
      outputs: [y],
      initializers: [tensor("trips", [], { int64s: [0] })],
    });
    expect([result.parameters, result.mac]).toEqual([64, 0]);
  });
});

test("a quantized product with a scale of its own: 16·4 weights and 4 biases", () => {
  const small = (name: string) => tensor(name, [], { type: types.uint8 });
  const result = counted({
    nodes: [
      contributed("QGemm", ["x", "s", "z", "w", "s", "z", "c", "s", "z"], ["a"], { transB: 1 }),
      contributed("QLinearSigmoid", ["a", "s", "z", "s", "z"], ["b"]),
      contributed("QLinearConcat", ["s", "z", "a", "s", "z", "b", "s", "z"], ["c2"], { axis: 1 }),
      contributed("QLinearMul", ["c2", "s", "z", "c2", "s", "z", "s", "z"], ["y"]),
    ],
    inputs: [value("x", [2, 16], types.uint8)],
    outputs: [value("y", [2, 8], types.uint8)],
    initializers: [
      tensor("w", [4, 16], { type: types.int8 }),
      tensor("c", [4], { type: types.int32 }),
      tensor("s", []),
      small("z"),
    ],
  });
  expect([result.parameters, result.mac, result.left]).toEqual([64 + 4, 2 * 16 * 4, []]);
  expect(result.shapes.QLinearMul).toEqual([2, 8]);
});
