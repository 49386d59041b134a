// Files that are no ONNX, damaged or made to hurt: one clear error, in bounded time and memory.
import { describe, expect, test } from "vitest";
import { FlopbookError } from "../../../src/ground/errors.js";
import { memorySource } from "../../../src/importers/bytes/byte-source.js";
import { onnxGraph } from "../../../src/importers/index.js";
import { forwardMac, parameters } from "../../../src/models/index.js";
import {
  field,
  graph,
  localFunction,
  model,
  node,
  numberField,
  tensor,
  value,
  varint,
} from "./onnx-writer.js";

const read = (bytes: Uint8Array) => onnxGraph(memorySource("bad.onnx", bytes));
const x = value("x", [2, 8]);
const simple = { inputs: [x], outputs: [value("y", [2, 8])] };
const whole = (graphBytes: Buffer) =>
  new Uint8Array(Buffer.concat([numberField(1, 8), field(7, graphBytes)]));

describe("a clear error", () => {
  const cases: Readonly<Record<string, { bytes: Uint8Array; told: RegExp }>> = {
    "names a gzip archive": { bytes: Uint8Array.from([0x1f, 0x8b, 8, 0]), told: /gzip archive; unpack it/ },
    "names a zip archive": { bytes: Uint8Array.from([0x50, 0x4b, 3, 4]), told: /zip archive/ },
    "names text": { bytes: new TextEncoder().encode("{}"), told: /got text/ },
    "names an empty file": { bytes: new Uint8Array(), told: /empty file/ },
    "says that there is no graph": {
      bytes: new Uint8Array(numberField(1, 8)),
      told: /must hold a graph, got none/,
    },
    "stops at a length of 2^62 bytes": {
      bytes: new Uint8Array(Buffer.concat([varint(7 * 8 + 2), varint(2n ** 62n)])),
      told: /byte 0: must hold \d+ bytes, got 0 to the end; the file is cut off/,
    },
    "stops at a negative length": {
      bytes: new Uint8Array(Buffer.concat([varint(7 * 8 + 2), varint(-1)])),
      told: /byte 0: must hold -1 bytes/,
    },
    "stops at a wire type that protobuf dropped": { bytes: Uint8Array.from([0x0b]), told: /wire type/ },
    "stops at a number without an end": {
      bytes: new Uint8Array([8, ...Array.from({ length: 20 }, () => 255)]),
      told: /at most 10 bytes/,
    },
    "finds a cycle": {
      bytes: model({ ...simple, nodes: [node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"])] }),
      told: /node "Add_0" \(Add\): must read what the file makes before it, got "b"; its nodes are in a cycle/,
    },
    "stops at a function that calls itself": {
      bytes: model(
        { ...simple, nodes: [node("Again", ["x"], ["y"], {}, { domain: "local" })] },
        {
          functions: [
            localFunction("Again", ["a"], ["b"], [node("Again", ["a"], ["b"], {}, { domain: "local" })]),
          ],
        },
      ),
      told: /nest at most 24 deep/,
    },
    "stops at functions that call each other a billion times": {
      bytes: model(
        { ...simple, nodes: [node("F0", ["x"], ["y"], {}, { domain: "local" })] },
        {
          functions: Array.from({ length: 20 }, (_, i) => {
            const calls = Array.from({ length: 8 }, (__, j) =>
              node(
                i === 19 ? "Relu" : `F${i + 1}`,
                ["a"],
                [`b${j}`],
                {},
                i === 19 ? {} : { domain: "local" },
              ),
            );
            return localFunction(`F${i}`, ["a"], ["b0"], calls);
          }),
        },
      ),
      told: /at most 100000 nodes/,
    },
    "stops at 100 graphs inside each other": {
      bytes: whole(
        Array.from({ length: 100 }).reduce<Buffer>(
          (inner) =>
            graph({ ...simple, nodes: [node("If", ["x"], ["y"], { then_branch: { graph: inner } })] }),
          graph({ ...simple, nodes: [] }),
        ),
      ),
      told: /nest at most 24 deep/,
    },
    "stops at a tensor of a million dimensions": {
      bytes: model({
        ...simple,
        nodes: [],
        initializers: [Buffer.concat([field(1, Buffer.alloc(1_000_000, 1)), field(8, "w")])],
      }),
      told: /at most 64 dimensions/,
    },
    "stops at sizes whose product no number holds": {
      bytes: model({ ...simple, nodes: [], initializers: [tensor("w", [2 ** 40, 2 ** 40])] }),
      told: /fewer than 2\^53 elements/,
    },
    "stops at a name of a megabyte": {
      bytes: model({ ...simple, nodes: [node("Relu", ["x"], ["y"], {}, { name: "n".repeat(1_000_000) })] }),
      told: /text of at most 16384 bytes/,
    },
    "stops at 320,000 empty nodes": {
      bytes: whole(Buffer.concat(Array.from({ length: 320_000 }, () => Buffer.from([10, 0])))),
      told: /no more than 2500000 items/,
    },
    "stops at an expansion to 2^60 elements": {
      bytes: model({
        ...simple,
        nodes: [node("Expand", ["x", "to"], ["y"])],
        initializers: [tensor("to", [3], { int64s: [2 ** 52, 2, 8] })],
      }),
      told: /multiply to less than 2\^53/,
    },
    "tells shapes that do not fit, with the node": {
      bytes: model({
        ...simple,
        nodes: [node("MatMul", ["x", "w"], ["y"])],
        initializers: [tensor("w", [9, 8])],
      }),
      told: /node "MatMul_0" \(MatMul\): inner sizes must agree, got \[2, 8\] times \[9, 8\]/,
    },
    "tells an element type that ONNX does not have": {
      bytes: model({ ...simple, nodes: [], initializers: [tensor("w", [2], { type: 99 })] }),
      told: /element types, got number 99/,
    },
  };
  for (const [title, { bytes, told }] of Object.entries(cases))
    test(title, () => {
      let error: unknown;
      try {
        read(bytes);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(FlopbookError);
      expect((error as FlopbookError).message).toMatch(told);
    });
});

test("bytes changed at random give counts or one clear error, never another", () => {
  const bytes = model({
    inputs: [value("x", [1, 3, 16, 16])],
    outputs: [value("y", [1, 10])],
    nodes: [
      node("Conv", ["x", "w", "b"], ["c"], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }),
      node("Relu", ["c"], ["r"]),
      node("Shape", ["r"], ["s"]),
      node("Gather", ["s", "zero"], ["n"]),
      node("Unsqueeze", ["n", "axes"], ["u"]),
      node("Concat", ["u", "rest"], ["to"], { axis: 0 }),
      node("Reshape", ["r", "to"], ["f"]),
      node("Gemm", ["f", "v"], ["y"], { transB: 1, alpha: { float: 1 } }),
    ],
    initializers: [
      tensor("w", [8, 3, 3, 3]),
      tensor("b", [8]),
      tensor("v", [10, 512]),
      tensor("zero", [], { int64s: [0] }),
      tensor("axes", [1], { int64s: [0] }),
      tensor("rest", [1], { int64s: [-1] }),
    ],
  });
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let i = 0; i < 1000; i++) {
    const changed = bytes.slice();
    for (let flips = 1 + random(3); flips > 0; flips--) changed[random(changed.length)] = random(256);
    try {
      const found = read(changed);
      expect(Number.isFinite(forwardMac(found).value) && Number.isFinite(parameters(found).value)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(FlopbookError);
      expect((error as FlopbookError).message).toMatch(/^bad\.onnx: /);
    }
  }
});

test("a weight of 400 GB costs its header: the data is passed over", () => {
  const header = Buffer.concat([
    ...[8, 12_500_000_000].map((n) => numberField(1, n)),
    numberField(2, 1),
    field(8, "w"),
  ]);
  const data = 8 * 12_500_000_000 * 4;
  const tensorStart = Buffer.concat([header, varint(9 * 8 + 2), varint(data)]);
  const graphField = Buffer.concat([varint(5 * 8 + 2), varint(tensorStart.length + data), tensorStart]);
  const reads: number[] = [];
  const nodes = graph({ ...simple, nodes: [node("MatMul", ["x", "w"], ["y"])] });
  const first = Buffer.concat([
    numberField(1, 8),
    varint(7 * 8 + 2),
    varint(nodes.length + graphField.length + data),
    nodes,
    graphField,
  ]);
  const found = onnxGraph({
    name: "large.onnx",
    size: first.length + data,
    read(offset, length) {
      reads.push(length);
      const part = new Uint8Array(Math.min(length, first.length + data - offset));
      part.set(first.subarray(offset, offset + part.length));
      return part;
    },
    close: () => {},
  });
  expect(parameters(found).value).toBe(100_000_000_000);
  expect(reads.reduce((sum, length) => sum + length, 0)).toBeLessThan(1_000_000);
});
