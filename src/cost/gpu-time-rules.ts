// The default rules of the device-time method: what to take for what a source does not say.

import type { Citation } from "../ground/source.js";
import type { Device, PeakFormat } from "../hardware/index.js";
import { formatChoices } from "../hardware/number-format.js";
import { sources } from "../sources/bibliography.js";
import { typicalDevice } from "./gpu-time-evidence.js";

/** What a rule decides. */
export type Decision = "hardware" | "variant" | "number format" | "rate" | "sparsity" | "utilisation";

/** A rule as its source states it. */
export interface Rule {
  readonly decides: Decision;
  readonly says: string;
  readonly citation: Citation;
  /** What speaks against it, or where its source does otherwise. */
  readonly caveat?: string;
}

/** A rule with the choice that it led to: a stated assumption of the estimate. */
export interface AppliedRule extends Rule {
  readonly id: RuleId;
  readonly choice: string;
}

const article = (place: string): Citation => ({ source: sources.epochMethod, place });
const representation = article("Which number representation is used?");
const tensorCores = article("NVIDIA's Tensor cores");
const estimate = article("Step 3: Perform the estimate");
const utilisationBox = article("About GPU utilization rates");

/**
 * Every rule, in the order of the method.
 *
 * @example deviceTimeRules["hardware-known"].says // "Take the device that the source names."
 */
export const deviceTimeRules = {
  "hardware-known": {
    decides: "hardware",
    says: "Take the device that the source names.",
    citation: article("Step 1: Reading the paper"),
  },
  "hardware-unknown": {
    decides: "hardware",
    says: "Take the most common system of publications of the same year.",
    citation: article("Step 1: Reading the paper"),
    caveat: "The article has a table of its own of typical hardware; ours is made from datasheets.",
  },
  "variant-server": {
    decides: "variant",
    says: "Where a device comes in variants, take the one that is not PCIe: the run was on a server cluster.",
    citation: article("Step 2: Reading the hardware specifications"),
  },
  "format-known": {
    decides: "number format",
    says: "Take the number format that the source states.",
    citation: representation,
  },
  "format-before-2019": {
    decides: "number format",
    says: "Work before 2019 rarely used FP16: take FP32.",
    citation: representation,
  },
  "format-corporation": {
    decides: "number format",
    says: "A large model from a corporation: take the 16-bit format of best performance.",
    citation: representation,
  },
  "format-automatic": {
    decides: "number format",
    says: "From mid 2020 on, frameworks use 16 bits by themselves on hardware that has it.",
    citation: representation,
    caveat: "PyTorch 1.6 (July 2020) brought automatic mixed precision, but a run must switch it on.",
  },
  "format-framework-default": {
    decides: "number format",
    says: "Academics leave the framework's defaults alone, and these were FP32 before mid 2020.",
    citation: representation,
  },
  "format-doubt": {
    decides: "number format",
    says: "When in doubt, take FP32.",
    citation: article("Step 1: Reading the paper"),
  },
  "rate-plain": {
    decides: "rate",
    says: "Networks rarely suit tensor cores: take the plain 16-bit rate.",
    citation: tensorCores,
    caveat: "The article's own example takes the tensor rate at a lower utilisation instead.",
  },
  "rate-tensor": {
    decides: "rate",
    says: "Take the rate of the tensor cores, and a lower utilisation because few networks suit them fully.",
    citation: article("Example: Image GPT"),
    caveat: "The article's rule prefers the plain 16-bit rate; its example, followed here, does not.",
  },
  "sparsity-ignored": {
    decides: "sparsity",
    says: "Leave out rates with sparsity (asterisks in datasheets): they matter for inference only.",
    citation: article("Figure 3"),
  },
  "utilisation-known": {
    decides: "utilisation",
    says: "Take the utilisation that the source states.",
    citation: estimate,
  },
  "utilisation-tensor": {
    decides: "utilisation",
    says: "At the rate of tensor cores take 0.3, the lower end of 0.3 to 0.4.",
    citation: article("Example: Image GPT"),
  },
  "utilisation-language": {
    decides: "utilisation",
    says: "Take 0.3 for large language models.",
    citation: estimate,
  },
  "utilisation-other": {
    decides: "utilisation",
    says: "Take 0.4 for networks other than large language models.",
    citation: estimate,
  },
  "utilisation-ceiling": {
    decides: "utilisation",
    says: "A utilisation above 0.75 is very unlikely even on a single device.",
    citation: utilisationBox,
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof deviceTimeRules;

/** A choice with the rules that led to it. */
interface Decided<Value> {
  readonly value: Value;
  readonly rules: readonly [AppliedRule, ...AppliedRule[]];
}

const apply = (id: RuleId, choice: string): AppliedRule => ({ id, choice, ...deviceTimeRules[id] });

/** The device, and its variant when the name leaves one open. `variants` is every device that `name` may mean. */
export function decideHardware(
  name: string | undefined,
  year: number,
  variants: readonly Device[],
): Decided<Device> {
  const [first, ...others] = variants;
  if (name === undefined || first === undefined) {
    const value = typicalDevice(year);
    return { value, rules: [apply("hardware-unknown", value.name)] };
  }
  const known = apply("hardware-known", name);
  const open = others.some(({ formFactor }) => formFactor !== first.formFactor);
  return { value: first, rules: open ? [known, apply("variant-server", first.name)] : [known] };
}

/** What decides the number format. `date` is ISO 8601. */
export interface FormatSituation {
  readonly format?: PeakFormat;
  readonly date: string;
  readonly organisation?: "corporation" | "academic";
  readonly large?: boolean;
  readonly device: Device;
}

/** The day from which frameworks are taken to use 16 bits by themselves. */
export const automaticMixedPrecision = "2020-07-01";

/** The number format, "fp16" meaning the best 16-bit rate of the device. */
export function decideFormat(situation: FormatSituation): Decided<PeakFormat> {
  const { format, date, organisation, large } = situation;
  const has16Bit = sixteenBit(situation.device);
  const by = (id: RuleId, value: PeakFormat): Decided<PeakFormat> => ({ value, rules: [apply(id, value)] });
  if (format !== undefined) return by("format-known", format);
  if (date < "2019") return by("format-before-2019", "fp32");
  if (has16Bit !== undefined && organisation === "corporation" && large === true)
    return by("format-corporation", has16Bit);
  if (has16Bit !== undefined && date >= automaticMixedPrecision) return by("format-automatic", has16Bit);
  return by(organisation === "academic" ? "format-framework-default" : "format-doubt", "fp32");
}

function sixteenBit({ densePeak }: Device): PeakFormat | undefined {
  const has = (format: PeakFormat) => formatChoices(format).some((row) => densePeak[row] !== undefined);
  return (["fp16", "bf16"] as const).find(has);
}

/** The datasheet row, and whether it is a rate of tensor cores. */
interface RateDecision {
  readonly value: PeakFormat;
  readonly tensorRate: boolean;
  /** Empty where the format leaves no choice. */
  readonly rules: readonly AppliedRule[];
}

/** The datasheet row for a format, with or without tensor cores. */
export function decideRate(
  { densePeak }: Device,
  format: PeakFormat,
  preference: "lower-utilisation" | "plain-rate",
): RateDecision {
  const rows = formatChoices(format).filter((row) => densePeak[row] !== undefined);
  const open = rows.length > 1 && (format === "fp16" || format === "bf16");
  const plain = rows.find((row) => row.endsWith("-vector"));
  if (open && preference === "plain-rate" && plain !== undefined)
    return { value: plain, rules: [apply("rate-plain", plain)], tensorRate: false };
  const [best = format] = rows;
  const tensorRate = isTensorRow(best);
  return { value: best, rules: tensorRate ? [apply("rate-tensor", best)] : [], tensorRate };
}

function isTensorRow(row: PeakFormat): boolean {
  return row.endsWith("-tensor");
}

/** The rule on sparsity, where the datasheet prints sparse rates too. */
export function sparsityRules(device: Device, row: PeakFormat): readonly AppliedRule[] {
  return device.sparsityMultiplier > 1 && isTensorRow(row) ? [apply("sparsity-ignored", "dense rate")] : [];
}

/** The share of the peak rate. */
export function decideUtilisation(situation: {
  readonly utilisation?: number;
  readonly network?: "language" | "other";
  readonly tensorRate: boolean;
}): Decided<number> {
  const { utilisation, network, tensorRate } = situation;
  const by = (id: RuleId, value: number): Decided<number> => ({ value, rules: [apply(id, String(value))] });
  if (utilisation !== undefined) {
    const known = by("utilisation-known", utilisation);
    if (utilisation <= 0.75) return known;
    return {
      ...known,
      rules: [...known.rules, apply("utilisation-ceiling", `${utilisation} is above 0.75`)],
    };
  }
  if (network === "language") return by("utilisation-language", 0.3);
  return tensorRate ? by("utilisation-tensor", 0.3) : by("utilisation-other", 0.4);
}
