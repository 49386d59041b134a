// The table of GPUs, recomputed from units, clock and bus. Two of its cells hold for one variant only.

import { claimsOf, type Example } from "../../examples/example.js";
import { bandwidthOfBus, peakOfUnits } from "../../hardware/index.js";
import type { Amount } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Table of GPUs",
  question: "Do units, clock and memory bus give the printed rates?",
});

const clock = (gigahertz: number): Amount => ({ value: gigahertz * 1e9, unit: "1/s" });
const cores = (units: number, gigahertz: number) => ({ units, macPerUnitCycle: 1, clock: clock(gigahertz) });
const tensorCores = (units: number, macPerUnitCycle: number, gigahertz: number) => ({
  units,
  macPerUnitCycle,
  clock: clock(gigahertz),
});
const bus = (bits: number, gigatransfers: number) => ({
  busWidth: { value: bits, unit: "bit" },
  transferRate: clock(gigatransfers),
});
const operations = "TOP/s of the table count a multiply-accumulate as two, like TFLOP/s.";
const a100Of40 = { source: sources.nvidiaA100, place: "A100 40GB: GPU memory bandwidth 1,555 GB/s" };
const h100Sxm = { source: sources.nvidiaH100, place: "H100 SXM: 16,896 cores at 1.98 GHz, FP32 67 TFLOP/s" };

/** The claims of the table of GPUs. */
export const hardwareClaims: readonly Example[] = [
  claim({
    id: "hw-v100-fp32",
    title: "V100, FP32",
    where: "GPU table, V100 (2017), FP32: 15.7 TFLOP/s",
    formula: peakOfUnits,
    inputs: cores(5120, 1.53),
    stated: { value: 15.7, digits: 3 },
    unit: "TFLOP/s",
    expect: { value: 15.6672 },
  }),
  claim({
    id: "hw-v100-fp16",
    title: "V100, FP16 on tensor cores",
    where: "GPU table, V100 (2017), FP16: 125 TFLOP/s",
    formula: peakOfUnits,
    inputs: tensorCores(640, 64, 1.53),
    stated: { value: 125, digits: 3 },
    unit: "TFLOP/s",
    expect: { value: 125.3376 },
  }),
  claim({
    id: "hw-v100-bw",
    title: "V100, memory bandwidth",
    where: "GPU table, V100 (2017), BW: 900 GB/s",
    formula: bandwidthOfBus,
    inputs: bus(4096, 1.755),
    stated: { value: 900, digits: 1 },
    unit: "GB/s",
    note: "NVIDIA prints 900; the bus gives 898.56.",
    expect: { value: 898.56 },
  }),
  claim({
    id: "hw-a100-fp32",
    title: "A100, FP32",
    where: "GPU table, A100 (2020), FP32: 19.5 TFLOP/s",
    formula: peakOfUnits,
    inputs: cores(6912, 1.41),
    stated: { value: 19.5, digits: 3 },
    unit: "TFLOP/s",
    expect: { value: 19.49184 },
  }),
  claim({
    id: "hw-a100-fp16",
    title: "A100, FP16 on tensor cores",
    where: "GPU table, A100 (2020), FP16: 312 TFLOP/s",
    formula: peakOfUnits,
    inputs: tensorCores(432, 256, 1.41),
    stated: { value: 312, digits: 3 },
    unit: "TFLOP/s",
    expect: { value: 311.86944 },
  }),
  claim({
    id: "hw-a100-int8",
    title: "A100, INT8 on tensor cores",
    where: "GPU table, A100 (2020), INT8: 624 TOPS",
    formula: peakOfUnits,
    inputs: tensorCores(432, 512, 1.41),
    stated: { value: 624, digits: 3 },
    unit: "TFLOP/s",
    note: `Twice the multiply-accumulates of FP16. ${operations}`,
    expect: { value: 623.73888 },
  }),
  claim({
    id: "hw-a100-bw",
    title: "A100, memory bandwidth",
    where: "GPU table, A100 (2020), BW: 2,039 GB/s",
    formula: bandwidthOfBus,
    inputs: bus(5120, 3.186),
    stated: { value: 2039, digits: 4 },
    unit: "GB/s",
    corrected: { inputs: bus(5120, 2.43), source: a100Of40 },
    cause:
      "The row is of both parts, with 40 and with 80 GB, and gives one bandwidth. {computed} is that of the SXM form with 80 GB; the part with 40 GB has the same bus at 2.43 GT/s, {correct}.",
    rightSays: "{correct} with 40 GB, 2039 GB/s with 80 GB (SXM)",
    expect: { verdict: "wrong-premise", value: 2039.04, correct: 1555.2 },
  }),
  claim({
    id: "hw-h100-fp32",
    title: "H100, FP32",
    where: "GPU table, H100 (2022), FP32: 51 TFLOP/s",
    formula: peakOfUnits,
    inputs: cores(14_592, 1.755),
    stated: { value: 51, digits: 2 },
    unit: "TFLOP/s",
    corrected: { inputs: cores(16_896, 1.98), source: h100Sxm },
    cause:
      "51 TFLOP/s are those of the PCIe form, while the other cells of the row (990 TFLOP/s, 3,350 GB/s) are of the SXM form, which has {correct}.",
    expect: { verdict: "wrong-premise", value: 51.21792, correct: 66.90816 },
  }),
  claim({
    id: "hw-h100-fp16",
    title: "H100, FP16 on tensor cores",
    where: "GPU table, H100 (2022), FP16: 990 TFLOP/s",
    formula: peakOfUnits,
    inputs: tensorCores(528, 512, 1.83),
    stated: { value: 990, digits: 2 },
    unit: "TFLOP/s",
    note: "Dense, of the SXM form. The 1,979 TFLOP/s that NVIDIA prints first are with sparsity.",
    expect: { value: 989.42976 },
  }),
  claim({
    id: "hw-h100-int8",
    title: "H100, INT8 on tensor cores",
    where: "GPU table, H100 (2022), INT8: 1,979 TOPS",
    formula: peakOfUnits,
    inputs: tensorCores(528, 1024, 1.83),
    stated: { value: 1979, digits: 4 },
    unit: "TFLOP/s",
    note: `Dense, of the SXM form. ${operations}`,
    expect: { value: 1978.85952 },
  }),
  claim({
    id: "hw-h100-bw",
    title: "H100, memory bandwidth",
    where: "GPU table, H100 (2022), BW: 3,350 GB/s",
    formula: bandwidthOfBus,
    inputs: bus(5120, 5.238),
    stated: { value: 3350, digits: 3 },
    unit: "GB/s",
    expect: { value: 3352.32 },
  }),
];
