// What a family of configs gives: a graph from keys, a name and how the network is run.

import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import type { CountedGraph } from "../../layers/index.js";
import { type Run, toRun } from "../../models/language/blocks/run.js";
import { attending } from "../../models/language/blocks/specs.js";
import { type DecoderSpec, decoder } from "../../models/language/decoder.js";
import type { ModelInput } from "../../models/record.js";
import type { ConfigKeys } from "./config-keys.js";

/** What was asked for. */
export interface Asked {
  readonly keys: ConfigKeys;
  /** Name of the graph. */
  readonly name: string;
  /** Where the sizes come from. */
  readonly origin: Origin;
  readonly input: ModelInput;
  /** The graph of a part whose keys stand within, such as a text or a vision config, by its own `model_type`. */
  readonly inner: (part: InnerPart) => CountedGraph;
}

/** A part of a network with keys of its own. */
export interface InnerPart {
  readonly keys: ConfigKeys;
  /** Its type where its keys name none. */
  readonly modelType?: string;
  /** How it is run, where not as the whole. */
  readonly input?: ModelInput;
}

/** A graph from the keys of one model type. */
export type Family = (asked: Asked) => CountedGraph;

/** Parts of a decoder that not every family has. */
const plain = {
  scaled: false,
  embeddingNorm: undefined,
  positions: undefined,
  embeddingDropout: 0,
  notCounted: [],
} as const;

export type DecoderParts = Omit<DecoderSpec, "name" | "origin" | "tableDim" | keyof typeof plain> &
  Partial<DecoderSpec>;

/** The graph of a decoder with these parts. `longest` is the most tokens that the config allows for. */
export function decoderGraph(asked: Asked, parts: DecoderParts, longest: number): CountedGraph {
  const run = runOf(asked, longest);
  if (run.kernel === "fused" && parts.blocks.some((block) => attending(block)?.fused === "none"))
    throw new FlopbookError(
      `${asked.keys.subject}: this model_type runs its attention step by step only, got attention "fused"; leave it out`,
    );
  const rows = parts.positions?.rows;
  if (rows !== undefined && run.sequence > rows)
    throw new FlopbookError(
      `${asked.keys.subject}: sequence must be at most the ${rows} rows of its table of positions, got ${run.sequence}; shorten it`,
    );
  return decoder(
    { ...plain, tableDim: parts.modelDim, ...parts, name: asked.name, origin: asked.origin },
    run,
  );
}

/** How a network of tokens is run; 2048 of them unless asked, or fewer where the config allows for fewer. */
export function runOf(asked: Asked, longest: number): Run {
  refuse(asked, "reads tokens", ["resolution", "images", "audio", "steps"]);
  return toRun(asked.keys.subject, asked.input, Math.min(longest, 2048));
}

/** How a network of images is run: one image a sample, no tokens. */
export function imageRunOf(asked: Asked): Run {
  refuse(asked, "reads images", ["sequence", "images", "audio", "steps"]);
  return toRun(asked.keys.subject, asked.input, 1);
}

/** Errors on settings that a network has no use for. `reads` says what it takes: "reads images". */
export function refuse({ keys, input }: Asked, reads: string, names: readonly (keyof ModelInput)[]): void {
  for (const name of names)
    if (input[name] !== undefined)
      throw new FlopbookError(
        `${keys.subject}: ${reads} and has no ${settingWords[name] ?? name}, got ${input[name]}; leave it out`,
      );
}

const settingWords: Partial<Record<keyof ModelInput, string>> = {
  images: "images beside a text",
  audio: "seconds of sound",
  steps: "denoising steps",
};
