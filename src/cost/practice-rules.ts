// Rules of practice that the texts state in words: what binds, why peaks are missed, what compression gives.
import { sources } from "../sources/bibliography.js";
import type { Citation } from "../sources/source.js";

/** A rule in words. Where it can be computed, `formulas` says by what. */
export interface PracticeRule {
  readonly about: "efficiency" | "roofline" | "utilisation" | "batch" | "quantization" | "pruning" | "edge";
  readonly says: string;
  readonly formulas: readonly string[];
  readonly citation: Citation;
  /** What speaks against it, or where it holds. */
  readonly caveat?: string;
}

const seed000 = (place: string): Citation => ({ source: sources.seed000, place });
const seed001 = (place: string): Citation => ({ source: sources.seed001, place });
const seed003 = (place: string): Citation => ({ source: sources.seed003, place });
const seed004 = (place: string): Citation => ({ source: sources.seed004, place });

/** Rules by id. */
export const practiceRules = {
  "three-dimensions": {
    about: "efficiency",
    says: "Smallest, fastest and least energy are three aims: fewer parameters need not cut latency.",
    formulas: ["memory.parameters", "latency.overlapped", "energy.pass"],
    citation: seed003("Three Dimensions of Efficiency"),
  },
  throughput: {
    about: "efficiency",
    says: "Throughput is data moved per second, activations and weights together.",
    formulas: ["roofline.transfer-time", "roofline.attainable-rate"],
    citation: seed003("Key Metrics: Throughput"),
    caveat: "Elsewhere, and here, throughput is samples or tokens per second; this one is called traffic.",
  },
  remedies: {
    about: "roofline",
    says: "Below the ridge fuse small operations, take larger batches or products, tile, and store fewer activations.",
    formulas: ["fusion.speedup", "roofline.ridge-rows", "roofline.intensity-gain"],
    citation: seed004("Roofline: fuse small ops, bigger batches/matmuls"),
  },
  "why-peaks-are-missed": {
    about: "utilisation",
    says: "Peaks are missed by memory bandwidth, links between devices, the gap between processor and memory, and imperfect parallelism.",
    formulas: ["roofline.attainable-share", "time.utilisation"],
    citation: seed001("theoretical peak performances, various reasons"),
  },
  "why-peaks-are-missed-on-one-device": {
    about: "utilisation",
    says: "On one device memory transfers, kernel launches, synchronisation and imperfect tiles keep real work at 30 to 60 % of the peak.",
    formulas: ["roofline.attainable-share", "throughput.utilisation"],
    citation: seed000("Utilization: Real workloads typically achieve 30–60%"),
  },
  "tensor-core-sizes": {
    about: "utilisation",
    says: "Tensor cores multiply matrices only, best with sizes that are multiples of 8.",
    formulas: ["hardware.peak-of-units"],
    citation: seed001("NVIDIA's Tensor cores"),
  },
  "batch-trade-off": {
    about: "batch",
    says: "The best batch lies between utilisation and convergence: beyond it the rate must grow with the batch and memory runs out.",
    formulas: ["roofline.ridge-rows", "schedules.linear-scaling", "memory.largest-batch"],
    citation: seed000("Batch Size and Arithmetic Intensity, the trade-off"),
  },
  "post-training-quantization": {
    about: "quantization",
    says: "Post-training quantization converts a trained network; it takes no gradient.",
    formulas: ["quantization.scale", "quantization.error-bound"],
    citation: seed003("Post-training quantisation (PTQ)"),
  },
  "quantization-aware-training": {
    about: "quantization",
    says: "Quantization-aware training rounds inside the training loop, so that the weights learn to bear it.",
    formulas: ["quantization.rounding-error", "quantization.rounding-variance"],
    citation: seed003("Quantisation-aware training (QAT)"),
  },
  "quantization-loss": {
    about: "quantization",
    says: "Typical losses of accuracy: below 0.1 % in FP16, 0.1 to 0.5 % in INT8, 0.5 to 3 % in INT4.",
    formulas: ["comparison.accuracy-loss"],
    citation: seed000("quantization table, row Typical accuracy loss"),
    caveat: "A report of experience: it depends on the network, the calibration and the task.",
  },
  "unstructured-sparsity": {
    about: "pruning",
    says: "Zeros of 80 to 95 % are usual, but at 90 % the gain is 1.5 to 2 times in place of 10.",
    formulas: ["pruning.theoretical-speedup", "pruning.overall-speedup"],
    citation: seed000("Unstructured pruning"),
  },
  "edge-devices": {
    about: "edge",
    says: "On edge devices memory and data movement bind, not operations: fewer operations can be slower.",
    formulas: ["latency.overlapped", "energy.balance"],
    citation: seed003("For deployment on edge devices"),
  },
} as const satisfies Readonly<Record<string, PracticeRule>>;
