// AWS accelerators, by chip, dense rates by number format, from the datasheets.
import { datasheets } from "../sources/datasheets.js";
import { rowsOf } from "./record.js";

const row = rowsOf("AWS");

/** By launch; "units" are those whose clock times count gives the printed rate. */
export const aws = [
  row({
    id: "trainium1",
    name: "Trainium1 (chip)",
    launchYear: 2022,
    formFactor: "server",
    memory: 32,
    memoryType: "HBM2e",
    bandwidth: 820,
    rates: { fp32: 47.5, tf32: 190, "fp16-tensor": 190, "bf16-tensor": 190, fp8: 190, int8: 380 },
    sparsityMultiplier: 1,
    source: { source: datasheets.awsNeuronTrainium, place: "peak rates" },
    confidence: "medium",
    note: "Some tables give the 16-chip instance total 9.8 TB/s as chip bandwidth. Older documentation prints INT8 420. TF32 and FP8 run no slower and no faster than FP16. Link: NeuronLink v2 768 per instance link.",
  }),
  row({
    id: "trainium2",
    name: "Trainium2 (chip)",
    launchYear: 2024,
    formFactor: "server",
    memory: 96,
    memoryType: "HBM3",
    bandwidth: 2900,
    rates: { fp32: 181, tf32: 667, "fp16-tensor": 667, "bf16-tensor": 667, fp8: 1299 },
    sparsityMultiplier: 1,
    link: ["NeuronLink v3", 1280],
    source: { source: datasheets.awsNeuronTrainium2, place: "peak rates" },
    confidence: "medium",
    note: "Vendor states 2,563 TFLOP/s sparse (up to 4x) for BF16/FP8 types. The printed sparse rate is 3.8 times BF16 and 2.0 times FP8, so no common gain by sparsity is taken.",
  }),
  row({
    id: "trainium3",
    name: "Trainium3 (chip)",
    launchYear: 2025,
    formFactor: "server",
    memory: 144,
    memoryType: "HBM3e",
    bandwidth: 4900,
    rates: { fp32: 183, "fp16-tensor": 671, "bf16-tensor": 671, fp8: 2517 },
    sparsityMultiplier: 1,
    link: ["NeuronLink v4", 2560],
    source: { source: datasheets.awsNeuronTrainium3, place: "peak rates" },
    confidence: "low",
    note: "FP8 here is MXFP8. FP8 is 3.75 times BF16.",
  }),
  row({
    id: "inferentia2",
    name: "Inferentia2 (chip)",
    launchYear: 2023,
    formFactor: "server",
    memory: 32,
    memoryType: "HBM2e",
    bandwidth: 820,
    rates: { fp32: 47.5, tf32: 190, "fp16-tensor": 190, "bf16-tensor": 190, fp8: 190, int8: 380 },
    sparsityMultiplier: 1,
    source: { source: datasheets.awsNeuronInferentia2, place: "peak rates" },
    confidence: "medium",
    note: "TF32 and FP8 run no slower and no faster than FP16.",
  }),
] as const;
