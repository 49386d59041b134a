// Layer and root-mean-square normalisation in pieces, against what PyTorch keeps; and what only looks like them.
import { describe, expect, test } from "vitest";
import { node, tensor, value } from "../onnx-writer.js";
import { behindLinear, counted, scalars, whole } from "./pieces.js";

interface Layout {
  readonly axes?: readonly number[];
  readonly meanAxes?: readonly number[];
  readonly first?: readonly Buffer[];
  readonly meanOf?: string;
  readonly exponent?: number;
  readonly epsilon?: number;
  readonly weight?: readonly number[];
  readonly last?: readonly Buffer[];
  readonly outputs?: readonly string[];
}

const scale = node("Mul", ["q", "g"], ["s"], {}, { name: "/block/norm/Mul" });
const shift = node("Add", ["s", "b"], ["y"], {}, { name: "/block/norm/Add_1" });

/** PyTorch's form at opset 13: x -> y. */
function layerNorm(layout: Layout = {}) {
  const { axes = [-1], meanAxes = axes, meanOf = "x", exponent = 2, epsilon = 1e-5, weight = [64] } = layout;
  const inNorm = (name: string) => ({ name: `/block/norm/${name}` });
  return counted({
    nodes: [
      ...(layout.first ?? []),
      node("ReduceMean", [meanOf], ["m"], { axes: meanAxes }, inNorm("ReduceMean")),
      node("Sub", ["x", "m"], ["d"], {}, inNorm("Sub")),
      node("Pow", ["d", "exponent"], ["p"], {}, inNorm("Pow")),
      node("ReduceMean", ["p"], ["v"], { axes }, inNorm("ReduceMean_1")),
      node("Add", ["v", "epsilon"], ["e"], {}, inNorm("Add")),
      node("Sqrt", ["e"], ["r"], {}, inNorm("Sqrt")),
      node("Div", ["d", "r"], ["q"], {}, inNorm("Div")),
      ...(layout.last ?? [scale, shift]),
    ],
    outputs: (layout.outputs ?? ["y"]).map((name) => value(name, [2, 16, 64])),
    initializers: [...scalars({ exponent, epsilon }), tensor("g", weight), tensor("b", weight)],
  });
}

const pieces = ["ReduceMean", "Sub", "Pow", "ReduceMean_1", "Add", "Sqrt", "Div", "Mul", "Add_1"].map(
  (name) => `/block/norm/${name}`,
);

describe("layer normalisation", () => {
  // PyTorch 2.13, nn.LayerNorm(64) on [2, 16, 64]: 128 parameters, 8448 bytes kept: the input, 8192, and mean and
  // deviation of 32 positions, 256. Without bias: 64 and the same bytes.
  test("in nine operators is one node that keeps what PyTorch keeps", () => {
    const result = layerNorm();
    expect([result.parameters, result.saved]).toEqual([128, 8448]);
    expect([result.names, result.stages, result.settings]).toEqual([
      ["/block/norm/LayerNormalization"],
      ["norm"],
      ["64 features, written as 9 operators"],
    ]);
  });

  test("may have a scale only", () => {
    const product = node("Mul", ["g", "q"], ["y"], {}, { name: "/block/norm/Mul" });
    const result = layerNorm({ last: [product] });
    expect([result.parameters, result.saved]).toEqual([64, 8448]);
    expect(result.settings).toEqual(["64 features, written as 8 operators"]);
  });

  test("may have neither, as where a condition scales and shifts", () => {
    const adaptive = [node("Mul", ["q", "x"], ["s"]), node("Add", ["s", "x"], ["y"])];
    const result = layerNorm({ last: adaptive });
    expect(result.parameters).toBe(0);
    expect(result.settings).toEqual(["64 features, written as 7 operators", "product", "sum"]);
  });

  // PyTorch 2.13, nn.LayerNorm([16, 64]): 2048 parameters, 8192 + 4·2·2 = 8208 bytes.
  test("may go over the last two axes, counted from either end", () => {
    for (const axes of [
      [-2, -1],
      [1, 2],
    ]) {
      const result = layerNorm({ axes, weight: [16, 64] });
      expect([result.parameters, result.saved, result.names.length]).toEqual([2048, 8208, 1]);
    }
  });

  /** Other forms of the same, without names, h -> y. */
  const unnamed = (meanAttributes = {}, factor = "d") => [
    node("ReduceMean", ["h"], ["m"], { axes: [-1], ...meanAttributes }),
    node("Sub", ["h", "m"], ["d"]),
    node("Mul", ["d", factor], ["p"]),
    node("ReduceMean", ["p"], ["v"], { axes: [-1], ...meanAttributes }),
    node("Add", ["epsilon", "v"], ["e"]),
    node("Sqrt", ["e"], ["r"]),
    node("Div", ["d", "r"], ["y"]),
  ];

  // PyTorch 2.13, nn.Linear(64, 64) and nn.LayerNorm(64, elementwise_affine=False): 16,640 bytes. The quotient is the
  // eighth node.
  test("without names of modules is named for what it is", () => {
    const result = behindLinear(unnamed(), scalars({ epsilon: 1e-5 }));
    expect([result.names[1], result.saved]).toEqual(["LayerNormalization_7", 16_640]);
    expect(behindLinear(unnamed({}, "h"), scalars({ epsilon: 1e-5 })).names).toHaveLength(8);
  });

  test("has means that keep their dimension: else they broadcast over another one", () => {
    const square = value("h", [64, 64]);
    const parts = { outputs: [value("y", [64, 64])], initializers: scalars({ epsilon: 1e-5 }) };
    expect(counted({ nodes: unnamed(), ...parts }, [square]).names).toHaveLength(1);
    expect(counted({ nodes: unnamed({ keepdims: 0 }), ...parts }, [square]).names).toHaveLength(7);
  });

  const nearMisses: Readonly<Record<string, Layout>> = {
    "another exponent": { exponent: 3 },
    "an exponent near 2": { exponent: 2.0005 },
    "no epsilon": { epsilon: 0 },
    "a summand that is no epsilon": { epsilon: 1 },
    "another axis": { axes: [1], weight: [64] },
    "two axes that are not the last": { axes: [0, 2], weight: [16, 64] },
    "a mean over other axes": { meanAxes: [-2] },
    "the mean of another value": { first: [node("Neg", ["x"], ["n"])], meanOf: "n" },
    "a difference that is read elsewhere": {
      last: [scale, shift, node("Relu", ["d"], ["z"], {}, { name: "/other/Relu" })],
      outputs: ["y", "z"],
    },
    "a root that is returned": { outputs: ["y", "r"] },
  };
  for (const [what, layout] of Object.entries(nearMisses))
    test(`is not ${what}: its operators count one by one`, () => {
      expect(layerNorm(layout).names).toEqual(expect.arrayContaining(pieces));
    });

  test("leaves a scale that is no weight for its features outside", () => {
    const wide = layerNorm({ weight: [16, 1] });
    expect(wide.names).toEqual(["/block/norm/LayerNormalization", ...pieces.slice(7)]);
    expect(wide.parameters).toBe(32);
    expect(layerNorm({ weight: [1] }).names).toEqual(pieces);
  });

  test("leaves a scale outside when the quotient is returned", () => {
    expect(layerNorm({ outputs: ["y", "q"] }).settings[0]).toBe("64 features, written as 7 operators");
  });
});

describe("root-mean-square normalisation", () => {
  interface Steps {
    readonly cast?: number;
    readonly exponent?: number;
    readonly axes?: readonly number[];
    readonly division?: readonly Buffer[];
    readonly outputs?: readonly string[];
    readonly weight?: readonly number[];
  }

  /** Library modules at opset 13: h -> y. */
  function rmsNorm(steps: Steps = {}) {
    const { axes = [-1], exponent = 2, weight = [64] } = steps;
    return behindLinear(
      [
        node("Pow", ["h", "exponent"], ["p"], {}, { name: "/norm/Pow" }),
        node("ReduceMean", ["p"], ["v"], { axes }, { name: "/norm/ReduceMean" }),
        node("Add", ["v", "epsilon"], ["e"], {}, { name: "/norm/Add" }),
        node("Sqrt", ["e"], ["r"], {}, { name: "/norm/Sqrt" }),
        ...(steps.division ?? [
          node("Div", ["one", "r"], ["i"], {}, { name: "/norm/Div" }),
          node("Mul", ["h", "i"], ["q"], {}, { name: "/norm/Mul" }),
        ]),
        ...(steps.cast === undefined
          ? []
          : [node("Cast", ["q"], ["c"], { to: steps.cast }, { name: "/norm/Cast" })]),
        node("Mul", ["g", steps.cast === undefined ? "q" : "c"], ["y"], {}, { name: "/norm/Mul_1" }),
      ],
      [...scalars({ exponent, epsilon: 1e-6, one: 1 }), tensor("g", weight)],
      [...(steps.outputs ?? ["y"])],
    );
  }

  // PyTorch 2.13, nn.Linear(64, 64) and nn.RMSNorm(64), or the module of the transformers library: 24,704 bytes: the
  // inputs of both, 2·8192, the normalised values, 8192, and a root for each of 32 positions, 128.
  test("keeps what PyTorch keeps, whatever form the division has", () => {
    const inverse = node("Reciprocal", ["r"], ["i"], {}, { name: "/norm/Reciprocal" });
    const product = node("Mul", ["i", "h"], ["q"], {}, { name: "/norm/Mul" });
    const forms: readonly (readonly [Steps, number])[] = [
      [{}, 7],
      [{ division: [inverse, product] }, 7],
      [{ division: [node("Div", ["h", "r"], ["q"], {}, { name: "/norm/Div" })] }, 6],
      [{ cast: 1 }, 8],
    ];
    for (const [steps, operators] of forms) {
      const result = rmsNorm(steps);
      expect([result.parameters, result.mac, result.saved]).toEqual([64 * 64 + 64, 32 * 64 * 64, 24_704]);
      expect(result.names).toEqual(["/0/MatMul", "/norm/RMSNormalization"]);
      expect(result.settings[1]).toBe(`64 features, written as ${operators} operators`);
    }
  });

  test("is no other exponent, axis, weight, or cast to whole numbers, and nothing inside is returned", () => {
    for (const steps of [
      { exponent: 4 },
      { axes: [1] },
      { weight: [1] },
      { weight: [16, 1] },
      { cast: 7 },
      { outputs: ["y", "q"] },
      { division: [node("Div", ["r", "h"], ["q"])] },
      { division: [node("Div", ["one", "r"], ["i"]), node("Mul", ["x", "i"], ["q"])] },
      { division: [node("Div", ["exponent", "r"], ["i"]), node("Mul", ["h", "i"], ["q"])] },
    ])
      expect(rmsNorm(steps).names).toContain("/norm/Sqrt");
  });
});

test("nothing is lost: a piece that may be learned keeps its parameter", () => {
  const nodes = [
    node("Pow", ["h", "exponent"], ["p"]),
    node("ReduceMean", ["p"], ["v"], { axes: [-1] }),
    node("Add", ["v", "norm.epsilon"], ["e"]),
    node("Sqrt", ["e"], ["r"]),
    node("Div", ["h", "r"], ["q"]),
    node("Mul", ["q", "g"], ["y"]),
  ];
  const result = behindLinear(nodes, [...scalars({ exponent: 2, "norm.epsilon": 1e-5 }), tensor("g", [64])]);
  expect([result.parameters, result.names.length]).toEqual([64 * 64 + 1 + 64, 7]);
  expect(result.saved).toBeGreaterThan(3 * whole);
});
