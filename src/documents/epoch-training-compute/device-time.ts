// The formula of the second method, and the constants that the article quotes.

import { accumulatedDeviceTime, deviceTimeFlop, reachedUtilisation } from "../../cost/index.js";
import { converted } from "../../examples/conversion.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { type Amount, days, exaflop, seconds, teraflopPerSecond } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.epochTrainingCompute,
  title: "Device time",
  question: "How does device time estimate training compute?",
});

type Count = Quantity | number;

const byDeviceTime = ({
  time,
  devices,
  peak,
  utilisation,
}: {
  readonly time: Amount | Quantity;
  readonly devices: Count;
  readonly peak: Amount | Quantity;
  readonly utilisation: Count;
}) => deviceTimeFlop({ deviceTime: accumulatedDeviceTime({ time, devices }), peak, utilisation });

const utilisationOfRun = ({
  trainingFlop,
  time,
  devices,
  peak,
}: {
  readonly trainingFlop: Amount | Quantity;
  readonly time: Amount | Quantity;
  readonly devices: Count;
  readonly peak: Amount | Quantity;
}) => reachedUtilisation({ trainingFlop, peak, deviceTime: accumulatedDeviceTime({ time, devices }) });

const amp = {
  source: sources.pytorchAmp,
  place: "torch.cuda.amp is switched on by the caller; the default dtype stays float32",
};
const patterson = { source: sources.patterson2021, place: "section 2, quoting NVIDIA: 80–90 % of the work" };

/** The claims of the second method and of what it quotes. */
export const method2Claims: readonly Example[] = [
  claim({
    id: "m2-formula",
    title: "The formula of the second method",
    where: "training time × # cores × peak FLOP/s × utilization rate",
    formula: byDeviceTime,
    inputs: { time: seconds(86_400), devices: 1, peak: { value: 125e12, unit: "FLOP/s" }, utilisation: 0.3 },
    stated: {
      expression: "t*n*peak*util",
      letters: { t: "time", n: "devices", peak: "peak", util: "utilisation" },
    },
    unit: "FLOP",
    note: 'The text says "cores" and means devices.',
    expect: { value: 3.24e18 },
  }),
  claim({
    id: "m2-gpu-days-20",
    title: "GPU-days",
    where: "If the training lasted 5 days and a total of 4 GPUs were used, that equals 20 GPU-days",
    formula: accumulatedDeviceTime,
    inputs: { time: days(5), devices: 4 },
    stated: { value: 20, digits: 2 },
    unit: "device*day",
    expect: { value: 20 },
  }),
  claim({
    id: "m2-pytorch-auto-fp16",
    title: "Number format that PyTorch uses by itself",
    where: "Starting in mid 2020, PyTorch does this automatically with supported hardware",
    question: "How wide are the numbers of a PyTorch run that asks for nothing?",
    formula: converted,
    inputs: { amount: given({ value: 4, unit: "byte/element" }, amp) },
    stated: { value: 2, digits: 1, says: "automatically FP16: 2 bytes" },
    unit: "byte/element",
    cause:
      "PyTorch 1.6 of July 2020 brought automatic mixed precision as something to switch on. A run that does not ask for it keeps FP32, {computed}.",
    note: "The statement is read as the width of the numbers in a run that sets nothing. On Ampere cards TF32 was on by default until 2022, which is 19 bits in the products and 4 bytes in memory.",
    expect: { verdict: "inconsistent", value: 4 },
  }),
  claim({
    id: "util-patterson-gpt3",
    title: "Utilisation of GPT-3's training",
    where: "Patterson et al. report GPU usage rates between 25% for GPT-3 and 39% for GShard",
    question: "Which share of the peak rate did the training of GPT-3 reach?",
    formula: utilisationOfRun,
    inputs: {
      trainingFlop: exaflop(314_000),
      devices: 10_000,
      time: days(14.8),
      peak: teraflopPerSecond(125),
    },
    stated: { value: 25, digits: 2 },
    unit: "%",
    cause:
      "The paper's own figures for GPT-3 give 24.6 TFLOP/s on each V100, which is {computed} of 125 TFLOP/s. The stated number seems to be these TFLOP/s read as per cent.",
    note: "Dense tensor rate of the SXM2 form. Against the 112 TFLOP/s of the PCIe form it would be 22 %.",
    expect: { verdict: "inconsistent", value: 19.64464464 },
  }),
  claim({
    id: "appa-inference-share",
    title: "Inference in the compute of machine learning",
    where: "footnote 8: inference makes up the majority of total compute (70% to 90%)",
    question: "Which share of the compute goes to inference?",
    formula: converted,
    inputs: { amount: given({ value: 80, unit: "%" }, patterson) },
    stated: { value: 70, digits: 2, says: "70 % to 90 %" },
    unit: "%",
    cause:
      "The cited paper has no 70. It quotes NVIDIA's estimate, {computed} to 90 % of the work, and Amazon's, 90 % of the demand in its cloud. The low end is compared.",
    rightSays: "{correct} to 90 %",
    note: "The paper speaks of work and demand, not of operations; no text counts what inference takes. Read 2026-12-01.",
    expect: { verdict: "inconsistent", value: 80 },
  }),
];
