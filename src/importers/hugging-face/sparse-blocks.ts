// Attention that looks at blocks of a long text, as in BigBird.
import type { NotCounted } from "../../layers/index.js";
import type { ConfigKeys } from "./config-keys.js";

/** A note where attention looks at blocks of a text that is long enough for that. */
export function sparseBlocks(keys: ConfigKeys, sequence: number): readonly NotCounted[] {
  const type = keys.text("attention_type", "block_sparse");
  const block = keys.whole("block_size", 64);
  const random = keys.whole("num_random_blocks", 3);
  if (type !== "block_sparse" || sequence <= (5 + 2 * random) * block) return [];
  const why = "attention is counted over the whole text, as the library runs texts of fewer tokens";
  return [{ name: "attention_type", what: `block-sparse attention over ${sequence} tokens`, why }];
}
