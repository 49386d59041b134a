// Attention over compressed keys and values (multi-head latent attention of DeepSeek-V2), as its library computes it.
import { linear, partOfTensor, rewritten, type Stage, type Tensor } from "../../../layers/index.js";
import { attend } from "./attend.js";
import { byHead, openedBy, type Place } from "./attention.js";
import { chosenKeys } from "./indexer.js";
import { normed } from "./norm.js";
import { rotated } from "./rotary.js";
import type { LatentAttentionSpec } from "./specs.js";

/** Attention of [batch, tokens, modelDim] -> the same. */
export function latentAttention(place: Place, spec: LatentAttentionSpec, x: Tensor): Tensor {
  const { stage, run, name } = place;
  const compressed = compressedQueries(place, spec, x);
  const query = queries(place, spec, compressed);
  const { key, value } = keysAndValues(place, spec, x);
  if (spec.indexer !== undefined) chosenKeys(place, spec.indexer, { x, compressed, rotary: spec.rotary });
  const context = attend(stage, run, spec, name, { query, key, value });
  const gate = spec.outputGate;
  const width = gate?.over === "head" ? spec.heads : (context.shape.at(-1) ?? 0);
  const open =
    gate === undefined ? context : openedBy({ stage, name, gate, width, heads: spec.heads }, context, x);
  const outputFeatures = x.shape.at(-1) ?? 0;
  const output = linear({ input: open.shape, outputFeatures, bias: spec.bias });
  return stage.add(`${name}.output`, output, open);
}

/** What queries are made of: the input, or its normalised compression where the model has one. */
function compressedQueries({ stage, run, name }: Place, spec: LatentAttentionSpec, x: Tensor): Tensor {
  if (spec.queryRank === undefined) return x;
  const down = linear({ input: x.shape, outputFeatures: spec.queryRank, bias: spec.bias });
  const compressed = stage.add(`${name}.query.compressed`, down, x);
  return normed(stage, run, "rms", `${name}.query.compressed.norm`, compressed);
}

/** Queries of every head, a part of each turned. */
function queries(place: Place, spec: LatentAttentionSpec, ready: Tensor): Tensor {
  const { stage, name } = place;
  const width = spec.heads * (spec.plainDim + spec.rotary.dims);
  const up = linear({ input: ready.shape, outputFeatures: width, bias: false });
  const flat = stage.add(`${name}.query`, up, ready);
  const heads = byHead(stage, `${name}.query.heads`, flat, spec.heads);
  return withPositions(place, spec, "query", heads, heads);
}

/** Keys and values of every head from one compressed vector; the turned part of the key is common to the heads. */
function keysAndValues(place: Place, spec: LatentAttentionSpec, x: Tensor) {
  const { stage, run, name } = place;
  const [batch = 1, tokens = 1] = x.shape;
  const { heads, valueRank, plainDim, valueDim, rotary } = spec;
  const down = linear({ input: x.shape, outputFeatures: valueRank + rotary.dims, bias: spec.bias });
  const compressed = stage.add(`${name}.compressed`, down, x);
  const take = (label: string, from: Tensor, output: readonly number[]) =>
    stage.add(`${name}.${label}`, partOfTensor({ input: from.shape, output }), from);
  const latent = take("compressed.latent", compressed, [batch, tokens, valueRank]);
  const ready = normed(stage, run, "rms", `${name}.compressed.norm`, latent);
  const up = linear({ input: ready.shape, outputFeatures: heads * (plainDim + valueDim), bias: false });
  const both = stage.add(`${name}.key-value`, up, ready);
  const plain = take("key.plain", both, [batch, heads, tokens, plainDim]);
  const common =
    rotary.dims === 0 ? plain : take("compressed.key", compressed, [batch, 1, tokens, rotary.dims]);
  return {
    key: withPositions(place, spec, "key", common, plain),
    value: take("value", both, [batch, heads, tokens, valueDim]),
  };
}

/** The turned part and the plain part of each head, joined in new memory. */
function withPositions(
  { stage, run, name, tables }: Place,
  spec: LatentAttentionSpec,
  side: "query" | "key",
  from: Tensor,
  plain: Tensor,
): Tensor {
  const [batch = 1, , tokens = 1] = plain.shape;
  if (spec.rotary.dims === 0) return plain;
  const source =
    side === "key"
      ? from
      : stage.add(
          `${name}.query.part`,
          partOfTensor({ input: from.shape, output: [batch, spec.heads, tokens, spec.rotary.dims] }),
          from,
        );
  const { rotary } = spec;
  const found = { spec: rotary, tables: tables?.(rotary) };
  const turned = spec.still === true ? source : rotated(stage, run, `${name}.${side}.rotary`, source, found);
  const output = [batch, spec.heads, tokens, spec.plainDim + spec.rotary.dims];
  return joinedPair(stage, `${name}.${side}.joined`, [turned, plain], output);
}

function joinedPair(
  stage: Stage,
  name: string,
  [turned, plain]: readonly [Tensor, Tensor],
  output: readonly number[],
): Tensor {
  const layer = rewritten({ input: turned.shape, output });
  return stage.add(
    name,
    { ...layer, kind: "concatenation", inputs: [turned.shape, plain.shape], inputGradient: [[], []] },
    turned,
    plain,
  );
}
