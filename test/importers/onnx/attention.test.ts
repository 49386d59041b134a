// Attention operators: caches, grouped heads, packed inputs. Multiply-accumulates by hand: both products of every head.
import { describe, expect, test } from "vitest";
import { contributed, counted } from "./counted.js";
import { node, tensor, types, value } from "./onnx-writer.js";

const [batch, queries, heads, keyHeads, width, past] = [2, 3, 8, 2, 16, 20];
const [model, keyModel] = [heads * width, keyHeads * width];
/** Scores and their use on the values: two products of queries by keys by width for every head. */
const products = (rows: number, keys: number) => 2 * batch * heads * rows * keys * width;
const y = value("y", [batch, queries, model]);

describe("grouped heads", () => {
  const cache = [value("pk", [batch, keyHeads, past, width]), value("pv", [batch, keyHeads, past, width])];
  const lengths = [value("lengths", [batch], types.int32), value("total", [1], types.int32)];
  const presents = ["ok", "ov"].map((name) => value(name, [batch, keyHeads, past + queries, width]));

  test("queries see the 20 cached keys beside the 3 new ones, and the present has 23", () => {
    const inputs = ["q", "k", "v", "pk", "pv", "lengths", "total", "cos", "sin"];
    const result = counted({
      nodes: [
        contributed("GroupQueryAttention", inputs, ["y", "ok", "ov"], {
          num_heads: heads,
          kv_num_heads: keyHeads,
          do_rotary: 1,
        }),
      ],
      inputs: [
        value("q", [batch, queries, model]),
        value("k", [batch, queries, keyModel]),
        value("v", [batch, queries, keyModel]),
        ...cache,
        ...lengths,
      ],
      outputs: [y, ...presents],
      initializers: [tensor("cos", [64, width / 2]), tensor("sin", [64, width / 2])],
    });
    expect([result.mac, result.parameters, result.left]).toEqual([products(queries, past + queries), 0, []]);
    expect(result.shapes["GroupQueryAttention.cache 1"]).toEqual([batch, keyHeads, past + queries, width]);
  });

  test("packed queries, keys and values of (8 + 2·2)·16 features do the same", () => {
    const result = counted({
      nodes: [
        contributed(
          "GroupQueryAttention",
          ["qkv", "", "", "pk", "pv", "lengths", "total"],
          ["y", "ok", "ov"],
          {
            num_heads: heads,
            kv_num_heads: keyHeads,
          },
        ),
      ],
      inputs: [value("qkv", [batch, queries, model + 2 * keyModel]), ...cache, ...lengths],
      outputs: [y, ...presents],
    });
    expect([result.mac, result.shapes.GroupQueryAttention]).toEqual([
      products(queries, past + queries),
      [batch, queries, model],
    ]);
  });

  test("a buffer that past and present share counts as full, and that is said", () => {
    const result = counted({
      nodes: [
        contributed(
          "GroupQueryAttention",
          ["qkv", "", "", "pk", "pv", "lengths", "total"],
          ["y", "ok", "ov"],
          {
            num_heads: heads,
            kv_num_heads: keyHeads,
          },
        ),
      ],
      inputs: [value("qkv", [batch, 1, model + 2 * keyModel]), ...cache, ...lengths],
      outputs: [y, ...["ok", "ov"].map((name) => value(name, [batch, keyHeads, past, width]))],
    });
    expect(result.mac).toBe(products(1, past));
    expect(result.left.map(({ why }) => why)).toEqual([
      expect.stringContaining("share a buffer of 20 tokens"),
    ]);
  });

  test("the past may be empty, and the total follows from its parts", () => {
    const parts = {
      nodes: [
        contributed(
          "GroupQueryAttention",
          ["q", "k", "k", "pk", "pv", "lengths", "total"],
          ["y", "ok", "ov"],
          {
            num_heads: heads,
            kv_num_heads: keyHeads,
          },
        ),
      ],
      inputs: [
        value("q", ["batch_size", "sequence_length", model]),
        value("k", ["batch_size", "sequence_length", keyModel]),
        ...["pk", "pv"].map((name) => value(name, ["batch_size", keyHeads, "past_sequence_length", width])),
        value("mask", ["batch_size", "total_sequence_length"], types.int64),
        ...lengths,
      ],
      outputs: [
        value("y", ["batch_size", "sequence_length", model]),
        ...["ok", "ov"].map((name) => value(name, ["batch_size", keyHeads, "total_sequence_length", width])),
      ],
    };
    const dims = { batch_size: batch, sequence_length: 7 };
    const empty = counted(parts, { dims: { ...dims, past_sequence_length: 0 } });
    expect([empty.mac, empty.left]).toEqual([products(7, 7), []]);
    const filled = counted(parts, { dims: { ...dims, past_sequence_length: 100 } });
    expect(filled.mac).toBe(products(7, 107));
    expect(() => counted(parts, { dims })).toThrow(
      /sizes must be given for "past_sequence_length", got none/,
    );
    expect(() => counted(parts, { dims: { ...dims, past_sequence_length: 1, batch_size: 0 } })).toThrow(
      /batch_size must be a whole number of at least 1/,
    );
  });
});

describe("heads of their own", () => {
  const plain = (name: string, tokens: number) => value(name, [batch, tokens, model]);
  const run = (inputs: readonly string[], given: readonly Buffer[], attributes = {}) =>
    counted({
      nodes: [contributed("MultiHeadAttention", inputs, ["y"], { num_heads: heads, ...attributes })],
      inputs: given,
      outputs: [y],
      initializers: [tensor("b", [3 * model])],
    });

  test("keys and values in one tensor, from a cache, or behind one", () => {
    const packed = value("kv", [batch, 7, heads, 2, width]);
    const crossed = ["k", "v"].map((name) => value(name, [batch, heads, 9, width]));
    const cache = ["pk", "pv"].map((name) => value(name, [batch, heads, past, width]));
    expect(run(["qkv"], [value("qkv", [batch, queries, heads, 3, width])]).mac).toBe(
      products(queries, queries),
    );
    expect(run(["q", "kv"], [plain("q", queries), packed]).mac).toBe(products(queries, 7));
    expect(run(["q", "k", "v"], [plain("q", queries), ...crossed]).mac).toBe(products(queries, 9));
    const behind = run(["q", "q", "q", "b", "", "", "pk", "pv"], [plain("q", queries), ...cache]);
    expect([behind.mac, behind.parameters]).toEqual([products(queries, past + queries), 3 * model]);
  });

  test("the operator with projections has 3·128·128 weights and 3·128 biases, and a past of 20", () => {
    const result = counted({
      nodes: [contributed("Attention", ["x", "w", "b", "", "past"], ["y", "present"], { num_heads: heads })],
      inputs: [plain("x", queries), value("past", [2, batch, heads, past, width])],
      outputs: [y, value("present", [2, batch, heads, past + queries, width])],
      initializers: [tensor("w", [model, 3 * model]), tensor("b", [3 * model])],
    });
    expect(result.parameters).toBe(3 * model * model + 3 * model);
    expect(result.mac).toBe(batch * queries * model * 3 * model + products(queries, past + queries));
    expect(result.shapes["Attention.cache"]).toEqual([2, batch, heads, past + queries, width]);
  });

  test("a literal size of 0 is an empty past and no question", () => {
    const cache = ["pk", "pv"].map((name) => value(name, [batch, heads, 0, width]));
    expect(run(["q", "q", "q", "", "", "", "pk", "pv"], [plain("q", queries), ...cache]).mac).toBe(
      products(queries, queries),
    );
  });
});

describe("ONNX's own operators", () => {
  test("Attention behind a cache, with rotary positions of tables that are no parameters", () => {
    const parts = {
      nodes: [
        node("MatMul", ["x", "w"], ["q"], {}, { name: "projection" }),
        node("RotaryEmbedding", ["q", "cos", "sin", "at"], ["qr"], { num_heads: heads }, { name: "rotary" }),
        node("Attention", ["qr", "k", "k", "", "pk", "pk"], ["y", "ok", "ov"], {
          q_num_heads: heads,
          kv_num_heads: keyHeads,
        }),
      ],
      inputs: [
        value("x", [batch, queries, model]),
        value("k", [batch, queries, keyModel]),
        value("pk", [batch, keyHeads, past, width]),
        value("at", [batch, queries], types.int64),
      ],
      outputs: [y, value("ok", [batch, keyHeads, past + queries, width])],
      initializers: [
        tensor("w", [model, model]),
        tensor("cos", [64, width / 2]),
        tensor("sin", [64, width / 2]),
      ],
    };
    const projection = batch * queries * model * model;
    const eager = counted(parts, { opset: 23 });
    expect([eager.parameters, eager.left]).toEqual([model * model, []]);
    expect(eager.mac).toBe(projection + products(queries, past + queries));
    // In one kernel the scores [2, 8, 3, 23] are not kept; the output and an FP32 statistic for each row are.
    const fused = counted(parts, { opset: 23, attention: "fused" });
    const scores = batch * heads * queries * (past + queries);
    const output = batch * queries * model;
    expect(fused.mac).toBe(eager.mac);
    expect(eager.kept - fused.kept).toBe(4 * (scores - output - batch * heads * queries));
  });

  test("a mask is no parameter; a bias of every head may be one", () => {
    const run = (mask: Buffer) =>
      counted(
        {
          nodes: [node("Attention", ["q", "q", "q", "m"], ["y"])],
          inputs: [value("q", [batch, heads, queries, width])],
          outputs: [value("y", [batch, heads, queries, width])],
          initializers: [mask],
        },
        { opset: 23 },
      ).parameters;
    expect(run(tensor("m", [queries, queries]))).toBe(0);
    expect(run(tensor("m", [1, heads, queries, queries]))).toBe(heads * queries * queries);
  });
});

test("pages count as full unless the file says how far they are filled", () => {
  const inputs = ["q", "k", "v", "kc", "vc", "cu", "past", "table"];
  const run = (known: boolean) =>
    counted({
      nodes: [contributed("PagedAttention", inputs, ["y"], { num_heads: heads, kv_num_heads: keyHeads })],
      inputs: [
        value("q", [batch, model]),
        value("k", [batch, keyModel]),
        value("v", [batch, keyModel]),
        ...["kc", "vc"].map((name) => value(name, [10, 16, keyHeads, width])),
        value("cu", [batch + 1], types.int32),
        value("table", [batch, 4], types.int32),
        ...(known ? [] : [value("past", [batch], types.int64)]),
      ],
      outputs: [value("y", [batch, model])],
      initializers: known ? [tensor("past", [batch], { int64s: [past, past] })] : [],
    });
  expect([run(true).mac, run(true).left]).toEqual([products(1, past + 1), []]);
  expect(run(false).mac).toBe(products(1, 4 * 16));
  expect(run(false).left[0]?.why).toContain("all 4 pages of a sequence full");
});

test("attention in pieces is one kernel where it is asked for as fused, and keeps what one keeps", () => {
  // 2 heads of 5 queries and keys, 4 wide, scaled and masked; guarded against rows without a number.
  const projected = ["q", "k", "v"].map((name) => node("Mul", [name, "gain.weight"], [`${name}w`]));
  const parts = {
    nodes: [
      ...projected,
      node("Transpose", ["kw"], ["kt"], { perm: [0, 1, 3, 2] }),
      node("MatMul", ["qw", "kt"], ["s"]),
      node("Div", ["s", "root"], ["scaled"]),
      node("Add", ["scaled", "val_9"], ["masked"]),
      node("Softmax", ["masked"], ["p"], { axis: -1 }),
      node("IsNaN", ["p"], ["bad"]),
      node("Where", ["bad", "zero", "p"], ["good"]),
      node("MatMul", ["good", "vw"], ["y"]),
    ],
    inputs: ["q", "k", "v"].map((name) => value(name, [1, 2, 5, 4])),
    outputs: [value("y", [1, 2, 5, 4])],
    initializers: [
      tensor("gain.weight", [4]),
      tensor("val_9", [1, 1, 5, 5]),
      tensor("root", [], { floats: [2] }),
      tensor("zero", [], { floats: [0] }),
    ],
  };
  const [eager, fused] = [counted(parts), counted(parts, { attention: "fused" })];
  expect([eager.parameters, eager.mac]).toEqual([4, 2 * 2 * 5 * 5 * 4]);
  expect([fused.parameters, fused.mac]).toEqual([4, eager.mac]);
  // One kernel keeps its three inputs (they are views of what the products keep), its output and 2·5 statistics.
  const kernel = fused.graph.nodes.filter(({ layer }) => layer.kind === "fused-attention");
  expect(kernel.map(({ layer }) => layer.saved.map(({ kind }) => kind))).toEqual([
    ["input", "input", "input", "output", "own"],
  ]);
  expect(fused.kept).toBeLessThan(eager.kept);
});
