// Weights of a few bits: they count by the elements that the operator unpacks, not by the bytes that hold them.
import { describe, expect, test } from "vitest";
import { contributed, counted } from "./counted.js";
import { node, tensor, types, value } from "./onnx-writer.js";

const [inner, columns, rows] = [128, 96, 6];
const x = value("x", [2, 3, inner]);
const bytes = (name: string, shape: readonly number[]) => tensor(name, shape, { type: types.uint8 });

describe("products", () => {
  const run = (
    operator: string,
    attributes: Record<string, number>,
    packed: Buffer,
    more: readonly Buffer[] = [],
  ) =>
    counted({
      nodes: [
        contributed(operator, ["x", "w", "s", "", "", "bias"].slice(0, more.length === 0 ? 3 : 6), ["y"], {
          K: inner,
          N: columns,
          ...attributes,
        }),
      ],
      inputs: [x],
      outputs: [value("y", [2, 3, columns])],
      initializers: [packed, tensor("s", [columns * 4]), ...more],
    });

  test("MatMulNBits has 128·96 weights at 2, 4 and 8 bits, and its bias", () => {
    for (const [bits, blob] of [
      [2, 8],
      [4, 16],
      [8, 32],
    ] as const) {
      const result = run("MatMulNBits", { bits, block_size: 32 }, bytes("w", [columns, 4, blob]));
      expect([result.parameters, result.mac]).toEqual([inner * columns, rows * inner * columns]);
    }
    const biased = run("MatMulNBits", { bits: 4, block_size: 32 }, bytes("w", [columns, 4, 16]), [
      tensor("bias", [columns]),
    ]);
    expect(biased.parameters).toBe(inner * columns + columns);
  });

  test("MatMulBnb4 holds its 128·96 weights in half as many bytes", () => {
    const result = run("MatMulBnb4", { block_size: 32 }, bytes("w", [(inner * columns) / 2]));
    expect([result.parameters, result.mac]).toEqual([inner * columns, rows * inner * columns]);
  });

  test("DequantizeLinear of int4 in blocks gives 128·96 weights", () => {
    const result = counted(
      {
        nodes: [
          node("DequantizeLinear", ["w", "s"], ["f"], { axis: 0, block_size: 32 }),
          node("MatMul", ["x", "f"], ["y"]),
        ],
        inputs: [x],
        outputs: [value("y", [2, 3, columns])],
        initializers: [tensor("w", [inner, columns], { type: types.int4 }), tensor("s", [4, columns])],
      },
      { opset: 21 },
    );
    expect([result.parameters, result.mac]).toEqual([inner * columns, rows * inner * columns]);
  });
});

test("a table of 50 rows of 64 features in 4 bits, two to a byte", () => {
  const result = counted({
    nodes: [
      contributed("GatherBlockQuantized", ["d", "i", "s"], ["y"], {
        bits: 4,
        block_size: 16,
        quantize_axis: 1,
      }),
    ],
    inputs: [value("i", [2, 3], types.int64)],
    outputs: [value("y", [2, 3, 64])],
    initializers: [bytes("d", [50, 32]), tensor("s", [50, 4])],
  });
  expect([result.parameters, result.shapes.GatherBlockQuantized]).toEqual([50 * 64, [2, 3, 64]]);
});

describe("mixtures of experts", () => {
  // 4 experts of 64 -> 24 -> 64 features; 6 tokens, each to its best k.
  const [experts, wide, hidden, tokens] = [4, 64, 24, 6];
  const run = (node: Buffer, initializers: readonly Buffer[]) =>
    counted({
      nodes: [node],
      inputs: [value("x", [tokens, wide]), value("r", [tokens, experts])],
      outputs: [value("y", [tokens, wide])],
      initializers,
    });

  test("all experts stand in the parameters, and each token passes through 2 of them", () => {
    const result = run(
      contributed("MoE", ["x", "r", "w1", "b1", "w2", "b2", "w3", "b3"], ["y"], {
        k: 2,
        activation_type: "silu",
      }),
      [
        ...["w1", "w3"].map((name) => tensor(name, [experts, hidden, wide])),
        ...["b1", "b3"].map((name) => tensor(name, [experts, hidden])),
        tensor("w2", [experts, wide, hidden]),
        tensor("b2", [experts, wide]),
      ],
    );
    expect(result.parameters).toBe(experts * (3 * hidden * wide + 2 * hidden + wide));
    expect(result.mac).toBe(tokens * 2 * 3 * hidden * wide);
    expect(result.left).toEqual([]);
  });

  test("in 4 bits with a gate in the first layer: the same elements in half the bytes", () => {
    const result = run(
      contributed("QMoE", ["x", "r", "w1", "s1", "", "w2", "s2"], ["y"], {
        k: 4,
        activation_type: "swiglu",
        expert_weight_bits: 4,
        swiglu_fusion: 1,
      }),
      [
        bytes("w1", [experts, 2 * hidden, wide / 2]),
        bytes("w2", [experts, wide, hidden / 2]),
        tensor("s1", [experts, 2 * hidden]),
        tensor("s2", [experts, wide]),
      ],
    );
    expect([result.parameters, result.mac]).toEqual([
      experts * 3 * hidden * wide,
      tokens * 4 * 3 * hidden * wide,
    ]);
  });
});
