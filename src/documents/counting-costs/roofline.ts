// The roofline and its two operations. Sound, but for a ridge of FP16 over a table of FP32.

import {
  attainableRate,
  bytesOfIntensity,
  intensityOf,
  ridgeIntensity,
  ridgeShare,
  timeRatio,
  transferTime,
} from "../../cost/index.js";
import { latencyComputeTime } from "../../cost/inference/latency.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { elementwiseFlop } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  type Amount,
  bytes,
  bytesPerSecond,
  flop,
  flopPerSecond,
  gigabytes,
  gigabytesPerSecond,
  gigaflop,
  seconds,
  teraflopPerSecond,
} from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "The roofline",
  question: "What binds an operation on an A100, arithmetic or memory, and how long does it take?",
});

const a100 = { peak: teraflopPerSecond(312), bandwidth: gigabytesPerSecond(2039) };
const perByte = (value: number): Amount => ({ value, unit: "FLOP/byte" });
const datasheet = { source: sources.nvidiaA100, place: "FP32: 19.5 TFLOP/s" };

interface OnDevice {
  readonly peak: Quantity | Amount;
  readonly bandwidth: Quantity | Amount;
}

const inRidges = ({ intensity, ...device }: OnDevice & { readonly intensity: Quantity | Amount }): Quantity =>
  ridgeShare({ intensity, ridge: ridgeIntensity(device) });

interface TwoOperations extends OnDevice {
  readonly flop: Quantity | Amount;
  readonly bytes: Quantity | Amount;
  /** The text's own times, where these are to be used instead. */
  readonly slowerTime?: Quantity | Amount;
  readonly fasterTime?: Quantity | Amount;
}

/** Time of moving the bytes over time of the operations. */
const ratioOfTimes = ({ flop, bytes, peak, bandwidth, ...printed }: TwoOperations): Quantity =>
  timeRatio({
    slowerTime: printed.slowerTime ?? transferTime({ bytes, bandwidth }),
    fasterTime: printed.fasterTime ?? latencyComputeTime({ flop, peak }),
  });

const operations = { ...a100, flop: gigaflop(1), bytes: gigabytes(4) };

/** The claims of the section that are not rows of its table, in the order of the text. */
export const rooflineClaims: readonly Example[] = [
  claim({
    id: "roofline-same-flop-100x",
    title: "Time of two operations with equal counts",
    where: "Two operations with the same FLOP count can differ by 100× in actual runtime",
    formula: ratioOfTimes,
    inputs: operations,
    stated: { atLeast: 100, says: "can differ by 100 ×" },
    unit: "1",
    note: "Read as: at least a hundredfold is possible. The two are the text's operations A and B.",
    expect: { value: 612.064737616 },
  }),
  claim({
    id: "roofline-min-formula",
    title: "Attainable rate",
    where: "Performance (FLOP/s) ≤ min(Peak compute, AI × Memory bandwidth)",
    formula: attainableRate,
    inputs: {
      peak: flopPerSecond(312e12),
      intensity: perByte(0.25),
      bandwidth: bytesPerSecond(2039e9),
    },
    stated: {
      expression: "min(peak, ai*bw)",
      letters: { peak: "peak", ai: "intensity", bw: "bandwidth" },
    },
    unit: "FLOP/s",
    expect: { value: 509.75e9 },
  }),
  claim({
    id: "roofline-ridge-formula",
    title: "Ridge",
    where: "AI_ridge = Peak FLOP/s / Memory bandwidth",
    formula: ridgeIntensity,
    inputs: { peak: flopPerSecond(312e12), bandwidth: bytesPerSecond(2039e9) },
    stated: { expression: "peak/bw", letters: { peak: "peak", bw: "bandwidth" } },
    unit: "FLOP/byte",
    expect: { value: 153.016184404 },
  }),
  claim({
    id: "roofline-a100-ridge",
    title: "Ridge of an A100 in FP16",
    where: "For an NVIDIA A100 GPU: AI_ridge = 312 TFLOP/s / 2039 GB/s ≈ 153 FLOP/byte",
    formula: ridgeIntensity,
    inputs: a100,
    stated: { value: 153, digits: 3 },
    unit: "FLOP/byte",
    note: "Of the SXM card with 80 GB, dense, in FP16 on tensor cores. In FP32 the ridge is at 9.6.",
    expect: { value: 153.016184404 },
  }),
  claim({
    id: "roofline-ridge-precision-mix",
    title: "The ridge beside the table",
    where: "Only large matrix multiplications and convolutions exceed this threshold",
    question: "Is 153 FLOP/byte the ridge for the operators of the table?",
    formula: ridgeIntensity,
    inputs: a100,
    stated: { value: 153, digits: 3 },
    unit: "FLOP/byte",
    corrected: { inputs: { peak: teraflopPerSecond(19.5) }, source: datasheet },
    cause:
      "The table counts four bytes for a value, FP32, and the threshold is that of FP16 on tensor cores. The ridge that belongs to the table is {correct}. The conclusion stands: element-wise operations stay far below it.",
    expect: { verdict: "wrong-premise", value: 153.016184404, correct: 9.563511525 },
  }),
  claim({
    id: "roofline-op-a-ai",
    title: "What binds operation A",
    where: "Operation A (one large matmul): AI ≈ 200 FLOP/byte → compute-bound",
    formula: inRidges,
    inputs: { ...a100, intensity: perByte(200) },
    stated: { atLeast: 1, says: "compute-bound" },
    unit: "1",
    note: "Compute-bound is read as: intensity over ridge is at least one.",
    expect: { value: 1.307051282 },
  }),
  claim({
    id: "roofline-op-a-time",
    title: "Time of operation A",
    where: "time = 1G / 312T ≈ 3.2 μs",
    formula: latencyComputeTime,
    inputs: { flop: gigaflop(1), peak: a100.peak },
    stated: { value: 3.2, digits: 2 },
    unit: "µs",
    expect: { value: 3.205128205 },
  }),
  claim({
    id: "roofline-op-b-ai",
    title: "Intensity of operation B",
    where: "Operation B (1000 element-wise ops on 1M elements each): AI ≈ 0.25 FLOP/byte",
    formula: intensityOf,
    inputs: { flop: flop(1), bytes: bytes(4) },
    stated: { value: 0.25, digits: 2 },
    unit: "FLOP/byte",
    note: "One operation for a value that is read and written in FP16. In FP32 it is 0.125, as the text's table has it: see x-activation-elementwise-ai.",
    expect: { value: 0.25 },
  }),
  claim({
    id: "roofline-op-b-bytes",
    title: "Bytes of operation B",
    where: "time = 4G bytes / 2039 GB/s",
    formula: ({
      operationsPerElement,
      elements,
      intensity,
    }: {
      readonly operationsPerElement: Quantity | number;
      readonly elements: Quantity | number;
      readonly intensity: Quantity | Amount;
    }) => bytesOfIntensity({ flop: elementwiseFlop({ operationsPerElement, elements }), intensity }),
    inputs: { operationsPerElement: 1000, elements: 1e6, intensity: perByte(0.25) },
    stated: { value: 4, digits: 1 },
    unit: "GB",
    expect: { value: 4 },
  }),
  claim({
    id: "roofline-op-b-time",
    title: "Time of operation B",
    where: "4G bytes / 2039 GB/s ≈ 2 ms",
    formula: transferTime,
    inputs: { bytes: gigabytes(4), bandwidth: a100.bandwidth },
    stated: { value: 2, digits: 1 },
    unit: "ms",
    expect: { value: 1.961745954 },
  }),
  claim({
    id: "roofline-op-ratio-625",
    title: "Operation B against operation A",
    where: "Same FLOPs, but operation B is 625× slower",
    formula: ratioOfTimes,
    inputs: operations,
    printedSteps: { slowerTime: seconds(2e-3), fasterTime: seconds(3.2e-6) },
    stated: { value: 625, digits: 3 },
    unit: "1",
    cause: "625 is the ratio of the printed, rounded times, 2 ms over 3.2 µs; unrounded it is {computed}.",
    expect: { verdict: "rounding", value: 612.064737616 },
  }),
];
