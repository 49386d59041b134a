// The published models as records of the zoo, and what is published about their parameters.

import type { Citation } from "../../ground/source.js";
import type { Claim } from "../../models/claim.js";
import { type PalmId, palm } from "../../models/language/palm.js";
import type { ModelRecord } from "../../models/record.js";
import { sources } from "../../sources/bibliography.js";
import { decoderTypes } from "./decoder-types.js";
import { gptModels } from "./gpt-models.js";
import { llamaModels } from "./llama-models.js";
import { mixtureModels } from "./mixture-models.js";
import { recordWith } from "./published-record.js";

/** The decoders by name. */
export const publishedDecoders: readonly ModelRecord[] = [...gptModels, ...llamaModels, ...mixtureModels].map(
  recordWith(decoderTypes),
);

const rounded = (half: number, digits: string) => ({
  tolerance: half,
  reason: `printed with ${digits}: half a unit of the last one`,
});

/** Totals as their authors print them. */
const printed: readonly (readonly [string, number, ReturnType<typeof rounded>, Citation])[] = [
  ["gpt-3-small", 125e6, rounded(0.004, "three digits"), { source: sources.brown2020, place: "Table 2.1" }],
  ["gpt-3-2.7b", 2.65e9, rounded(0.002, "three digits"), { source: sources.brown2020, place: "Table D.1" }],
  ["gpt-3-6.7b", 6.66e9, rounded(0.001, "three digits"), { source: sources.brown2020, place: "Table D.1" }],
  ["gpt-3-13b", 12.85e9, rounded(0.001, "four digits"), { source: sources.brown2020, place: "Table D.1" }],
  ["gpt-3-175b", 174.6e9, rounded(0.001, "four digits"), { source: sources.brown2020, place: "Table D.1" }],
  ["palm-8b", 8.63e9, rounded(0.001, "three digits"), { source: sources.chowdhery2022, place: "Table 1" }],
  ["palm-62b", 62.5e9, rounded(0.001, "four digits"), { source: sources.chowdhery2022, place: "Table 1" }],
  [
    "palm-540b",
    540.35e9,
    rounded(0.0001, "five digits"),
    { source: sources.chowdhery2022, place: "Table 1" },
  ],
  ["megatron-22b", 22e9, rounded(0.023, "two digits"), { source: sources.korthikanti2022, place: "Table 3" }],
  ["mt-nlg-530b", 530e9, rounded(0.01, "two digits"), { source: sources.korthikanti2022, place: "Table 3" }],
  ["megatron-1t", 1e12, rounded(0.05, "one digit"), { source: sources.korthikanti2022, place: "Table 3" }],
  ["igpt-s", 76e6, rounded(0.007, "two digits"), { source: sources.chen2020igpt, place: "section 3.1" }],
  ["igpt-m", 455e6, rounded(0.002, "three digits"), { source: sources.chen2020igpt, place: "section 3.1" }],
  ["igpt-l", 1362e6, rounded(0.001, "four digits"), { source: sources.chen2020igpt, place: "section 3.1" }],
];

/** Published parameters. */
export const publishedClaims: readonly Claim[] = printed.map(([id, stated, grounds, source]) => ({
  id: `${id}-parameters`,
  about: "parameters",
  stated,
  ...grounds,
  source,
  graph: () => {
    if (id.startsWith("palm")) return palm(id as PalmId, { sequence: 1 });
    const record = publishedDecoders.find((one) => one.id === id);
    if (record === undefined) throw new RangeError(`no published model ${id}`);
    return record.graph({ sequence: 1 });
  },
}));
