// Number formats against torch.finfo (PyTorch 1.13), the papers' tables, and JavaScript's own typed arrays.
import { describe, expect, it } from "vitest";
import { formatRange, type ValueFormatId, valueFormats } from "../../src/training/index.js";

const near = (value: number, wanted: number) => expect(value / wanted).toBeCloseTo(1, 12);

describe("the range of a number format", () => {
  // largest and smallest normal: torch.finfo(...).max and .tiny; the smallest by the exponents
  it.each<[ValueFormatId, number, number, number]>([
    ["fp64", Number.MAX_VALUE, 2.2250738585072014e-308, Number.MIN_VALUE],
    ["fp32", 3.4028234663852886e38, 1.1754943508222875e-38, 2 ** -149],
    ["fp16", 65_504, 6.103515625e-5, 2 ** -24],
    ["bf16", 3.3895313892515355e38, 1.1754943508222875e-38, 2 ** -133],
    ["fp8-e5m2", 57_344, 2 ** -14, 2 ** -16], // Micikevicius et al. 2022, Table 1
    ["fp8-e4m3", 448, 2 ** -6, 2 ** -9], // the same
    ["fp4-e2m1", 6, 1, 0.5], // OCP MX specification, Table 6: 0, 0.5, 1, 1.5, 2, 3, 4, 6
  ])("of %s is that of the standard", (id, largest, normal, smallest) => {
    const range = formatRange(id);
    near(range.largest.value, largest);
    near(range.smallestNormal?.value ?? 0, normal);
    near(range.smallest.value, smallest);
  });

  it("of FP32 is what a Float32Array can hold", () => {
    const { largest, smallest, step } = formatRange("fp32");
    const kept = (value: number) => Float32Array.of(value)[0];
    expect(kept(largest.value)).toBe(largest.value);
    expect(kept(largest.value * (1 + 2 ** -24))).toBe(Number.POSITIVE_INFINITY);
    expect(kept(smallest.value)).toBe(smallest.value);
    expect(kept(smallest.value / 2)).toBe(0); // the half rounds to the even neighbour, zero
    expect(kept(1 + (step?.value ?? 0))).toBe(1 + 2 ** -23);
  });

  it("of integers is two's complement, as in an Int8Array and an Int16Array", () => {
    const ends = (id: ValueFormatId) => [formatRange(id).smallest.value, formatRange(id).largest.value];
    expect(ends("int8")).toEqual([-128, 127]);
    expect(ends("int4")).toEqual([-8, 7]);
    expect(ends("int16")).toEqual([-32_768, 32_767]);
    expect(Int8Array.of(128)[0]).toBe(-128);
    expect(formatRange("int8").digits).toBeUndefined();
  });
});

describe("bytes and digits", () => {
  it("are 8, 4, 4, 2, 2, 1, 1, 0.5 bytes for the floats, widest first", () => {
    const floats = Object.keys(valueFormats).filter((id) => !id.startsWith("int")) as ValueFormatId[];
    expect(floats.map((id) => formatRange(id).bytes.valueIn("byte/element"))).toEqual([
      8, 4, 4, 2, 2, 1, 1, 0.5,
    ]);
  });

  it("are the bits of the significand times 0.30103", () => {
    const digits = (id: ValueFormatId) => formatRange(id).digits?.value ?? 0;
    expect(digits("fp32")).toBeCloseTo(7.22472, 5); // 24 × 0.30103
    expect(digits("fp16")).toBeCloseTo(3.31133, 5); // 11 × 0.30103
    expect(digits("bf16")).toBeCloseTo(2.40824, 5); // 8 × 0.30103
  });

  it("are not known for other names, and near ones are offered", () => {
    expect(() => formatRange("fp-16" as ValueFormatId)).toThrow(/got "fp-16"; did you mean "fp16"/);
  });
});
