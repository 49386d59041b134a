// What the time model assumes of machines: every efficiency by name, with its source, open to change.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Origin } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";

interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
  readonly origin: Origin;
  /** What it may be changed to: a share of a whole above 0 unless said otherwise. */
  readonly range?: Range;
}

/** Both ends belong to it. */
type Range = readonly [least: number, most: number];

/** A share that nothing may divide by zero. */
const share: Range = [1e-6, 1];

const layerTimes = { source: sources.korthikanti2022, place: "Table 4: times of one layer on A100" };

/**
 * Assumptions by name. They hold for every model and device; none is fitted to a model.
 *
 * @example assumptionRecords.largestEfficiency.value // 0.82
 */
export const assumptionRecords = {
  largestEfficiency: {
    value: 0.82,
    unit: "1",
    meaning: "share of the dense peak that a large 16-bit matrix product reaches",
    origin: layerTimes,
  },
  halfSize: {
    value: 128,
    unit: "1",
    range: [0, 1e6],
    meaning: "size at which one dimension of a product alone halves the rate: one tile of the usual kernels",
    origin: "kernels work in tiles of 128; a dimension of one tile pays edge and start in full",
  },
  attentionEfficiency: {
    value: 0.5,
    unit: "1",
    meaning: "share of the dense peak that fused attention reaches",
    origin: { source: sources.dao2023, place: "abstract: 50 to 73 % of the peak on A100; the low end" },
  },
  bandwidthEfficiency: {
    value: 0.85,
    unit: "1",
    meaning: "share of the memory bandwidth that element-wise kernels reach",
    origin: layerTimes,
  },
  linkEfficiency: {
    value: 0.75,
    unit: "1",
    meaning: "share of a link's bandwidth in one direction that collective operations reach",
    origin: layerTimes,
  },
  linkLatency: {
    value: 1e-5,
    unit: "s",
    range: [0, 60],
    meaning: "time to start a collective operation within a node",
    origin: "tens of microseconds for a small message; taken low",
  },
  launchTime: {
    value: 5e-6,
    unit: "s",
    range: [0, 60],
    meaning: "time to start a kernel",
    origin: "a few microseconds per kernel",
  },
  overlapShare: {
    value: 0.5,
    unit: "1",
    range: [0, 1],
    meaning: "share of the backward pass behind which the reduction of gradients can hide",
    origin: "gradients of a layer are ready when its backward pass is; half is taken",
  },
  optimizerTraffic: {
    value: 54,
    unit: "byte/parameter",
    range: [0, 1e6],
    meaning:
      "bytes of an update: Adam reads 16 and writes 12, casts 6, unscales 8, takes the norm 4, clears 4, copies gradients 4",
    origin: "mixed-precision Adam as separate kernels over FP32 gradients",
  },
  reservedMemory: {
    value: 2 ** 31,
    unit: "byte",
    range: [0, 1e15],
    meaning: "memory that the driver, the libraries and the allocator keep for themselves",
    origin: "1 to 3 GiB are common; taken at 2",
  },
  startRows: {
    value: 16,
    unit: "1",
    range: [0, 1e6],
    meaning: "rows at which a product of few rows reaches half of its best rate: one tile of such kernels",
    origin: "matrix units take 16 rows at the least; fewer sequences leave them part empty",
  },
  kernelsPerLayer: {
    value: 8,
    unit: "1/layer",
    range: [0, 1e6],
    meaning: "kernels started for a layer when serving",
    origin:
      "two norms, queries with keys and values, rotation with the cache, attention, its output, and two of the feed-forward layer",
  },
  unpackInstructions: {
    value: 2,
    unit: "1/parameter",
    range: [0, 1e6],
    meaning: "integer instructions that unpack a weight of few bits and that reading does not hide",
    origin: {
      source: sources.gptFast,
      place: "8-bit and 4-bit rates of Llama 2 7B on one A100: 1.92 and 2.05; read 2026-11-26",
    },
  },
  integerIntensity: {
    value: 4.8,
    unit: "1/byte",
    range: [1e-6, 1e6],
    meaning:
      "integer instructions per byte of memory bandwidth, of devices whose integer units are not on record",
    origin: { source: sources.nvidiaAmpere, place: "A100 of 80 GB: 9.75 10^12 a second at 2,039 GB/s" },
  },
  engineShare: {
    value: 0.82,
    unit: "1",
    meaning:
      "share of the time that devices of a busy server work: the rest is scheduling, sampling, gaps in batches",
    origin: {
      source: sources.tensorrtLlm,
      place:
        "30 throughputs of Llama 3 8B and 70B in FP8 on H100 and H200, geometric mean against this model",
    },
  },
  prefillChunk: {
    value: 8192,
    unit: "token",
    range: [1, 1e9],
    meaning: "tokens that one pass over prompts takes at most; longer prompts go through in pieces",
    origin: { source: sources.vllm, place: "max_num_batched_tokens: 8,192 where throughput counts" },
  },
  loadShare: {
    value: 0.8,
    unit: "1",
    meaning: "share of its highest rate at which a server is run, so that queues stay short",
    origin: "waiting grows as load over what is left of it: fourfold at 80 %, without limit towards 100 %",
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionName = keyof typeof assumptionRecords;

/** Every assumption as a quantity. */
export type Assumptions = Readonly<Record<AssumptionName, Quantity>>;

/** The value, if the assumption may have it. Errors on an unknown name, with the nearest, and on values out of range. */
export function checkedAssumption(name: string, value: number, got = String(value)): number {
  const names = Object.keys(assumptionRecords) as AssumptionName[];
  const known = names.find((one) => one === name);
  if (known === undefined)
    throw new FlopbookError(
      `assumptions: unknown name, got "${name}"${suggestion(name, names)}; known are ${names.join(", ")}`,
    );
  const { value: usual, meaning, range = share }: Assumption = assumptionRecords[known];
  const [least, most] = range;
  if (value >= least && value <= most) return value;
  throw new FlopbookError(
    `assumptions: ${name} (${meaning}) must be from ${least} to ${most}, got "${got}"; write ${name}=${usual}`,
  );
}

/**
 * The assumptions, some of them changed. Errors as `checkedAssumption`.
 *
 * @example assumptions({ overlapShare: 0.8 }).overlapShare // 0.8
 */
export function assumptions(changed: Readonly<Partial<Record<AssumptionName, number>>> = {}): Assumptions {
  const names = Object.keys(assumptionRecords) as AssumptionName[];
  for (const [name, value] of Object.entries(changed)) checkedAssumption(name, value);
  const quantities = names.map((name) => {
    const { value, unit, meaning, origin }: Assumption = assumptionRecords[name];
    const own = changed[name];
    const because: Origin = own === undefined ? origin : "set by the caller";
    return [name, given({ value: own ?? value, unit }, because, { label: meaning })] as const;
  });
  return Object.fromEntries(quantities) as unknown as Assumptions;
}
