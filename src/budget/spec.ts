// What a budget is asked for: the run in numbers, with what was left out filled in.
import { FlopbookError } from "../ground/errors.js";
import type { Device } from "../hardware/index.js";
import type { Market } from "../hardware/market.js";
import type { Contract } from "../hardware/price.js";
import { grouped } from "../numbers/format.js";
import type { Layout, PlanOptions, TransformerShape } from "../plan/index.js";
import type { BudgetConvention } from "./conventions.js";
import type { LeafName } from "./kinds.js";

/** Inputs that may be uncertain: a number, or a text such as "15T", "0.3 to 0.5" or "lognormal(2, 4)". */
export type UncertainWords = Readonly<Partial<Record<LeafName, number | string>>>;

/** Whether devices are rented or owned. */
export type Tenure = "rent" | "own";

/** Money other than US dollars. */
export interface Currency {
  /** "EUR" */
  readonly code: string;
  /** What one unit is worth in USD, at the rate that the caller wants. */
  readonly usd: number;
}

/** A budget that is asked for. Money is in `currency`, or in USD. */
export interface BudgetSpec extends UncertainWords, Pick<PlanOptions, "format" | "recipe" | "fused"> {
  readonly shape: TransformerShape;
  readonly device: Device;
  /** Devices. */
  readonly count: number;
  readonly tokens: number | string;
  /** Sequences of a step; default: as many as Llama 3 used for so many devices. */
  readonly batch?: number;
  /** Tokens of a sequence; default 8,192, or what the model's table of positions holds. */
  readonly sequence?: number;
  /** A layout of one's own; default: the fastest of all that fit. */
  readonly layout?: Partial<Layout>;
  /** Default "exact-causal". */
  readonly convention?: BudgetConvention;
  /** Which rents to look at; default: all on record. */
  readonly contract?: Contract;
  readonly provider?: string;
  /** Where prices and grids are looked up; default: what is on record here. */
  readonly market?: Market;
  /** Watts that a device draws, where its rated power is not known or not wanted. */
  readonly watts?: number;
  /** Country of the grid, by id or name; default "us". `carbon` goes before it. */
  readonly grid?: string;
  readonly currency?: Currency;
  /** Default: rent where a price is known. */
  readonly tenure?: Tenure;
  /** Draws of the uncertain inputs; default 100,000. */
  readonly samples?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Sizes of a step. */
export interface StepSizes {
  readonly batch: number;
  readonly sequence: number;
}

/** Llama 3 405B began with 4 M tokens a step and ended with 16 M on 16,384 devices, in sequences of 8,192. */
const usualSequence = 8192;
const fewestSequences = 512;
const devicesPerSequence = 8;

/** Batch and sequence with what was left out; the batch can be shared by the devices eight at a time. */
export function stepSizes(spec: Pick<BudgetSpec, "batch" | "sequence" | "count" | "shape">): StepSizes {
  const { shape, count } = spec;
  const sequence = spec.sequence ?? (shape.positionRows > 0 ? shape.positionRows : usualSequence);
  const unit = count / greatestCommonDivisor(count, devicesPerSequence);
  const batch = spec.batch ?? Math.ceil(fewestSequences / unit) * unit;
  whole("count", count);
  whole("batch", batch);
  whole("sequence", sequence);
  return { batch, sequence };
}

function whole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new FlopbookError(`${name}: must be a whole number from 1 on, got "${value}"; correct it`, {
    exitCode: 2,
  });
}

/** Errors when a run, or the low end of what it may be, has fewer tokens than one of its steps. */
export function checkSteps(
  { batch, sequence }: StepSizes,
  fewestTokens: number,
  written: number | string,
): void {
  const one = batch * sequence;
  if (fewestTokens >= one) return;
  throw new FlopbookError(
    `tokens: must be at least the ${grouped(one)} of one step (${grouped(batch)} sequences of ${grouped(sequence)}), got "${written}"; train on more, or give a smaller batch or sequence`,
    { exitCode: 2 },
  );
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
