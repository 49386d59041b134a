// The element-wise rows of the table of operators under the roofline. All of them hold.

import { intensityOf, passBytes, ridgeIntensity, ridgeShare } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { elementwiseFlop } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import { type Amount, bytes, flop, gigabytesPerSecond, teraflopPerSecond } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Operators under the roofline",
  question: "How many operations and bytes does an operator take, and what binds it on an A100?",
});

const row = (name: string) => `table of operators, row ${name}`;
const fp32: Amount = { value: 4, unit: "byte/element" };
const a100 = { peak: teraflopPerSecond(312), bandwidth: gigabytesPerSecond(2039) };
const perByte = (value: number): Amount => ({ value, unit: "FLOP/byte" });

interface OnDevice {
  readonly peak: Quantity | Amount;
  readonly bandwidth: Quantity | Amount;
}

const inRidges = ({ intensity, ...device }: OnDevice & { readonly intensity: Quantity | Amount }): Quantity =>
  ridgeShare({ intensity, ridge: ridgeIntensity(device) });

/** Operations of an element-wise row. */
const work = (id: string, name: string, each: number, elements: number, stated: number): Example =>
  claim({
    id,
    title: `Operations: ${name}`,
    where: row(name),
    formula: elementwiseFlop,
    inputs: { operationsPerElement: each, elements },
    stated: { value: stated, digits: 1 },
    unit: "FLOP",
    expect: { value: stated },
  });

/** Bytes of an element-wise row: how often the tensor is read or written. */
const traffic = (
  id: string,
  name: string,
  size: { readonly passes: number; readonly elements: number },
  stated: { readonly value: number; readonly digits: number },
  note: string,
): Example =>
  claim({
    id,
    title: `Bytes: ${name}`,
    where: row(name),
    formula: passBytes,
    inputs: { bytesPerElement: fp32, tensorPasses: size.passes, elements: size.elements },
    stated,
    unit: "byte",
    note,
    expect: { value: stated.value },
  });

/** Intensity of a row from its own operations and bytes. */
const ratio = (
  id: string,
  name: string,
  counts: { readonly flop: Amount; readonly bytes: Amount },
  stated: { readonly value: number; readonly digits: number },
  value: number = stated.value,
): Example =>
  claim({
    id,
    title: `Intensity: ${name}`,
    where: row(name),
    formula: intensityOf,
    inputs: counts,
    stated,
    unit: "FLOP/byte",
    expect: { value },
  });

/** A row that is called memory-bound: its intensity is below the ridge. */
const memoryBound = (id: string, name: string, intensity: number, value: number): Example =>
  claim({
    id,
    title: `Bound: ${name}`,
    where: `${row(name)}: Memory`,
    formula: inRidges,
    inputs: { ...a100, intensity: perByte(intensity) },
    stated: { atMost: 1, says: "memory-bound" },
    unit: "1",
    note: "Memory-bound is read as: intensity over ridge is at most one. It is so for the ridge of FP32, 9.6, too.",
    expect: { value },
  });

const million = 1e6;
const readAndWrite = "Read once and written once, four bytes each.";

/** The claims of the rows ReLU, BatchNorm, bias addition and softmax. */
export const elementwiseClaims: readonly Example[] = [
  traffic(
    "roofline-relu-bytes",
    "ReLU",
    { passes: 2, elements: million },
    { value: 8e6, digits: 1 },
    readAndWrite,
  ),
  ratio("roofline-relu-ai", "ReLU", { flop: flop(1e6), bytes: bytes(8e6) }, { value: 0.125, digits: 3 }),
  memoryBound("roofline-relu-bound", "ReLU", 0.125, 0.000816907051),
  work("roofline-bn-flops", "BatchNorm", 7, million, 7e6),
  traffic(
    "roofline-bn-bytes",
    "BatchNorm",
    { passes: 5, elements: million },
    { value: 20e6, digits: 1 },
    "The text names no passes. Five are: reads for mean, variance and normalisation, and writes of the normalised values and of the output; a fused kernel needs three.",
  ),
  ratio("roofline-bn-ai", "BatchNorm", { flop: flop(7e6), bytes: bytes(20e6) }, { value: 0.35, digits: 2 }),
  memoryBound("roofline-bn-bound", "BatchNorm", 0.35, 0.002287339744),
  traffic(
    "roofline-bias-bytes",
    "Bias addition",
    { passes: 2, elements: million },
    { value: 8e6, digits: 1 },
    `${readAndWrite} The bias itself is small.`,
  ),
  ratio(
    "roofline-bias-ai",
    "Bias addition",
    { flop: flop(1e6), bytes: bytes(8e6) },
    { value: 0.125, digits: 3 },
  ),
  memoryBound("roofline-bias-bound", "Bias addition", 0.125, 0.000816907051),
  work("roofline-softmax-flops", "Softmax (1000 classes)", 5, 1000, 5000),
  traffic(
    "roofline-softmax-bytes",
    "Softmax (1000 classes)",
    { passes: 3, elements: 1000 },
    { value: 12_000, digits: 2 },
    "The text names no passes. Three are: a read for the maximum, a read for the exponentials, and a write.",
  ),
  ratio(
    "roofline-softmax-ai",
    "Softmax (1000 classes)",
    { flop: flop(5000), bytes: bytes(12_000) },
    { value: 0.42, digits: 2 },
    0.416666667,
  ),
  memoryBound("roofline-softmax-bound", "Softmax (1000 classes)", 0.42, 0.002744807692),
];
