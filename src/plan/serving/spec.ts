// What is to be served, on what, how, and within which limits: loose input -> a checked one.
import { FlopbookError } from "../../ground/errors.js";
import type { Device } from "../../hardware/index.js";
import type { Market } from "../../hardware/market.js";
import { type AssumptionName, type Assumptions, assumptions } from "../assumptions.js";
import type { PlanConvention } from "../attended.js";
import type { ClusterSpec } from "../cluster.js";
import type { TransformerShape } from "../shape/shape.js";
import { formatBits, isStored, type ServingFormat, type WeightFormat } from "./formats.js";
import { ownWeights, weightsWords } from "./named-weights.js";

/** A draft model that proposes tokens, which the model checks in one pass. */
export interface Speculation {
  /** Share of drafted tokens that are accepted. */
  readonly acceptance: number;
  /** Tokens drafted for one step; 4 when absent. */
  readonly tokens?: number;
  /** Time of a step of the draft in units of the model's; 0.1 when absent. */
  readonly cost?: number;
}

/**
 * What an engine reserves of the cache in a layer with a sliding window: the window alone, as engines do that free what
 * no token looks at any more, or the whole sequence, as those do that give every layer the same room.
 */
export type WindowCache = "window" | "full";

/** A server: one model on a number of devices that divide every layer (tensor parallel), and what is asked of it. */
export interface ServingSpec {
  readonly shape: TransformerShape;
  readonly device: Device;
  /** Devices of one server. */
  readonly count: number;
  /** Tokens of a prompt and of an answer. */
  readonly input: number;
  readonly output: number;
  /** Absent: as the model's file stores them where it says so, else 16 bits. */
  readonly weights?: WeightFormat;
  readonly cache?: ServingFormat;
  /** Format of the vocabulary's tables, output layer among them; absent: that of the weights, 16 bits at least. */
  readonly tables?: ServingFormat;
  /** Sequences in a step; absent: powers of two up to what fits. */
  readonly batches?: readonly number[];
  /** Longest time to the first token, and per output token, in seconds. */
  readonly firstToken?: number;
  readonly perToken?: number;
  /** Requests a second that arrive. */
  readonly rate?: number;
  /** USD for a device and hour; absent: the middle of the rents on record. */
  readonly price?: number;
  /** Where the price is looked up; default: what is on record here. */
  readonly market?: Market;
  readonly speculative?: Speculation;
  /** What a prompt counts of attention; default "exact-causal", the half that the mask leaves and kernels compute. */
  readonly convention?: PlanConvention;
  /** What an engine reserves for layers with a window; default "window". */
  readonly windowCache?: WindowCache;
  readonly cluster?: ClusterSpec;
  readonly assumptions?: Readonly<Partial<Record<AssumptionName, number>>>;
}

/** The same, complete and checked. */
export interface ServingSetting extends Omit<ServingSpec, "assumptions"> {
  readonly weights: WeightFormat;
  readonly cache: ServingFormat;
  readonly windowCache: WindowCache;
  /** Why weights and cache have their formats: "as in the file", "as asked for". */
  readonly taken: { readonly weights: string; readonly cache: string };
  readonly assumed: Assumptions;
}

/** The setting of a specification. Errors on what cannot be, quoting it. */
export function servingSetting(spec: ServingSpec): ServingSetting {
  const { shape, device, count, input, output, rate, price, firstToken, perToken } = spec;
  const refuse = (what: string, got: unknown, remedy: string): never => {
    throw new FlopbookError(`serving ${shape.name} on ${device.name}: ${what}, got ${got}; ${remedy}`);
  };
  const wholes = { count, input, output };
  for (const [name, value] of Object.entries(wholes))
    if (!Number.isSafeInteger(value) || value < 1)
      refuse(`${name} must be a whole number from 1 on`, value, "pass one");
  for (const [name, value] of Object.entries({ rate, price, firstToken, perToken }))
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      refuse(`${name} must be a positive number`, value, "pass one or leave it out");
  if (shape.heads % count !== 0)
    refuse(
      `devices must divide the ${shape.heads} heads`,
      count,
      `choose one of ${divisors(shape.heads).join(", ")}`,
    );
  const { speculative } = spec;
  if (speculative !== undefined && !(speculative.acceptance >= 0 && speculative.acceptance < 1))
    refuse(
      "acceptance must be from 0 to below 1",
      speculative.acceptance,
      "pass the share of accepted tokens",
    );
  const weights = spec.weights ?? ownWeights(shape);
  const cached = isStored(weights) || formatBits(weights).value < halfBits ? "bf16" : weights;
  return {
    ...spec,
    weights,
    cache: spec.cache ?? shape.stored?.cache ?? cached,
    taken: {
      weights: weightsWords(shape, spec.weights),
      cache: cacheWords(spec),
    },
    windowCache: spec.windowCache ?? "window",
    assumed: assumptions(spec.assumptions),
  };
}

function cacheWords({ cache, shape }: ServingSpec): string {
  if (cache !== undefined) return "as asked for";
  return shape.stored?.cache === undefined
    ? "the format of products"
    : "as the model's own checkpoint states";
}

const halfBits = 16;
const mostDevices = 64;

/** Counts of devices that can divide so many heads. */
export function divisors(heads: number): readonly number[] {
  return Array.from({ length: Math.min(heads, mostDevices) }, (_, i) => i + 1).filter((n) => heads % n === 0);
}
