// Latency, energy of operations, and what quantization saves.

import {
  activationTime,
  compression,
  latencyComputeTime,
  multiplicationToAddition,
  operationEnergy,
  overlappedLatency,
  passTransferTime,
  sequentialLatency,
} from "../../cost/inference/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { given } from "../../numbers/quantity.js";
import { bytes, bytesPerSecond, flop, flopPerSecond, seconds } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.networkEfficiency,
  title: "Latency, energy and quantization",
  question: "What does one pass take, and what do fewer bits save?",
});

const a100 = { peak: flopPerSecond(312e12), bandwidth: bytesPerSecond(2039e9) };
const weights = () =>
  given(bytes(4e6), "assumption: a layer of a million FP32 weights beside the two activations");
const at45nm = "Published for 45 nm; at 7 nm the figures are 1.31 and 0.38 pJ, a ratio of 3.4.";

/** The claims of the text, in its order. */
export const efficiencyClaims: readonly Example[] = [
  claim({
    id: "latency-tcomp",
    title: "Time of the operations",
    where: "T_comp = number of operations / processor peak throughput",
    formula: latencyComputeTime,
    inputs: { flop: flop(1e9), peak: a100.peak },
    stated: { expression: "ops/peak", letters: { ops: "flop", peak: "peak" } },
    unit: "s",
    note: "A lower limit: no processor works at its peak all the time.",
    expect: { value: 3.205128205e-6 },
  }),
  claim({
    id: "latency-tdata",
    title: "Time of the data",
    where: "T_data = (input activation size + output activation size) / memory bandwidth",
    formula: activationTime,
    inputs: { inputBytes: bytes(1e6), outputBytes: bytes(1e6), bandwidth: a100.bandwidth },
    stated: {
      expression: "(act_in+act_out)/bw",
      letters: { act_in: "inputBytes", act_out: "outputBytes", bw: "bandwidth" },
    },
    unit: "s",
    corrected: {
      formula: (inputs) => passTransferTime({ ...inputs, weightTraffic: weights() }),
      source: { source: sources.williams2009, place: "all bytes between memory and processor count" },
    },
    cause:
      "Weights are read from memory, too, and the text leaves them out, although it lists weights among the data moved under throughput. With 4 MB of weights beside 2 MB of activations the time is {correct}, three times as long.",
    expect: { verdict: "wrong-premise", value: 9.808729769e-7, correct: 2.942618931e-6 },
  }),
  claim({
    id: "latency-sum",
    title: "Latency as a sum",
    where: "T_latency = T_comp + T_data",
    formula: sequentialLatency,
    inputs: {
      computeTime: seconds(3.205128205128205e-6),
      transferTime: seconds(9.80872976949485e-7),
    },
    stated: { expression: "t_comp+t_data", letters: { t_comp: "computeTime", t_data: "transferTime" } },
    unit: "s",
    corrected: {
      formula: overlappedLatency,
      source: { source: sources.williams2009, place: "the roofline as a time" },
    },
    cause:
      "The sum is an upper bound, reached when nothing overlaps. “Counting the operations” takes the longer of the two by its roofline, here {correct}, which is a lower bound; see x-latency.",
    rightSays: "{correct} to {computed}",
    expect: { verdict: "wrong-premise", value: 4.186001182e-6, correct: 3.205128205e-6 },
  }),
  claim({
    id: "energy-float-mult",
    title: "Energy of a floating-point multiplication",
    where: "Approximate costs by operation type, 32-bit float MULT 5",
    question: "How much energy does an operation take?",
    formula: converted,
    inputs: () => ({ amount: operationEnergy("multiply", "fp32", "45nm") }),
    stated: { value: 5, digits: 1, says: "5, where an addition is 1" },
    unit: "pJ/FLOP",
    cause:
      "0.1 and 1 of the table are the 0.1 and 0.9 pJ of an integer and a floating-point addition at 45 nm, in picojoules to one digit. The multiplication beside them is published as {computed}, which rounds to 4 and not to 5.",
    note: at45nm,
    expect: { verdict: "inconsistent", value: 3.7 },
  }),
  claim({
    id: "energy-mult-add-ratio",
    title: "Multiplication against addition",
    where: "Approximate costs by operation type, 32-bit float MULT 5, float ADD 1",
    question: "How much more energy does a multiplication take than an addition?",
    formula: multiplicationToAddition,
    inputs: () => ({
      multiplicationEnergy: operationEnergy("multiply", "fp32", "45nm"),
      additionEnergy: operationEnergy("add", "fp32", "45nm"),
    }),
    stated: { value: 5, digits: 1 },
    unit: "1",
    cause: "3.7 pJ over 0.9 pJ is {computed}, which is 4 in one digit and not 5.",
    note: at45nm,
    expect: { verdict: "inconsistent", value: 4.111111111 },
  }),
  claim({
    id: "quant-int8-4x-seed3",
    title: "Memory by INT8",
    where: "8-bit integer: 1 byte per value, 4x reduction in memory",
    formula: compression,
    inputs: { baseBits: 32, bitsPerValue: 8 },
    stated: { value: 4, digits: 1 },
    unit: "1",
    expect: { value: 4 },
  }),
  claim({
    id: "quant-int4-2x-further",
    title: "Memory by 4 bits",
    where: "4-bit: 2x further reduction",
    formula: compression,
    inputs: { baseBits: 8, bitsPerValue: 4 },
    stated: { value: 2, digits: 1 },
    unit: "1",
    note: "With a scale for each group of 32 (MXFP4) a value takes 4.25 bits, and the reduction is 1.88.",
    expect: { value: 2 },
  }),
];
