// Graphcore IPUs: memory is the SRAM on the chip, dense rates by number format, from the datasheets.
import { datasheets } from "../sources/datasheets.js";
import { rowsOf } from "./record.js";

const row = rowsOf("Graphcore");

/** By launch; "units" are those whose clock times count gives the printed rate. */
export const graphcore = [
  row({
    id: "ipu-gc200",
    name: "IPU GC200 (Mk2)",
    launchYear: 2020,
    formFactor: "server",
    memory: 0.876,
    memoryType: "on-chip SRAM",
    bandwidth: 47500,
    rates: { fp32: 62.5, "fp16-tensor": 250 },
    sparsityMultiplier: 1,
    units: [["fp16-tensor", 1472, 64, 1.325]],
    source: { source: datasheets.graphcoreMk2IPU, place: "peak rates" },
    confidence: "medium",
    note: "1472 tiles of 624 KiB, sold as 0.9 GB; extra DDR through the host board.",
  }),
  row({
    id: "ipu-bow",
    name: "IPU Bow",
    launchYear: 2022,
    formFactor: "server",
    memory: 0.876,
    memoryType: "on-chip SRAM",
    bandwidth: 65400,
    rates: { fp32: 87.5, "fp16-tensor": 350 },
    sparsityMultiplier: 1,
    units: [["fp16-tensor", 1472, 64, 1.85]],
    source: { source: datasheets.graphcoreBowIPU, place: "peak rates" },
    confidence: "medium",
  }),
] as const;
