// Compute of iGPT-L from 2500 V100-days, by the device-time method.

import { deviceTimeFlop, peakSpread } from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { device, peak } from "../../hardware/index.js";
import { deviceDays, teraflopPerSecond } from "../../numbers/units.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "iGPT-L from GPU-days",
  question: "How many operations did training iGPT-L take, if it took 2500 V100-days?",
});

/** The claims of the example, in the order of the text. */
export const igptClaims: readonly Example[] = [
  claim({
    id: "igpt-three-versions-spread",
    title: "Spread of the three versions of the V100",
    where: "the performance differences are rather minimal (compared to our estimates)",
    question: "How much does it matter which version of the V100 is taken?",
    formula: peakSpread,
    inputs: () => ({
      newerPeak: peak(device("v100s-pcie"), "fp16-tensor"),
      olderPeak: peak(device("v100-pcie"), "fp16-tensor"),
    }),
    stated: { atMost: 100 / 3, says: "minimal" },
    unit: "%",
    note: "Read as: less than the third by which the utilisation is left open (30 % to 40 %).",
    expect: { value: 16.0714286 },
  }),
  claim({
    id: "igpt-l-total",
    title: "Training compute of iGPT-L",
    where: "30% × 125e12 FLOP/s × 2500 days × 86400 s/day = 8.1e21",
    formula: deviceTimeFlop,
    inputs: { utilisation: 0.3, peak: teraflopPerSecond(125), deviceTime: deviceDays(2500) },
    stated: { value: 8.1e21, digits: 2 },
    unit: "FLOP",
    note: "The tensor rate at 30 % departs from the text's own rule, which prefers the plain 16-bit rate.",
    expect: { value: 8.1e21, tolerance: 1e-12 },
  }),
];
