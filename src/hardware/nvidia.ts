// NVIDIA accelerators, dense rates by number format, from the datasheets.
import { sources } from "../bibliography.js";
import { type Amount, gibibytes, gigabytesPerSecond, teraflopPerSecond, watts } from "../units.js";
import type { Device } from "./device.js";
import type { NumberFormat } from "./number-format.js";

const v100 = { source: sources.nvidiaV100, place: "Specifications" };
const a100 = { source: sources.nvidiaA100, place: "Technical specifications" };
const h100 = { source: sources.nvidiaH100, place: "Technical specifications; sparse rates halved" };

function teraflop(
  rates: Readonly<Partial<Record<NumberFormat, number>>>,
): Partial<Record<NumberFormat, Amount>> {
  return Object.fromEntries(Object.entries(rates).map(([format, rate]) => [format, teraflopPerSecond(rate)]));
}

const pcie3 = { name: "PCIe 3.0 x16", bandwidth: gigabytesPerSecond(32) };
const nvlink2 = { name: "NVLink 2", bandwidth: gigabytesPerSecond(300) };
const nvlink3 = { name: "NVLink 3", bandwidth: gigabytesPerSecond(600) };
const nvlink3Bridge = { name: "NVLink 3 bridge (pairs)", bandwidth: gigabytesPerSecond(600) };
const nvlink4 = { name: "NVLink 4", bandwidth: gigabytesPerSecond(900) };
const nvlink4Bridge = { name: "NVLink 4 bridge (pairs)", bandwidth: gigabytesPerSecond(600) };

const v100Sxm2 = {
  vendor: "NVIDIA",
  formFactor: "SXM2",
  memoryType: "HBM2",
  memoryBandwidth: gigabytesPerSecond(900),
  power: watts(300),
  densePeak: teraflop({ fp64: 7.8, fp32: 15.7, "fp16-vector": 31.4, "fp16-tensor": 125 }),
  sparsityMultiplier: 1,
  interconnect: nvlink2,
  source: v100,
  confidence: "high",
} as const;

const v100Pcie = {
  ...v100Sxm2,
  formFactor: "PCIe",
  power: watts(250),
  densePeak: teraflop({ fp64: 7, fp32: 14, "fp16-vector": 28, "fp16-tensor": 112 }),
  interconnect: pcie3,
} as const;

const a100Sxm = {
  vendor: "NVIDIA",
  formFactor: "SXM4",
  power: watts(400),
  densePeak: teraflop({
    fp64: 9.7,
    "fp64-tensor": 19.5,
    fp32: 19.5,
    tf32: 156,
    "fp16-vector": 78,
    "fp16-tensor": 312,
    "bf16-tensor": 312,
    int8: 624,
    int4: 1248,
  }),
  sparsityMultiplier: 2,
  interconnect: nvlink3,
  source: a100,
  confidence: "high",
} as const;

const a100Pcie = { ...a100Sxm, formFactor: "PCIe", interconnect: nvlink3Bridge } as const;

/** V100, A100 and H100 in their variants. */
export const nvidia = [
  {
    ...v100Sxm2,
    id: "v100-sxm2-16",
    name: "V100 SXM2 16 GB",
    launchYear: 2017,
    memory: gibibytes(16),
  },
  {
    ...v100Sxm2,
    id: "v100-sxm2-32",
    name: "V100 SXM2 32 GB",
    launchYear: 2018,
    memory: gibibytes(32),
  },
  {
    ...v100Pcie,
    id: "v100-pcie-16",
    name: "V100 PCIe 16 GB",
    launchYear: 2017,
    memory: gibibytes(16),
  },
  {
    ...v100Pcie,
    id: "v100-pcie-32",
    name: "V100 PCIe 32 GB",
    launchYear: 2018,
    memory: gibibytes(32),
  },
  {
    ...v100Pcie,
    id: "v100s-pcie-32",
    name: "V100S PCIe 32 GB",
    launchYear: 2019,
    memory: gibibytes(32),
    memoryBandwidth: gigabytesPerSecond(1134),
    densePeak: teraflop({ fp64: 8.2, fp32: 16.4, "fp16-tensor": 130 }),
  },
  {
    ...a100Sxm,
    id: "a100-sxm-40",
    name: "A100 SXM 40 GB",
    launchYear: 2020,
    memory: gibibytes(40),
    memoryType: "HBM2",
    memoryBandwidth: gigabytesPerSecond(1555),
  },
  {
    ...a100Sxm,
    id: "a100-sxm-80",
    name: "A100 SXM 80 GB",
    launchYear: 2020,
    memory: gibibytes(80),
    memoryType: "HBM2e",
    memoryBandwidth: gigabytesPerSecond(2039),
  },
  {
    ...a100Pcie,
    id: "a100-pcie-40",
    name: "A100 PCIe 40 GB",
    launchYear: 2020,
    memory: gibibytes(40),
    memoryType: "HBM2",
    memoryBandwidth: gigabytesPerSecond(1555),
    power: watts(250),
  },
  {
    ...a100Pcie,
    id: "a100-pcie-80",
    name: "A100 PCIe 80 GB",
    launchYear: 2021,
    memory: gibibytes(80),
    memoryType: "HBM2e",
    memoryBandwidth: gigabytesPerSecond(1935),
    power: watts(300),
  },
  {
    id: "h100-sxm-80",
    name: "H100 SXM 80 GB",
    vendor: "NVIDIA",
    launchYear: 2022,
    formFactor: "SXM5",
    memory: gibibytes(80),
    memoryType: "HBM3",
    memoryBandwidth: gigabytesPerSecond(3350),
    power: watts(700),
    densePeak: teraflop({
      fp64: 33.5,
      "fp64-tensor": 67,
      fp32: 67,
      tf32: 494.7,
      "fp16-vector": 133.8,
      "fp16-tensor": 989.4,
      "bf16-tensor": 989.4,
      fp8: 1978.9,
      int8: 1978.9,
    }),
    sparsityMultiplier: 2,
    interconnect: nvlink4,
    source: h100,
    confidence: "high",
    note: "The printed 1,979 TFLOP/s of BF16 is with 2:4 sparsity.",
  },
  {
    id: "h100-pcie-80",
    name: "H100 PCIe 80 GB",
    vendor: "NVIDIA",
    launchYear: 2022,
    formFactor: "PCIe",
    memory: gibibytes(80),
    memoryType: "HBM2e",
    memoryBandwidth: gigabytesPerSecond(2000),
    power: watts(350),
    densePeak: teraflop({
      fp64: 25.6,
      "fp64-tensor": 51.2,
      fp32: 51.2,
      tf32: 378,
      "fp16-tensor": 756,
      "bf16-tensor": 756,
      fp8: 1513,
      int8: 1513,
    }),
    sparsityMultiplier: 2,
    interconnect: nvlink4Bridge,
    source: h100,
    confidence: "high",
    note: "The product brief gives 2,000 GB/s; some tables print 2,039.",
  },
  {
    id: "h100-nvl-94",
    name: "H100 NVL 94 GB (one of the pair)",
    vendor: "NVIDIA",
    launchYear: 2023,
    formFactor: "PCIe pair",
    memory: gibibytes(94),
    memoryType: "HBM3",
    memoryBandwidth: gigabytesPerSecond(3938),
    power: watts(400),
    densePeak: teraflop({
      fp64: 30,
      "fp64-tensor": 60,
      fp32: 60,
      tf32: 417.5,
      "fp16-tensor": 835.5,
      "bf16-tensor": 835.5,
      fp8: 1670.5,
      int8: 1670.5,
    }),
    sparsityMultiplier: 2,
    interconnect: nvlink4Bridge,
    source: h100,
    confidence: "high",
    note: "First material gave the pair (188 GB, 7.8 TB/s); the later datasheet is for one GPU.",
  },
] as const satisfies readonly Device[];
