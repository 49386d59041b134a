// Huawei accelerators, dense rates by number format, from the datasheets.
import { datasheets } from "../sources/datasheets.js";
import { rowsOf } from "./record.js";

const row = rowsOf("Huawei");

/** By launch; "units" are those whose clock times count gives the printed rate. */
export const huawei = [
  row({
    id: "ascend-910",
    name: "Ascend 910",
    launchYear: 2019,
    formFactor: "module",
    memory: 32,
    memoryType: "HBM2",
    bandwidth: 1200,
    power: 310,
    rates: { "fp16-tensor": 256, int8: 512 },
    sparsityMultiplier: 1,
    units: [["fp16-tensor", 32, 4096, 1.0]],
    source: { source: datasheets.huaweiAscend910Announcement, place: "peak rates" },
    confidence: "medium",
    note: "A later revision is quoted with 320. Units times clock give 262 TFLOP/s; 256 is announced.",
  }),
  row({
    id: "ascend-910b",
    name: "Ascend 910B",
    launchYear: 2022,
    formFactor: "module",
    memory: 64,
    memoryType: "HBM2e",
    bandwidth: 1600,
    power: 400,
    rates: { "fp16-tensor": 376 },
    sparsityMultiplier: 1,
    source: { source: datasheets.ascend910BReprints, place: "peak rates, in third-party reprints" },
    confidence: "low",
    note: "Reprints range from 280 to 400.",
  }),
] as const;
