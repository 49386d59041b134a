// Activations in pieces, against what PyTorch keeps; and what only looks like them.
import { describe, expect, test } from "vitest";
import { graph, node, tensor, value } from "../onnx-writer.js";
import { behindLinear, counted, linearNode, linearWeight, scalars, whole } from "./pieces.js";

const inModule = (name: string) => ({ name: `/1/${name}` });
const numbers = { root: Math.SQRT2, one: 1, half: 0.5, two: 2, three: 3, cubic: 0.044715 };
const outer = { slope: Math.sqrt(2 / Math.PI) };

/** From f, the function, to y in the order of PyTorch's older exporter: 0.5 (h (1 + f)). */
const halvedLast = [
  node("Add", ["f", "one"], ["s"], {}, inModule("Add")),
  node("Mul", ["h", "s"], ["t"], {}, inModule("Mul")),
  node("Mul", ["t", "half"], ["y"], {}, inModule("Mul_1")),
];
/** Of its newer one: h (0.5 (1 + f)). */
const halvedInside = [
  node("Add", ["f", "one"], ["s"], {}, inModule("Add")),
  node("Mul", ["half", "s"], ["t"], {}, inModule("Mul")),
  node("Mul", ["h", "t"], ["y"], {}, inModule("Mul_1")),
];
/** Of models that compute in steps: (0.5 h) (1 + f). */
const halvedFirst = [
  node("Mul", ["h", "half"], ["t"], {}, inModule("Mul")),
  node("Add", ["f", "one"], ["s"], {}, inModule("Add")),
  node("Mul", ["t", "s"], ["y"], {}, inModule("Mul_1")),
];

function erfGelu(end: readonly Buffer[], changed: Partial<typeof numbers> = {}, outputs = ["y"]) {
  const nodes = [
    node("Div", ["h", "root"], ["d"], {}, inModule("Div")),
    node("Erf", ["d"], ["f"], {}, inModule("Erf")),
    ...end,
  ];
  return behindLinear(nodes, scalars({ ...numbers, ...changed }), outputs);
}

const cubeByPower = [node("Pow", ["h", "three"], ["c"], {}, inModule("Pow"))];
const cubeByProducts = [
  node("Mul", ["h", "h"], ["q"], {}, inModule("Mul_2")),
  node("Mul", ["h", "q"], ["c"], {}, inModule("Mul_3")),
];

function tanhGelu(
  cube: readonly Buffer[],
  end: readonly Buffer[],
  changed: Partial<typeof numbers & typeof outer> = {},
) {
  const nodes = [
    ...cube,
    node("Mul", ["cubic", "c"], ["k"], {}, inModule("Mul_4")),
    node("Add", ["h", "k"], ["a"], {}, inModule("Add_1")),
    node("Mul", ["slope", "a"], ["i"], {}, inModule("Mul_5")),
    node("Tanh", ["i"], ["f"], {}, inModule("Tanh")),
    ...end,
  ];
  return behindLinear(nodes, scalars({ ...numbers, ...outer, ...changed }));
}

// PyTorch 2.13, nn.Linear(64, 64) and nn.GELU() of either form on [2, 16, 64]: 16,384 bytes, the inputs of both.
// In steps as the transformers library has them, 0.5 x (1 + f): 32,768 with erf, 40,960 with tanh.
describe("GELU", () => {
  test("with an error function is one node that keeps its input", () => {
    for (const end of [halvedLast, halvedInside]) {
      const result = erfGelu(end);
      expect([result.names, result.saved]).toEqual([["/0/MatMul", "/1/Gelu"], 16_384]);
      expect(result.settings[1]).toBe("gelu, written as 5 operators");
    }
  });

  test("with a hyperbolic tangent too, whatever form the cube has", () => {
    for (const end of [halvedLast, halvedInside]) {
      const [power, products] = [tanhGelu(cubeByPower, end), tanhGelu(cubeByProducts, end)];
      expect([power.names, power.saved]).toEqual([["/0/MatMul", "/1/Gelu"], 16_384]);
      expect([products.names, products.saved]).toEqual([["/0/MatMul", "/1/Gelu"], 16_384]);
      expect([power.settings[1], products.settings[1]]).toEqual([
        "gelu-tanh, written as 8 operators",
        "gelu-tanh, written as 9 operators",
      ]);
    }
  });

  test("halved first is a model's own code, and keeps its steps", () => {
    const [erf, tanh] = [erfGelu(halvedFirst), tanhGelu(cubeByPower, halvedFirst)];
    expect([erf.settings[1], erf.saved]).toEqual(["gelu in steps, written as 5 operators", 32_768]);
    expect([tanh.settings[1], tanh.saved]).toEqual(["gelu-tanh in steps, written as 8 operators", 40_960]);
  });

  test("has constants as half precision rounds them, and no others", () => {
    expect(erfGelu(halvedLast, { root: 1.4140625 }).names).toHaveLength(2);
    expect(
      tanhGelu(cubeByPower, halvedLast, { slope: 0.7978515625, cubic: 0.044708251953125 }).names,
    ).toHaveLength(2);
    for (const changed of [{ root: 1.5 }, { one: 1.0001 }, { half: 1 }])
      expect(erfGelu(halvedLast, changed).names).toContain("/1/Erf");
    for (const changed of [{ three: 2 }, { cubic: 0.05 }, { slope: 0.5 }, { one: 2 }, { half: 0.25 }])
      expect(tanhGelu(cubeByPower, halvedLast, changed).names).toContain("/1/Tanh");
  });

  test("has one input in its cube and its sums, and not two", () => {
    const sum = (other: string) => [
      ...cubeByPower,
      node("Mul", ["cubic", "c"], ["k"]),
      node("Add", [other, "k"], ["a"]),
      node("Mul", ["slope", "a"], ["i"]),
      node("Tanh", ["i"], ["f"]),
      ...halvedLast,
    ];
    const all = scalars({ ...numbers, ...outer });
    expect(behindLinear(sum("h"), all).names).toHaveLength(2);
    expect(behindLinear(sum("x"), all).names.length).toBeGreaterThan(2);
    const mixed = [
      node("Mul", ["h", "h"], ["q"], {}, inModule("Mul_2")),
      node("Mul", ["x", "q"], ["c"], {}, inModule("Mul_3")),
    ];
    expect(tanhGelu(mixed, halvedLast).names).toContain("/1/Tanh");
  });

  test("is not recognised when something inside is returned", () => {
    for (const inside of ["d", "f", "s", "t"])
      expect(erfGelu(halvedLast, {}, ["y", inside]).names).toContain("/1/Erf");
  });

  test("is not recognised when an inner graph reads something inside", () => {
    const branch = (name: string) =>
      graph({ nodes: [node("Relu", [name], ["r"])], inputs: [], outputs: [value("r", [])] });
    const nodes = [
      node("ReduceSum", ["x"], ["sum"], { keepdims: 0 }),
      node("Greater", ["sum", "one"], ["positive"]),
      node("If", ["positive"], ["z"], {
        then_branch: { graph: branch("s") },
        else_branch: { graph: branch("x") },
      }),
    ];
    expect(erfGelu([...halvedLast, ...nodes], {}, ["y", "z"]).names).toContain("/1/Erf");
    expect(erfGelu([...halvedLast, ...nodes.slice(0, 2)], {}, ["y", "positive"]).names).toContain("/1/Gelu");
  });

  test("is not x (1 + erf(z)) of two values, nor the error function alone", () => {
    const other = node("Mul", ["x", "s"], ["t"], {}, inModule("Mul"));
    expect(erfGelu([halvedLast[0], other, halvedLast[2]].flatMap((one) => one ?? [])).names).toContain(
      "/1/Erf",
    );
    expect(erfGelu([], {}, ["f"]).names).toContain("/1/Erf");
  });
});

describe("a value times a function of itself", () => {
  // PyTorch 2.13, nn.Linear(64, 64) and the activation on [2, 16, 64]: 16,384 bytes each.
  const gates: Readonly<Record<string, readonly [readonly Buffer[], string]>> = {
    Swish: [[node("Sigmoid", ["h"], ["f"], {}, inModule("Sigmoid"))], "silu, written as 2 operators"],
    HardSwish: [
      [node("HardSigmoid", ["h"], ["f"], { alpha: { float: 1 / 6 } }, inModule("HardSigmoid"))],
      "hard-swish, written as 2 operators",
    ],
    Mish: [
      [
        node("Softplus", ["h"], ["p"], {}, inModule("Softplus")),
        node("Tanh", ["p"], ["f"], {}, inModule("Tanh")),
      ],
      "mish, written as 3 operators",
    ],
  };
  for (const [operator, [gate, settings]] of Object.entries(gates)) {
    const product = (other: string) => node("Mul", [other, "f"], ["y"], {}, inModule("Mul"));

    test(`is ${operator} and keeps its input`, () => {
      const result = behindLinear([...gate, product("h")], []);
      expect([result.names[1], result.settings[1], result.saved]).toEqual([
        `/1/${operator}`,
        settings,
        16_384,
      ]);
    });

    test(`is not ${operator} when the value is another, or the gate is returned`, () => {
      const names = [
        behindLinear([...gate, product("x")], []).names,
        behindLinear([...gate, product("h")], [], ["y", "f"]).names,
      ];
      for (const list of names) expect(list).toContain("/1/Mul");
    });
  }

  test("out of order is an error as before", () => {
    const nodes = [node("Mul", ["h", "f"], ["y"]), node("Sigmoid", ["h"], ["f"])];
    expect(() => behindLinear(nodes, [])).toThrow(/must read what the file makes before it, got "f"/);
  });

  test("with another slope or middle is no hard swish", () => {
    for (const [alpha, beta] of [
      [0.2, 0.5],
      [1 / 6, 0.4],
    ] as const) {
      const attributes = { alpha: { float: alpha }, beta: { float: beta } };
      const gate = node("HardSigmoid", ["h"], ["f"], attributes, inModule("HardSigmoid"));
      const product = node("Mul", ["h", "f"], ["y"], {}, inModule("Mul"));
      expect(behindLinear([gate, product], []).names).toContain("/1/HardSigmoid");
    }
  });

  // x sigmoid(1.702 x), measured: 24,576 bytes, the inputs of both and the sigmoid.
  test("with a factor inside is in steps in PyTorch too", () => {
    const nodes = [
      node("Mul", ["h", "factor"], ["k"]),
      node("Sigmoid", ["k"], ["f"]),
      node("Mul", ["h", "f"], ["y"]),
    ];
    const result = behindLinear(nodes, scalars({ factor: 1.702 }));
    expect([result.saved, result.names.length]).toEqual([24_576, 4]);
  });
});

describe("the gated linear unit", () => {
  interface Split {
    readonly axis?: number;
    readonly split?: readonly number[];
    readonly factors?: readonly [string, string];
    readonly outputs?: readonly string[];
  }

  function glu({ axis = -1, split = [32, 32], factors = ["a", "b"], outputs = ["y"] }: Split) {
    const [values, gates] = factors;
    return counted({
      nodes: [
        linearNode,
        node(
          "Split",
          ["h", "sizes"],
          ["a", "b", "d", "e"].slice(0, split.length),
          { axis },
          inModule("Split"),
        ),
        node("Sigmoid", [gates], ["f"], {}, inModule("Sigmoid")),
        node("Mul", [values, "f"], ["y"], {}, inModule("Mul")),
      ],
      outputs: outputs.map((name) => value(name, [])),
      initializers: [linearWeight, tensor("c", [32]), tensor("sizes", [split.length], { int64s: split })],
    });
  }

  // PyTorch 2.13, nn.Linear(64, 64) and nn.GLU(): 16,384 bytes, the inputs of both.
  test("is one node that keeps its input, along any axis", () => {
    const last = glu({});
    expect([last.names[1], last.saved, last.shapes[1]]).toEqual(["/1/Glu", 2 * whole, [2, 16, 32]]);
    const middle = glu({ axis: 1, split: [8, 8] });
    expect([middle.names[1], middle.saved, middle.shapes[1]]).toEqual(["/1/Glu", 2 * whole, [2, 8, 64]]);
  });

  test("takes the first half times the sigmoid of the second, and nothing else", () => {
    const others: readonly Split[] = [
      { factors: ["b", "a"] },
      { factors: ["c", "b"] },
      { outputs: ["y", "a"] },
      { split: [1, 63] },
      { split: [16, 16, 16, 16] },
    ];
    for (const other of others) expect(glu(other).names).toContain("/1/Split");
  });

  test("is half of the value: a quarter of it leaves the rest outside", () => {
    const nodes = [
      linearNode,
      node("Split", ["h"], ["a", "b", "d", "e"], { axis: -1 }, inModule("Split")),
      node("Sigmoid", ["b"], ["f"], {}, inModule("Sigmoid")),
      node("Mul", ["a", "f"], ["y"], {}, inModule("Mul")),
    ];
    const result = counted({ nodes, outputs: [value("y", [])], initializers: [linearWeight] });
    expect(result.names).toContain("/1/Split");
  });
});
