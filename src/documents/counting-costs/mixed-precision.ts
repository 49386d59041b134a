// Mixed precision. Its speed-up is that of plain FP16, and its threshold of underflow is not one.

import {
  formatSpeedup,
  memoryOfRatio,
  memoryRatio,
  memorySaving,
  optimizerBytes,
  stateBytes,
  stateMemoryOfBytes,
} from "../../cost/index.js";
import { claimsOf, type Example } from "../../examples/example.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { type Amount, bytes, gigabytes, teraflopPerSecond } from "../../numbers/units.js";
import { sources } from "../../sources/bibliography.js";
import { smallestNormal, smallestNumber } from "../../training/index.js";
import { documents } from "../bibliography.js";

const claim = claimsOf({
  source: documents.countingCosts,
  title: "Mixed precision",
  question: "What does mixed precision save, and what does it demand?",
});

const table = "table FP32 and Mixed Precision";
const perParameter = (value: number): Amount => ({ value, unit: "byte/parameter" });
const perElement = (value: number): Amount => ({ value, unit: "byte/element" });
const micikevicius = {
  source: sources.micikevicius2018,
  place: "section 3.1: smaller than 2^-24 becomes zero in FP16",
};

/** Half the bytes, stated as 0.5. */
const halved = (id: string, title: string, where: string, note: string): Example =>
  claim({
    id,
    title,
    where,
    formula: memoryRatio,
    inputs: { newBytes: bytes(2), oldBytes: bytes(4) },
    stated: { value: 0.5, digits: 1 },
    unit: "1",
    note,
    expect: { value: 0.5 },
  });

/** A row of the table: bytes for each parameter or value before and after. */
const saving = (id: string, row: string, newBytes: number, stated: number, note?: string): Example =>
  claim({
    id,
    title: `Savings of mixed precision: ${row}`,
    where: `${table}, row ${row}: ${stated}%`,
    formula: memorySaving,
    inputs: { newBytes: bytes(newBytes), oldBytes: bytes(4) },
    stated: { value: stated, digits: stated === 0 ? 1 : 2 },
    unit: "%",
    ...(note === undefined ? {} : { note }),
    expect: { value: stated },
  });

interface StateInputs {
  readonly weightBytes: Quantity | Amount;
  readonly gradientBytes: Quantity | Amount;
  readonly masterBytes: Quantity | Amount;
  readonly optimizerValues: Quantity | number;
  readonly momentBytes: Quantity | Amount;
}

function bytesOfState({ weightBytes, gradientBytes, ...update }: StateInputs): Quantity {
  return stateBytes({ weightBytes, gradientBytes, optimizerBytes: optimizerBytes(update) });
}

/** The claims of the section, in the order of the text. */
export const mixedPrecisionClaims: readonly Example[] = [
  halved(
    "mp-activation-halved",
    "Activation memory in FP16",
    "(1) Halves activation memory (2 bytes instead of 4 per element)",
    "For what is kept in 16 bits. Statistics of normalisations and indices of pooling keep their width.",
  ),
  claim({
    id: "mp-throughput-2x",
    title: "Arithmetic throughput of tensor cores in FP16",
    where: "(2) Doubles arithmetic throughput on tensor cores (2× FP16 FLOP/s vs FP32)",
    formula: formatSpeedup,
    inputs: { formatPeak: teraflopPerSecond(125), referencePeak: teraflopPerSecond(15.7) },
    stated: { value: 2, digits: 1 },
    unit: "1",
    cause:
      "Twice is the rate of a V100 without tensor cores, 31.4 TFLOP/s. By the text's own table of GPUs the tensor cores of a V100 reach 125 TFLOP/s, {computed} times its FP32 rate.",
    note: "The A100 of the same table reaches 16 times its FP32 rate. See x-fp16-speed.",
    expect: { verdict: "inconsistent", value: 7.961783439 },
  }),
  halved(
    "mp-bandwidth-halved",
    "Bytes moved in FP16",
    "(3) Halves memory bandwidth usage (move half as many bytes)",
    "The bandwidth itself stays; each value needs half of it.",
  ),
  saving("mp-table-master-savings", "Parameters (master copy)", 4, 0),
  claim({
    id: "mp-table-fp16-copy",
    title: "FP16 copy of the parameters",
    where: `${table}, row Parameters (FP16 copy for fwd/bwd): 2P (extra)`,
    formula: stateMemoryOfBytes,
    inputs: { bytesPerParameter: perParameter(2), parameters: 25.6e6 },
    stated: { expression: "2*P", letters: { P: "parameters" } },
    unit: "byte",
    expect: { value: 51.2e6 },
  }),
  saving(
    "mp-table-grad-savings",
    "Gradients",
    2,
    50,
    "Megatron-LM and PyTorch's autocast keep gradients in FP32; then the state takes 18 bytes for each parameter.",
  ),
  saving("mp-table-adam-m-savings", "Adam m", 4, 0),
  saving("mp-table-adam-v-savings", "Adam v", 4, 0),
  saving("mp-table-activation-savings", "Activations", 2, 50),
  claim({
    id: "mp-resnet50-1p25gb",
    title: "Activation memory of ResNet-50 in FP16",
    where: "For ResNet-50: activation memory drops from ~2.5 GB to ~1.25 GB",
    formula: ({ oldBytes }: { readonly oldBytes: Quantity | Amount }) =>
      memoryOfRatio({
        oldBytes,
        memoryRatio: memoryRatio({
          newBytes: given(bytes(2), "FP16, two bytes"),
          oldBytes: given(bytes(4), "FP32, four bytes"),
        }),
      }),
    inputs: { oldBytes: gigabytes(2.5) },
    stated: { value: 1.25, digits: 3 },
    unit: "GB",
    note: "Judged as the half of 2.5 GB, which is itself cut from 2.56 GB; 640 million values of two bytes are 1.28 GB.",
    expect: { value: 1.25 },
  }),
  claim({
    id: "mp-adam-16p-sum",
    title: "Bytes of the training state in mixed precision",
    where: "4P + 2P + 2P + 4P + 4P = 16P bytes",
    formula: bytesOfState,
    inputs: {
      weightBytes: perParameter(2),
      gradientBytes: perParameter(2),
      masterBytes: perParameter(4),
      optimizerValues: 2,
      momentBytes: perElement(4),
    },
    stated: { value: 16, digits: 2 },
    unit: "byte/parameter",
    note: "The count of the ZeRO paper, K = 12 for the update.",
    expect: { value: 16 },
  }),
  claim({
    id: "mp-adam-16p-vs-fp32",
    title: "Bytes of the training state in FP32",
    where: "16P bytes — same as FP32 Adam (the FP16 weight copy offsets the gradient savings)",
    formula: bytesOfState,
    inputs: {
      weightBytes: perParameter(4),
      gradientBytes: perParameter(4),
      masterBytes: perParameter(0),
      optimizerValues: 2,
      momentBytes: perElement(4),
    },
    stated: { value: 16, digits: 2 },
    unit: "byte/parameter",
    note: "Equal in sum only: 4 + 4 + 8 in FP32, 2 + 2 + 12 in mixed precision.",
    expect: { value: 16 },
  }),
  claim({
    id: "mp-fp16-underflow",
    title: "Where FP16 underflows to zero",
    where: "values below ~6 × 10⁻⁵ underflow to zero",
    formula: smallestNormal,
    inputs: { minExponent: -14 },
    stated: { value: 6e-5, digits: 1 },
    unit: "1",
    corrected: {
      formula: ({ minExponent }: { readonly minExponent: Quantity | number | Amount }) =>
        smallestNumber({ minExponent, significandBits: given(11, micikevicius, { unit: "bit" }) }),
      source: micikevicius,
    },
    cause:
      "2^−14 is the smallest normal number. Below it FP16 has subnormal numbers, which lose precision but not their value, down to {correct}; only what is at most half of that becomes zero.",
    expect: { verdict: "wrong-premise", value: 6.103515625e-5, correct: 5.9604644775390625e-8 },
  }),
];
