import { expect, test } from "vitest";
import {
  boardPower,
  device,
  devices,
  hasSparsePeak,
  interconnectBandwidth,
  memoryBandwidth,
  memoryCapacity,
  numberFormats,
  peak,
  variants,
  vectorCounterpart,
} from "../../src/hardware/index.js";

const formatsOf = (id: string) =>
  numberFormats.filter((format) => device(id).densePeak[format] !== undefined);

test.each(devices.map(({ id }) => id))("%s has every field, a datasheet and rates in a sane range", (id) => {
  const record = device(id);
  expect(record.id).toBe(id);
  for (const text of [record.name, record.vendor, record.formFactor, record.memoryType, record.source.place])
    expect(text?.length).toBeGreaterThan(2);
  expect(record.source.source.kind).toBe("datasheet");
  expect(record.launchYear).toBeGreaterThanOrEqual(2017);
  expect(record.launchYear).toBeLessThanOrEqual(2023);
  // 16 GB to 94 GB, 900 GB/s to 3938 GB/s, 250 W to 700 W, PCIe 3 to NVLink 4.
  expect(memoryCapacity(record).valueIn("GiB")).toBeOneOf([16, 32, 40, 80, 94]);
  expect(memoryBandwidth(record).valueIn("GB/s")).toBeGreaterThanOrEqual(900);
  expect(memoryBandwidth(record).valueIn("GB/s")).toBeLessThan(4000);
  expect(boardPower(record).valueIn("W")).toBeGreaterThanOrEqual(250);
  expect(boardPower(record).valueIn("W")).toBeLessThanOrEqual(700);
  expect(interconnectBandwidth(record).valueIn("GB/s")).toBeGreaterThanOrEqual(32);
  expect(formatsOf(id)).toContain("fp32");
  expect(formatsOf(id)).toContain("fp16-tensor");
});

test.each(devices.map(({ id }) => id))("%s: matrix units are at least as fast as vector units", (id) => {
  const record = device(id);
  for (const format of formatsOf(id)) {
    const counterpart = vectorCounterpart(format);
    if (counterpart === undefined || record.densePeak[counterpart] === undefined) continue;
    expect(peak(record, format).value).toBeGreaterThanOrEqual(peak(record, counterpart).value);
  }
});

test.each(devices.map(({ id }) => id))("%s: fewer bits are never slower", (id) => {
  const record = device(id);
  const rates = (["fp64", "fp32", "tf32", "fp16-tensor", "fp8", "int4"] as const)
    .filter((format) => record.densePeak[format] !== undefined)
    .map((format) => peak(record, format).value);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
});

test.each(devices.map(({ id }) => id))("%s: a dense rate is half of its sparse one", (id) => {
  const record = device(id);
  const formats = formatsOf(id).filter((format) => hasSparsePeak(record, format));
  // Volta has no structured sparsity; Ampere and Hopper have it on all matrix units but FP64.
  expect(formats.length > 0).toBe(!id.startsWith("v100"));
  for (const format of formats)
    expect(peak(record, format, { sparse: true }).value).toBe(2 * peak(record, format).value);
});

test.each(devices.map(({ id }) => id))("%s: the FP16 ridge lies between 100 and 400 FLOP/byte", (id) => {
  // Data-centre parts since Volta: 125e12 / 900e9 = 139 for V100, 989.4e12 / 3.35e12 = 295 for H100, 378 for its PCIe form.
  const ridge = peak(device(id), "fp16").value / memoryBandwidth(device(id)).value;
  expect(ridge).toBeGreaterThan(100);
  expect(ridge).toBeLessThan(400);
});

// Whitepapers: units x clock x operations. Tolerance 0.5 %: datasheets print three digits.
test.each([
  // Tesla V100 GPU architecture, table 1: 5120 cores, 640 tensor cores of 64 multiply-accumulates, 1530 MHz.
  ["v100-sxm2-32", "fp32", 5120 * 1.53e9 * 2],
  ["v100-sxm2-32", "fp16-tensor", 640 * 64 * 1.53e9 * 2],
  ["v100-sxm2-32", "fp64", 2560 * 1.53e9 * 2],
  // A100 Tensor Core GPU architecture, table 4: 6912 cores, 432 tensor cores of 256, 1410 MHz.
  ["a100-sxm-80", "fp32", 6912 * 1.41e9 * 2],
  ["a100-sxm-80", "fp16-tensor", 432 * 256 * 1.41e9 * 2],
  ["a100-sxm-80", "fp64", 3456 * 1.41e9 * 2],
  ["a100-sxm-80", "int8", 432 * 512 * 1.41e9 * 2],
  // H100 Tensor Core GPU architecture: 16896 cores at 1980 MHz, 528 tensor cores of 512 at 1830 MHz.
  ["h100-sxm-80", "fp32", 16_896 * 1.98e9 * 2],
  ["h100-sxm-80", "fp16-tensor", 528 * 512 * 1.83e9 * 2],
] as const)("%s reaches its %s peak by units times clock", (id, format, byHand) => {
  expect(Math.abs(peak(device(id), format).value / byHand - 1)).toBeLessThan(0.005);
});

test("bandwidth is bus width times transfer rate", () => {
  // V100: 4096 bit x 1.755e9 / 8 = 898.6 GB/s; A100 80 GB: 5120 bit x 3.186e9 / 8 = 2039.0 GB/s.
  expect(memoryBandwidth(device("v100-sxm2-16")).value).toBeCloseTo((4096 * 1.755e9) / 8, -10);
  expect(memoryBandwidth(device("a100-sxm-80")).value / ((5120 * 3.186e9) / 8)).toBeCloseTo(1, 3);
});

test("a short name takes the server variant and then the largest memory", () => {
  expect(device("v100").id).toBe("v100-sxm2-32");
  expect(device("a100").id).toBe("a100-sxm-80");
  expect(device("h100").id).toBe("h100-sxm-80");
  expect(device("v100-sxm2").id).toBe("v100-sxm2-32");
  expect(device("V100 SXM 16GB").id).toBe("v100-sxm2-16");
  expect(device("NVIDIA A100 PCIe 40 GB").id).toBe("a100-pcie-40");
  expect(device("a100-80").id).toBe("a100-sxm-80");
  expect(device("v100s").id).toBe("v100s-pcie-32");
  expect(variants("v100").map(({ id }) => id)).toEqual([
    "v100-sxm2-32",
    "v100-sxm2-16",
    "v100-pcie-32",
    "v100-pcie-16",
  ]);
});

test("an unknown device is an error with the nearest names", () => {
  expect(() => device("v100x")).toThrow(/hardware: no device of this name, got "v100x"; did you mean "v100"/);
  expect(() => device("a100-sxm-81")).toThrow(/"a100-sxm-80"/);
  expect(() => device("zzz")).toThrow(/known are v100-sxm2-16/);
});

test("a rate that a device lacks is an error that lists those it has", () => {
  expect(() => peak(device("v100"), "bf16")).toThrow(/v100-sxm2-32: no peak rate.*"bf16".*fp16-tensor/);
  expect(() => peak(device("a100"), "fp8")).toThrow(/no peak rate.*"fp8"/);
  expect(() => peak(device("v100"), "fp16", { sparse: true })).toThrow(/no sparse peak/);
  expect(() => peak(device("h100"), "fp64-tensor", { sparse: true })).toThrow(/no sparse peak/);
});

test("fp16 means the matrix units, and the vector rate can be asked for", () => {
  expect(peak(device("v100"), "fp16").valueIn("TFLOP/s")).toBe(125);
  expect(peak(device("v100"), "fp16-vector").valueIn("TFLOP/s")).toBe(31.4);
  expect(peak(device("a100"), "bf16").valueIn("TFLOP/s")).toBe(312);
});

test("a peak rate cites the datasheet", () => {
  const quantity = peak(device("a100"), "fp16", { sparse: true });
  expect(quantity.sources.map(({ id }) => id)).toEqual(["nvidiaA100"]);
  expect(quantity.textIn("TFLOP/s")).toMatch(/^624\sTFLOP\/s$/);
  expect(quantity.derivation().formula?.conventions.join()).toMatch(/two of every four/);
});
