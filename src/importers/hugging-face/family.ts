// What a family of configs gives: a graph from keys, a name and how the network is run.

import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import type { CountedGraph } from "../../layers/index.js";
import { type Run, toRun } from "../../models/language/blocks/run.js";
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
  if (run.kernel === "fused" && parts.blocks.some(({ attention }) => attention.fused === "none"))
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

/** How the network is run; 2048 tokens unless asked, or fewer where the config allows for fewer. */
export function runOf({ keys, input }: Asked, longest: number): Run {
  if (input.resolution !== undefined)
    throw new FlopbookError(
      `${keys.subject}: reads tokens and has no resolution, got ${input.resolution}; leave it out`,
    );
  return toRun(keys.subject, input, Math.min(longest, 2048));
}
