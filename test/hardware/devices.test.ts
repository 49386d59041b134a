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
  unitsPeak,
  variants,
  vectorCounterpart,
} from "../../src/hardware/index.js";

const formatsOf = (id: string) =>
  numberFormats.filter((format) => device(id).densePeak[format] !== undefined);

const ids = devices.map(({ id }) => id);

test("there are the devices of the datasheet table, each under one id", () => {
  // 80 rows; two of them, V100 SXM2 and PCIe, are two devices each: 16 and 32 GB.
  expect(new Set(ids).size).toBe(82);
  const vendors = devices.map(({ vendor }) => vendor);
  const count = (name: string) => vendors.filter((vendor) => vendor === name).length;
  expect(["NVIDIA", "AMD", "Google", "AWS", "Intel", "Huawei", "Graphcore"].map(count)).toEqual([
    52, 11, 8, 4, 3, 2, 2,
  ]);
});

test.each(ids)("%s has every field, a datasheet and values in a sane range", (id) => {
  const record = device(id);
  expect(record.id).toBe(id);
  for (const text of [record.name, record.vendor, record.formFactor, record.memoryType, record.source.place])
    expect(text?.length).toBeGreaterThan(1);
  expect(record.source.source.kind).toBe("datasheet");
  // From the GTX 580 of 2010 to the accelerators of 2025.
  expect(record.launchYear).toBeGreaterThanOrEqual(2010);
  expect(record.launchYear).toBeLessThanOrEqual(2025);
  // On-chip SRAM is below 1 GiB and above 40 TB/s; everything else is 1.5 to 288 GiB at 192 GB/s to 8 TB/s.
  const onChip = record.memoryType === "on-chip SRAM";
  expect(memoryCapacity(record).valueIn("GiB")).toBeGreaterThanOrEqual(onChip ? 0.8 : 1.5);
  expect(memoryCapacity(record).valueIn("GiB")).toBeLessThanOrEqual(onChip ? 1 : 288);
  expect(memoryBandwidth(record).valueIn("GB/s")).toBeGreaterThanOrEqual(onChip ? 40_000 : 192);
  expect(memoryBandwidth(record).valueIn("GB/s")).toBeLessThanOrEqual(onChip ? 70_000 : 8000);
  expect(formatsOf(id).length).toBeGreaterThan(0);
  expect(["high", "medium", "low"]).toContain(record.confidence);
  // Where sources disagree, the note says how.
  if (record.confidence === "low") expect(record.note?.length).toBeGreaterThan(20);
});

test.each(ids)("%s: power and link are sane, or an error says that none is published", (id) => {
  const record = device(id);
  if (record.power === undefined)
    expect(() => boardPower(record)).toThrow(`hardware/${id}: no power limit is published`);
  else {
    expect(boardPower(record).valueIn("W")).toBeGreaterThanOrEqual(60);
    expect(boardPower(record).valueIn("W")).toBeLessThanOrEqual(1400);
  }
  if (record.interconnect === undefined)
    expect(() => interconnectBandwidth(record)).toThrow(`hardware/${id}: no link between devices`);
  else {
    expect(interconnectBandwidth(record).valueIn("GB/s")).toBeGreaterThanOrEqual(32);
    expect(interconnectBandwidth(record).valueIn("GB/s")).toBeLessThanOrEqual(2560);
  }
});

test.each(ids)("%s: matrix units are at least as fast as vector units", (id) => {
  const record = device(id);
  for (const format of formatsOf(id)) {
    const counterpart = vectorCounterpart(format);
    if (counterpart === undefined || record.densePeak[counterpart] === undefined) continue;
    expect(peak(record, format).value).toBeGreaterThanOrEqual(peak(record, counterpart).value);
  }
});

test.each(ids)("%s: fewer bits are never slower", (id) => {
  const record = device(id);
  for (const series of [
    ["fp64", "fp32", "tf32", "fp16-tensor", "fp8", "fp6", "fp4"],
    ["fp64", "fp32", "tf32", "fp16-tensor", "int8", "int4"],
  ] as const) {
    const rates = series
      .filter((format) => record.densePeak[format] !== undefined)
      .map((format) => peak(record, format).value);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
  }
});

test.each(ids)("%s: a dense rate is half of its sparse one", (id) => {
  const record = device(id);
  const formats = formatsOf(id).filter((format) => hasSparsePeak(record, format));
  expect(formats.length > 0).toBe(record.sparsityMultiplier > 1);
  for (const format of formats)
    expect(peak(record, format, { sparse: true }).value).toBe(2 * peak(record, format).value);
});

test("structured sparsity came with Ampere and MI300, and not for FP6 and FP4 on MI350", () => {
  const sparse = (id: string) => formatsOf(id).filter((format) => hasSparsePeak(device(id), format));
  for (const id of ["v100-sxm2-32", "t4", "rtx-2080-ti", "mi250x", "tpu-v5p", "trainium2"])
    expect(sparse(id)).toEqual([]);
  expect(sparse("a30")).toEqual(["tf32", "fp16-tensor", "bf16-tensor", "int8", "int4"]);
  expect(sparse("mi300x")).toEqual(["tf32", "fp16-tensor", "bf16-tensor", "fp8", "int8"]);
  expect(sparse("mi355x")).toEqual(["fp16-tensor", "bf16-tensor", "fp8", "int8"]);
});

test.each(ids)("%s: the ridge of its matrix units lies between 25 and 600 FLOP/byte", (id) => {
  // Half of the HBM parts lie between 100 and 400: V100 125e12 / 900e9 = 139, H100 989.4e12 / 3.35e12 = 295. Export
  // parts (H20 37) and TPU v6e (918e12 / 1.64e12 = 560) are the ends; SRAM on the chip has 5.
  const record = device(id);
  const format = (["bf16-tensor", "fp16-tensor"] as const).find((one) => record.densePeak[one] !== undefined);
  if (format === undefined || record.memoryType === "on-chip SRAM") return;
  const ridge = peak(record, format).value / memoryBandwidth(record).value;
  expect(ridge).toBeGreaterThan(25);
  expect(ridge).toBeLessThan(600);
});

const counted = devices.flatMap((record) =>
  (record.units ?? []).map(({ format }) => [record, format] as const),
);

test("units and clock are known for most devices", () => {
  expect(new Set(counted.map(([{ id }]) => id)).size).toBeGreaterThanOrEqual(60);
});

test.each(counted.map(([record, format]) => [record.id, format] as const))(
  "%s: units times clock give the printed %s rate within 1 %, or the note says that they do not",
  (id, format) => {
    // Datasheets print two or three digits: 1 % is the last of them.
    const record = device(id);
    const ratio = (unitsPeak(record, format)?.value ?? 0) / peak(record, format).value;
    const holds = Math.abs(ratio - 1) <= 0.01;
    if (!holds) expect(record.note).toMatch(/[Uu]nits times (boost )?clock/);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.12);
  },
);

test("the rates that do not hold are these", () => {
  const off = counted
    .filter(
      ([record, format]) =>
        Math.abs((unitsPeak(record, format)?.value ?? 0) / peak(record, format).value - 1) > 0.01,
    )
    .map(([{ id }, format]) => `${id} ${format}`);
  // Titan V: 640 x 64 x 1.455e9 x 2 = 119.2e12 against 110; A10G: 288 x 64 x 1.71e9 x 2 = 63.0e12 against 70.
  expect(off).toEqual([
    "p40 fp32",
    "p4 fp32",
    "titan-v fp16-tensor",
    "a10g fp16-tensor",
    "l40s fp16-tensor",
    "h20 fp32",
    "tpu-v2 bf16-tensor",
    "ascend-910 fp16-tensor",
  ]);
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
  expect(device("Tesla T4").id).toBe("t4");
  expect(device("4090").id).toBe("rtx-4090");
  expect(device("Gaudi 2").id).toBe("gaudi2");
  expect(device("TPUv4").id).toBe("tpu-v4");
  expect(device("AMD Instinct MI300X").id).toBe("mi300x");
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
  expect(() => device("zzz")).toThrow(/known are gtx-580/);
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
  expect(quantity.sources.map(({ id }) => id)).toEqual(["nvidiaA100", "mishra2021"]);
  expect(quantity.textIn("TFLOP/s")).toMatch(/^624\sTFLOP\/s$/);
  expect(quantity.derivation().formula?.conventions.join()).toMatch(/two of every four/);
});
