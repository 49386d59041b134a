// Intel accelerators, dense rates by number format, from the datasheets.
import { datasheets } from "../sources/datasheets.js";
import { rowsOf } from "./record.js";

const row = rowsOf("Intel");

/** By launch; "units" are those whose clock times count gives the printed rate. */
export const intel = [
  row({
    id: "gaudi2",
    name: "Gaudi 2",
    launchYear: 2022,
    formFactor: "OAM",
    memory: 96,
    memoryType: "HBM2e",
    bandwidth: 2450,
    power: 600,
    rates: { "fp16-tensor": 432, "bf16-tensor": 432, fp8: 865 },
    sparsityMultiplier: 1,
    link: ["24 x 100 GbE", 600],
    source: { source: datasheets.intelGaudi2, place: "peak rates" },
    confidence: "medium",
    note: "Peak was published late; early tables leave it out.",
  }),
  row({
    id: "gaudi3",
    name: "Gaudi 3 OAM",
    launchYear: 2024,
    formFactor: "OAM",
    memory: 128,
    memoryType: "HBM2e",
    bandwidth: 3700,
    power: 900,
    rates: { fp32: 229, "fp16-tensor": 459, "bf16-tensor": 1835, fp8: 1835 },
    sparsityMultiplier: 1,
    link: ["24 x 200 GbE", 1200],
    source: { source: datasheets.intelGaudi3FirstEdition, place: "peak rates" },
    confidence: "medium",
    note: "Later editions print 1,678 for BF16 and FP8. FP16 runs at a quarter of BF16.",
  }),
  row({
    id: "max-1550",
    name: "Data Center GPU Max 1550",
    launchYear: 2023,
    formFactor: "OAM",
    memory: 128,
    memoryType: "HBM2e",
    bandwidth: 3277,
    power: 600,
    rates: { fp64: 52.4, fp32: 52.4, tf32: 419, "fp16-tensor": 839, "bf16-tensor": 839, int8: 1678 },
    sparsityMultiplier: 1,
    source: { source: datasheets.intelMaxSeries, place: "peak rates" },
    confidence: "medium",
    note: "Link: Xe Link 16 ports.",
  }),
] as const;
