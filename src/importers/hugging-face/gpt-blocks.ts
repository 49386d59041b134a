// Parts that configs of GPT and its kin share: attention with biases, plain feed-forward, the language head.
import type { AttentionSpec, MlpSpec } from "../../models/language/blocks/specs.js";
import { activationNamed } from "./activation-names.js";
import type { ConfigKeys, Key } from "./config-keys.js";
import { scores } from "./decoder-parts.js";
import { askedHead, decoderHead, decoderHeads } from "./network-head.js";

/** Attention over heads with biases, one matrix for each projection, no positions of its own, unless told otherwise. */
export function headAttention(
  parts: Pick<AttentionSpec, "heads" | "headDim"> & Partial<AttentionSpec>,
): AttentionSpec {
  return {
    kind: "heads",
    kvHeads: parts.heads,
    joint: false,
    copiedParts: false,
    queryBias: true,
    outputBias: true,
    rotary: undefined,
    queryKeyNorm: undefined,
    ...scores({}),
    ...parts,
  };
}

/** A feed-forward of two matrices. */
export function plainMlp(
  keys: ConfigKeys,
  size: { readonly key: Key; readonly fallback: number },
  activation: { readonly key: string; readonly fallback: string },
  bias = true,
): MlpSpec {
  const name = keys.text(activation.key, activation.fallback);
  return {
    kind: "dense",
    dim: keys.whole(size.key, size.fallback),
    activation: activationNamed(keys.subject, activation.key, name),
    gate: "none",
    bias,
    dropout: 0,
  };
}

/** Vocabulary and head. */
export function languageHead(
  keys: ConfigKeys,
  defaults: { readonly vocabulary: number; readonly tied: boolean; readonly bias?: boolean },
) {
  const asked = askedHead(keys, "language", decoderHeads);
  const vocabulary = keys.whole("vocab_size", defaults.vocabulary);
  const tied = keys.flag("tie_word_embeddings", defaults.tied);
  const head = decoderHead(asked, { vocabulary, tied, bias: defaults.bias ?? false, softcap: false });
  return { vocabulary, head, notCounted: asked.notCounted };
}

/** As many entries as there are layers, all the same block. */
export function repeated<Item>(item: Item, layers: number): readonly Item[] {
  return Array.from({ length: layers }, () => item);
}
