// MPNet, whose layers add one table of relative positions to their scores, and ALBERT, whose layers share weights.
import { relativePositions } from "../../../models/language/blocks/relative-positions.js";
import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import { repeated } from "../gpt-blocks.js";
import { tokenHead } from "./heads.js";
import type { EncoderKind, EncoderSizes, Layers } from "./kind.js";

function mpnet(keys: ConfigKeys): EncoderKind {
  const buckets = keys.whole("relative_attention_num_buckets", 32);
  return {
    sizes: { vocabulary: 30_527 },
    fused: false,
    positions: "padded",
    types: false,
    sequence: { activation: "tanh", dropsBefore: true },
    tokens: { transform: "model", activation: "gelu", bias: "two" },
    shared:
      (_, { heads }) =>
      (here, tokens) =>
        relativePositions(
          here.stage,
          here.run,
          "relative-positions",
          { buckets, heads, keptMask: false },
          tokens,
        ),
  };
}

function albert(): EncoderKind {
  const tokens = { transform: "table", bias: "two" } as const;
  return {
    sizes: { vocabulary: 30_000, modelDim: 4096, heads: 64, inner: 16_384 },
    names: { classifierDropout: "classifier_dropout_prob" },
    activation: "gelu_new",
    dropout: 0,
    attentionDropout: 0,
    table: { key: "embedding_size", fallback: 128 },
    projection: { place: "after", bias: true, always: true },
    tokens,
    // The classes of a pair of sentences are as many as the labels.
    heads: ({ kind, labels }, place) => {
      const classes = { kind: "classes", labels, loss: "pair-loss", dropout: place.rate } as const;
      const pooler = { name: "pooler", activation: "tanh" } as const;
      const ordered = { reads: "first", steps: [pooler], gives: classes } as const;
      return kind === "pre-training" ? [tokenHead(tokens, place), ordered] : undefined;
    },
    layers: sharedLayers,
  };
}

/** Groups of layers that are run again and again with the same weights. */
function sharedLayers(keys: ConfigKeys, sizes: EncoderSizes, block: BlockSpec): Layers {
  const groups = keys.count("num_hidden_groups", 1);
  const inner = keys.count("inner_group_num", 1);
  const owners = new Map<string, number>();
  const weightsOf = Array.from({ length: sizes.layers * inner }, (_, i) => {
    const group = Math.floor((Math.floor(i / inner) * groups) / sizes.layers);
    const place = `${group}.${i % inner}`;
    const owner = owners.get(place) ?? i;
    owners.set(place, owner);
    return owner;
  });
  return { list: repeated({ ...block, mlpDropout: 0 }, sizes.layers * inner), weightsOf };
}

/** Kinds by model type. */
export const relativeKinds: Readonly<Record<string, EncoderKind | ((keys: ConfigKeys) => EncoderKind)>> = {
  mpnet,
  albert,
};
