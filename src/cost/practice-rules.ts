// Rules of practice in words: what binds, why peaks are missed, what compression gives.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** A rule in words. Where it can be computed, `formulas` says by what. */
export interface PracticeRule {
  readonly about: "efficiency" | "roofline" | "utilisation" | "batch" | "quantization" | "pruning" | "edge";
  readonly says: string;
  readonly formulas: readonly string[];
  readonly citation: Citation;
  /** What speaks against it, or where it holds. */
  readonly caveat?: string;
}

/** Rules by id. */
export const practiceRules = {
  "three-dimensions": {
    about: "efficiency",
    says: "Smallest, fastest and least energy are three aims: fewer parameters need not cut latency.",
    formulas: ["memory.parameters", "latency.overlapped", "energy.pass"],
    citation: {
      source: sources.sze2017,
      place: "benchmarking metrics: accuracy, energy, throughput, latency, cost",
    },
  },
  throughput: {
    about: "efficiency",
    says: "Throughput is data moved per second, activations and weights together.",
    formulas: ["roofline.transfer-time", "roofline.attainable-rate"],
    citation: {
      source: sources.hennessy2017,
      place: "section 1.4: bandwidth or throughput, e.g. megabytes a second",
    },
    caveat: "Elsewhere, and here, throughput is samples or tokens per second; this one is called traffic.",
  },
  remedies: {
    about: "roofline",
    says: "Below the ridge fuse small operations, take larger batches or products, tile, and store fewer activations.",
    formulas: ["fusion.speedup", "roofline.ridge-rows", "roofline.intensity-gain"],
    citation: {
      source: sources.dao2022,
      place: "sections 2.1 and 3.1: kernel fusion, tiling, recomputation",
    },
  },
  "why-peaks-are-missed": {
    about: "utilisation",
    says: "Peaks are missed by memory bandwidth, links between devices, the gap between processor and memory, and imperfect parallelism.",
    formulas: ["roofline.attainable-share", "time.utilisation"],
    citation: { source: sources.epochMethod, place: "Method 2: why theoretical peaks are missed" },
  },
  "why-peaks-are-missed-on-one-device": {
    about: "utilisation",
    says: "On one device memory transfers, kernel launches, synchronisation and imperfect tiles keep real work at 30 to 60 % of the peak.",
    formulas: ["roofline.attainable-share", "throughput.utilisation"],
    citation: {
      source: sources.nvidiaMatmul,
      place: "chapter 3: tile and wave quantization; the range as in utilisationDefaults",
    },
  },
  "tensor-core-sizes": {
    about: "utilisation",
    says: "Tensor cores multiply matrices only, best with sizes that are multiples of 8.",
    formulas: ["hardware.peak-of-units"],
    citation: { source: sources.nvidiaMatmul, place: "section 2.2: tensor core requirements" },
  },
  "batch-trade-off": {
    about: "batch",
    says: "The best batch lies between utilisation and convergence: beyond it the rate must grow with the batch and memory runs out.",
    formulas: ["roofline.ridge-rows", "schedules.linear-scaling", "memory.largest-batch"],
    citation: { source: sources.goyal2017, place: "section 2.1: linear scaling rule, and where it ends" },
  },
  "post-training-quantization": {
    about: "quantization",
    says: "Post-training quantization converts a trained network; it takes no gradient.",
    formulas: ["quantization.scale", "quantization.error-bound"],
    citation: { source: sources.nagel2021, place: "section 3: post-training quantization" },
  },
  "quantization-aware-training": {
    about: "quantization",
    says: "Quantization-aware training rounds inside the training loop, so that the weights learn to bear it.",
    formulas: ["quantization.rounding-error", "quantization.rounding-variance"],
    citation: { source: sources.nagel2021, place: "section 4: quantization-aware training" },
  },
  "quantization-loss": {
    about: "quantization",
    says: "Typical losses of accuracy: below 0.1 % in FP16, 0.1 to 0.5 % in INT8, 0.5 to 3 % in INT4.",
    formulas: ["comparison.accuracy-loss"],
    citation: {
      source: sources.nagel2021,
      place: "sections 3 and 4, experiments; the ranges are rounded experience",
    },
    caveat: "A report of experience: it depends on the network, the calibration and the task.",
  },
  "unstructured-sparsity": {
    about: "pruning",
    says: "Zeros of 80 to 95 % are usual, but at 90 % the gain is 1.5 to 2 times in place of 10.",
    formulas: ["pruning.theoretical-speedup", "pruning.overall-speedup"],
    citation: { source: sources.gale2020, place: "abstract: 1.2 to 2.1 times as fast with sparse kernels" },
  },
  "edge-devices": {
    about: "edge",
    says: "On edge devices memory and data movement bind, not operations: fewer operations can be slower.",
    formulas: ["latency.overlapped", "energy.balance"],
    citation: {
      source: sources.ma2018,
      place: "section 1: equal operations, unlike speeds; memory access counts",
    },
  },
} as const satisfies Readonly<Record<string, PracticeRule>>;
