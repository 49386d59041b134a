// What of a run, beside its layout, would make it fit: gradients in 16 bits, shorter sequences, states at the host, devices.
import { memoryCapacity } from "../hardware/index.js";
import { grouped, text } from "../numbers/format.js";
import { enoughDevices, leanSizes, mostDevices } from "./enough.js";
import { evaluatedLayout } from "./evaluate.js";
import { searchedLayouts } from "./search/search.js";
import type { SearchSpace } from "./search/space.js";
import { type PlanContext, type PlanOptions, planContext } from "./step/context.js";

/** A change of a run, with the memory of its leanest layout; on as many devices as were asked for unless it says so. */
export interface RunRemedy {
  readonly changed: readonly ("gradients" | "sequence" | "offload" | "devices")[];
  readonly words: string;
  readonly devices: number;
  readonly sequence: number;
  /** Bytes of optimizer state that each device leaves in its host's memory. */
  readonly offloaded: number;
  readonly memory: number;
}

/** What a run would fit with, the fewest devices first, and how many runs were laid out to say so. */
export interface RunAdvice {
  readonly remedies: readonly RunRemedy[];
  readonly tried: number;
  /** Where nothing fits: what the leanest run of all lacks on its fullest device. */
  readonly lacks: number | undefined;
}

/**
 * Changes of a run that does not fit in any layout. Memory shrinks with the sequence, with 16-bit gradients, with states
 * that lie elsewhere and with more devices, so that the leanest run has all of them at their ends: where that lacks
 * memory, nothing fits.
 */
export function runAdvice(context: PlanContext, space: SearchSpace = {}): RunAdvice {
  const trial = trialsOf(context, space);
  const { run } = context;
  const single = [...trial.gradients({}), ...trial.shorter({}), ...trial.offload({}), ...trial.more({})];
  const found =
    single.length > 0
      ? single
      : [
          ...trial.shorter({ narrow: true }),
          ...trial.offload({ narrow: true, sequence: 1 }),
          ...trial.more({ narrow: true }),
          ...trial.more({ narrow: true, sequence: 1 }),
        ];
  const last =
    found.length > 0 ? undefined : trial.memory({ narrow: true, sequence: 1, devices: mostDevices });
  return {
    remedies: [...found].sort((a, b) => a.devices - b.devices || a.changed.length - b.changed.length),
    tried: trial.tried(),
    lacks:
      found.length > 0
        ? undefined
        : (last?.total ?? trial.memory({ narrow: true, sequence: 1, devices: run.devices })?.total ?? 0) -
          trial.usable,
  };
}

/** What differs from the run that was asked for. */
interface Trial {
  /** Gradients in 16 bits. */
  readonly narrow?: boolean;
  readonly sequence?: number;
  readonly devices?: number;
}

interface Leanest {
  readonly total: number;
  readonly optimizer: number;
}

function trialsOf(context: PlanContext, space: SearchSpace) {
  const { run, options } = context;
  const usable = memoryCapacity(options.device).value - context.fixed.assumed.reservedMemory.value;
  const wide = options.recipe === "mixed-fp32-gradients";
  let tried = 0;
  const contextOf = ({ narrow = false, sequence = run.sequence, devices = run.devices }: Trial) => {
    const recipe: PlanOptions = narrow && wide ? { ...options, recipe: "mixed" } : options;
    return planContext({ ...run, sequence, devices }, recipe);
  };
  const memory = (trial: Trial): Leanest | undefined => {
    tried += 1;
    const tryContext = contextOf(trial);
    const { leanest } = searchedLayouts(tryContext, { space: { ...leanSizes, ...space }, keep: 1 });
    if (leanest === undefined) return undefined;
    const { total, optimizer } = evaluatedLayout(tryContext, leanest.layout).memory;
    return { total: total.value, optimizer: optimizer.value };
  };
  const remedy = (trial: Trial, words: string, more: Partial<RunRemedy> = {}): RunRemedy => ({
    changed: [
      ...(trial.narrow === true && wide ? (["gradients"] as const) : []),
      ...(trial.sequence === undefined ? [] : (["sequence"] as const)),
      ...(trial.devices === undefined ? [] : (["devices"] as const)),
      ...(more.offloaded === undefined ? [] : (["offload"] as const)),
    ],
    words,
    devices: trial.devices ?? run.devices,
    sequence: trial.sequence ?? run.sequence,
    offloaded: 0,
    memory: 0,
    ...more,
  });
  const narrowWords = (trial: Trial) => (trial.narrow === true && wide ? "16-bit gradients and " : "");
  const sequenceWords = (trial: Trial) =>
    trial.sequence === undefined ? "" : `a sequence of ${grouped(trial.sequence)} and `;
  return {
    usable,
    tried: () => tried,
    memory,
    gradients: (trial: Trial): readonly RunRemedy[] => {
      if (!wide) return [];
      const narrow = { ...trial, narrow: true };
      const found = memory(narrow);
      return found !== undefined && found.total <= usable
        ? [remedy(narrow, "16-bit gradients", { memory: found.total })]
        : [];
    },
    shorter: (trial: Trial): readonly RunRemedy[] => {
      for (let sequence = Math.floor(run.sequence / 2); sequence >= 1; sequence = Math.floor(sequence / 2)) {
        const found = memory({ ...trial, sequence });
        if (found !== undefined && found.total <= usable)
          return [
            remedy({ ...trial, sequence }, `${narrowWords(trial)}a sequence of ${grouped(sequence)}`, {
              memory: found.total,
            }),
          ];
      }
      return [];
    },
    offload: (trial: Trial): readonly RunRemedy[] => {
      const found = memory(trial);
      const lacks = (found?.total ?? 0) - usable;
      if (found === undefined || lacks <= 0 || lacks > found.optimizer) return [];
      const words = `${narrowWords(trial)}${sequenceWords(trial)}${text(lacks, "byte", { unit: "GiB" })} of optimizer state in the host's memory`;
      return [remedy(trial, words, { offloaded: lacks, memory: found.total - lacks })];
    },
    more: (trial: Trial): readonly RunRemedy[] => {
      const devices = enoughDevices(contextOf(trial), space);
      if (devices === undefined) return [];
      const words = `${narrowWords(trial)}${sequenceWords(trial)}${grouped(devices)} devices`;
      return [remedy({ ...trial, devices }, words)];
    },
  };
}
