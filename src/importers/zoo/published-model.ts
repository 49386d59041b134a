// A published language model by name: the fields of its config as its authors state them, and how families share them.

import type { Citation } from "../../ground/source.js";
import { sources } from "../../sources/bibliography.js";

/** A model by name with the fields of its config. */
export interface PublishedModel {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly family: string;
  readonly source: Citation;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Fields of a config. */
export type Fields = Readonly<Record<string, unknown>>;
type Row = readonly [id: string, fields: Fields, aliases?: readonly string[]];

/** A config as released. */
export const released = (place: string): Citation => ({
  source: sources.transformersLibrary,
  place: `${place}, config.json`,
});

/** Models of one family, which share fields. */
export function family(
  name: string,
  source: Citation,
  shared: Fields,
  rows: readonly Row[],
): readonly PublishedModel[] {
  return rows.map(([id, fields, aliases = []]) => ({
    id,
    aliases,
    family: name,
    source,
    config: { ...shared, ...fields },
  }));
}

/** Width, layers and heads under the keys that most configs have. */
export const sizes = (hidden_size: number, num_hidden_layers: number, num_attention_heads: number) => ({
  hidden_size,
  num_hidden_layers,
  num_attention_heads,
});
/** The same under the keys of GPT-2. */
export const gptSizes = (n_embd: number, n_layer: number, n_head: number) => ({ n_embd, n_layer, n_head });
/** Sizes with heads of keys, feed-forward width and vocabulary, as in Llama and its kin. */
export const gated = (
  [width, layers, heads, kvHeads]: readonly [number, number, number, number],
  intermediate_size: number,
  vocab_size: number,
) => ({ ...sizes(width, layers, heads), num_key_value_heads: kvHeads, intermediate_size, vocab_size });
