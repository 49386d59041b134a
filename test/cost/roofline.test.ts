// The roofline against hand arithmetic, and its table for the layers of a network.
import { describe, expect, it } from "vitest";
import {
  batchAtRidge,
  boundOperator,
  defaultUtilisation,
  fewRowsIntensity,
  manyRowsIntensity,
  matmulBytes,
  matmulIntensity,
  operatorsOf,
  operatorTable,
  roof,
  speedOfFormat,
  speedsOf,
  utilisationDefaults,
} from "../../src/cost/index.js";
import { device } from "../../src/hardware/index.js";
import { forwardBytes, forwardFlop, resnet50 } from "../../src/models/index.js";
import { given } from "../../src/numbers/quantity.js";
import { gigabytes, gigaflop } from "../../src/numbers/units.js";

const a100 = device("a100-sxm-80");
const fp32 = { value: 4, unit: "byte/element" };
const fp16 = { value: 2, unit: "byte/element" };
const made = "made for the test";

describe("the ridge", () => {
  it("is peak over bandwidth, for each number format its own", () => {
    expect(roof(a100, "fp16").ridge.value).toBeCloseTo(153.016, 3); // 312e12 / 2039e9
    expect(roof(a100, "fp32").ridge.value).toBeCloseTo(9.5635, 4); // 19.5e12 / 2039e9
    expect(roof(a100, "int8").ridge.value).toBeCloseTo(306.032, 3); // 624e12 / 2039e9
  });
});

describe("an operator under the roof", () => {
  const under = (flop: number, moved: number, units: "matrix" | "vector" = "matrix") =>
    boundOperator(
      {
        name: "op",
        flop: given(gigaflop(flop), made),
        bytes: given(gigabytes(moved), made),
        units,
      },
      roof(a100, "fp16"),
    );

  it("is compute-bound above the ridge: 1 GFLOP over 5 MB take 3.2 µs, or 5.7 µs without overlap", () => {
    const op = under(1, 0.005); // 200 FLOP/byte; 5e6 / 2039e9 = 2.452 µs
    expect(op.bound).toBe("compute");
    expect(op.overlapped.valueIn("µs")).toBeCloseTo(3.2051, 4);
    expect(op.serial.valueIn("µs")).toBeCloseTo(5.6573, 4);
    expect(op.attainable.value).toBe(1);
  });

  it("is memory-bound below it: 1 GFLOP over 4 GB take 1.96 ms at 0.16 % of the peak", () => {
    const op = under(1, 4);
    expect(op.bound).toBe("memory");
    expect(op.overlapped.valueIn("ms")).toBeCloseTo(1.96175, 5);
    expect(op.serial.valueIn("ms")).toBeCloseTo(1.96495, 5);
    expect(op.attainable.valueIn("%")).toBeCloseTo(0.16338, 5); // 0.25 / 153.016
  });

  it("runs on the vector units when it is no matrix product", () => {
    const op = under(1, 0.005, "vector");
    expect(op.overlapped.valueIn("µs")).toBeCloseTo(51.282, 3); // 1e9 / 19.5e12
    expect(op.ridgeShare.value).toBeCloseTo(20.913, 3); // 200 / 9.5635
  });

  it("takes at most twice the longer time when nothing overlaps", () => {
    for (const moved of [0.001, 0.0065, 0.05]) {
      const op = under(1, moved);
      expect(op.serial.value).toBeGreaterThan(op.overlapped.value);
      expect(op.serial.value).toBeLessThanOrEqual(2 * op.overlapped.value);
    }
  });
});

describe("the operators of a network", () => {
  const graph = resnet50({ batch: 8 });
  const operators = operatorsOf(graph, { bytesPerElement: 2 });

  it("have all operations and bytes of the forward pass", () => {
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    expect(sum(operators.map(({ flop }) => flop.value))).toBe(forwardFlop(graph).value);
    expect(sum(operators.map(({ bytes: moved }) => moved.value))).toBe(
      forwardBytes(graph, { bytesPerElement: 2 }).value,
    );
  });

  it("are compute-bound in 3 × 3 convolutions and memory-bound in normalisation, ReLU and addition", () => {
    const rows = new Map(operatorTable(operators, roof(a100, "fp16")).map((row) => [row.name, row]));
    expect(rows.get("layer3.1.conv2")?.bound).toBe("compute");
    for (const name of ["layer1.0.bn1", "layer1.0.relu1", "layer1.0.add", "maxpool", "fc"])
      expect(rows.get(name)?.bound, name).toBe("memory");
    // ReLU in FP16: one operation for two bytes in and two out
    expect(rows.get("relu")?.intensity.value).toBe(0.25);
  });
});

describe("batch and intensity", () => {
  const layer = { innerDim: 4096, columns: 1024 };

  it("grow together at first and stop at the width", () => {
    // rows 1: 2 × 4096 × 1024 / (4 × (4096 + 4096 × 1024 + 1024)) = 8388608 / 16797696
    expect(matmulIntensity({ ...layer, rows: 1, bytesPerElement: fp32 }).value).toBeCloseTo(0.49939, 5);
    expect(fewRowsIntensity({ rows: 1, bytesPerElement: fp32 }).value).toBe(0.5);
    // 2 × 4096 × 1024 / (4 × 5120) = 409.6
    expect(manyRowsIntensity({ ...layer, bytesPerElement: fp32 }).value).toBe(409.6);
    expect(matmulIntensity({ ...layer, rows: 1e9, bytesPerElement: fp32 }).value).toBeCloseTo(409.6, 2);
    expect(matmulBytes({ ...layer, rows: 1, bytesPerElement: fp32 }).value).toBe(16_797_696);
  });

  it("reach the ridge at the batch that is solved for", () => {
    const { ridge } = roof(a100, "fp16");
    const square = { innerDim: 4096, columns: 4096, bytesPerElement: fp16 };
    const rows = batchAtRidge({ ...square, ridge }).value;
    expect(rows).toBeCloseTo(165.37, 2); // 153.016 × 4096 / (4096 - 2 × 153.016)
    expect(matmulIntensity({ ...square, rows: Math.ceil(rows) }).value).toBeGreaterThan(ridge.value);
    expect(matmulIntensity({ ...square, rows: Math.floor(rows) }).value).toBeLessThan(ridge.value);
  });

  it("never reach it in a layer that is too narrow, and say so", () => {
    const narrow = { innerDim: 256, columns: 256, bytesPerElement: fp16 }; // at most 128 FLOP/byte
    expect(() => batchAtRidge({ ...narrow, ridge: roof(a100, "fp16").ridge })).toThrow(
      /never reaches the ridge, got 128.FLOP\/byte for any batch; use a wider layer/,
    );
  });
});

describe("the speed of a number format", () => {
  it("is the ratio of the datasheet's dense rates", () => {
    expect(speedOfFormat(device("v100-sxm2-32"), "fp16-tensor").value).toBeCloseTo(7.96, 2); // 125 / 15.7
    expect(speedOfFormat(device("v100-sxm2-32"), "fp16-vector").value).toBe(2); // 31.4 / 15.7
    expect(speedOfFormat(a100, "int8", "tf32").value).toBe(4); // 624 / 156
    expect(Object.fromEntries([...speedsOf(a100)].map(([id, { value }]) => [id, value]))).toMatchObject({
      fp32: 1,
      tf32: 8,
      "fp16-tensor": 16,
      "bf16-tensor": 16,
      int8: 32,
      int4: 64,
    });
  });
});

describe("utilisation by default", () => {
  it("is 30 % for language models and 40 % for others, with its source", () => {
    expect(defaultUtilisation("language").valueIn("%")).toBe(30);
    expect(defaultUtilisation("other").valueIn("%")).toBe(40);
    expect(defaultUtilisation("other").sources.map(({ id }) => id)).toEqual(["epochMethod"]);
  });

  it("has ranges within 0 and 1", () => {
    for (const { low, high } of Object.values(utilisationDefaults)) {
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThanOrEqual(low);
      expect(high).toBeLessThan(1);
    }
  });
});
