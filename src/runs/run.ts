// What is known of one published training run: every number with the place where it is stated.

import type { Citation, Source } from "../ground/source.js";
import type { DeviceId, PeakFormat } from "../hardware/index.js";

/** A number and where it is stated. */
export interface Fact {
  readonly value: number;
  readonly citation: Citation;
}

/** A part of a network that some of the data passes: the encoder, the decoder, a tower. */
export interface WorkPart {
  readonly name: string;
  readonly parameters: Fact;
  readonly tokens: Fact;
}

/** The inputs of operation counting, in the form that suits the network. */
export type RunWork =
  /** Six operations for each active parameter and token. */
  | { readonly kind: "tokens"; readonly tokens: Fact }
  /** The same, tokens given as steps of a batch of sequences. */
  | { readonly kind: "steps"; readonly batch: Fact; readonly sequence: Fact; readonly steps: Fact }
  /** Six operations for each parameter and token of each part: encoder and decoder, two towers. */
  | { readonly kind: "parts"; readonly parts: readonly WorkPart[] }
  /** Three forward passes for each sample and epoch; `model` is a network of the zoo, counted layer by layer. */
  | {
      readonly kind: "samples";
      readonly forward: { readonly model: string } | { readonly mac: Fact };
      readonly samples: Fact;
      readonly epochs: Fact;
    };

/** The inputs of the device-time method. */
export interface RunHardware {
  /** An id of ours, or of a device of one's own that is handed to `runEstimateWith`. */
  readonly device: DeviceId | (string & {});
  /** Format of the matrix products, whose dense peak counts. */
  readonly format: PeakFormat;
  readonly count?: Fact;
  /** Wall time in hours. */
  readonly hours?: Fact;
  /** Accumulated over all devices, in hours; absent: count times hours. */
  readonly deviceHours?: Fact;
  /** Share of the dense peak, where one is published for the run itself. */
  readonly utilisation?: Fact & { readonly counts: "model" | "executed" };
}

/** A compute estimate that somebody printed. */
export interface PublishedCompute extends Fact {
  readonly method: "stated" | "operations" | "device time" | "mean of both";
}

/** One training run. Absent fields are not published. */
export interface TrainingRun {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly model: string;
  readonly organisation: string;
  /** Day of publication, ISO 8601. */
  readonly date: string;
  /** Language models run at lower utilisation when nothing is published. */
  readonly network: "language" | "other";
  /** A projection by the authors of a system is no run that took place. */
  readonly status?: "projected";
  readonly parameters: Fact;
  /** Parameters that a token uses; absent: all. */
  readonly activeParameters?: Fact;
  readonly work?: RunWork;
  readonly hardware?: RunHardware;
  readonly published?: readonly PublishedCompute[];
  /** "primary": from the paper or card named; "mixed": one input is rounded or second-hand; "estimate": assumed. */
  readonly confidence: "primary" | "mixed" | "estimate";
  /** What a table of runs lists wrongly, and what stands here in its place. */
  readonly corrections?: readonly string[];
  /** Why the two methods differ by more than usual. */
  readonly explanation?: string;
  readonly note?: string;
}

/** Facts from one document. */
export function factsFrom(source: Source): (value: number, place?: string) => Fact {
  return (value, place) => ({ value, citation: place === undefined ? { source } : { source, place } });
}
