// Self-attention over heads: projections, normalised and turned queries and keys, attention, output.
import {
  type Layer,
  linear,
  type NormStyle,
  partOfTensor,
  type Shape,
  type Stage,
  type Tensor,
  view,
} from "../../../layers/index.js";
import { type Attended, attend } from "./attend.js";
import { normed } from "./norm.js";
import { type RotaryTables, rotated } from "./rotary.js";
import type { Run } from "./run.js";
import type { AttentionSpec } from "./specs.js";

/** What attention stands in. */
export interface Place {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "layers.0.attention". */
  readonly name: string;
  readonly tables: RotaryTables | undefined;
}

/** Attention of [batch, tokens, modelDim] -> the same; to itself, or to `memory`, [batch, keys, width]. */
export function selfAttention(place: Place, spec: AttentionSpec, x: Tensor, memory: Tensor = x): Tensor {
  const { stage, run, name } = place;
  const { query, key, value } = spec.joint ? jointly(place, spec, x) : apart(place, spec, x, memory);
  const context = attend(stage, run, spec, name, {
    query: turned(place, spec, "query", query),
    key: turned(place, spec, "key", key),
    value,
  });
  const outputFeatures = x.shape.at(-1) ?? 0;
  const output = linear({ input: context.shape, outputFeatures, bias: spec.outputBias });
  return stage.add(`${name}.output`, output, context);
}

/** One matrix for each of the three. */
function apart(place: Place, spec: AttentionSpec, x: Tensor, memory: Tensor): Attended {
  const { stage, name } = place;
  const project = (side: "query" | "key" | "value", heads: number) => {
    const from = side === "query" ? x : memory;
    const layer = linear({ input: from.shape, outputFeatures: heads * spec.headDim, bias: spec.queryBias });
    const flat = stage.add(`${name}.${side}`, layer, from);
    const norm = spec.queryKeyNorm;
    const whole = norm?.over === "all" && side !== "value";
    const ready = whole ? normed(stage, place.run, norm.style, `${name}.${side}.norm`, flat) : flat;
    return byHead(stage, `${name}.${side}.heads`, ready, heads);
  };
  return {
    query: project("query", spec.heads),
    key: project("key", spec.kvHeads),
    value: project("value", spec.kvHeads),
  };
}

/** One matrix for all three, whose parts are views of its output. */
function jointly({ stage, name }: Place, spec: AttentionSpec, x: Tensor): Attended {
  const outputFeatures = (spec.heads + 2 * spec.kvHeads) * spec.headDim;
  const layer = linear({ input: x.shape, outputFeatures, bias: spec.queryBias });
  const all = stage.add(`${name}.joint`, layer, x);
  const [batch = 1, tokens = 1] = x.shape;
  const take = (side: string, heads: number) => {
    const output = [batch, heads, tokens, spec.headDim];
    if (spec.copiedParts && side !== "query")
      return stage.add(`${name}.${side}`, pickedOut(all.shape, output), all);
    return stage.add(`${name}.${side}`, partOfTensor({ input: all.shape, output }), all);
  };
  return {
    query: take("query", spec.heads),
    key: take("key", spec.kvHeads),
    value: take("value", spec.kvHeads),
  };
}

/** A copy of a part, chosen by an index that is kept. */
function pickedOut(input: Shape, output: Shape): Layer {
  const index = { kind: "own", label: "index", elements: 1, bytesPerElement: 8 } as const;
  return { ...partOfTensor({ input, output }), kind: "copy", view: false, saved: [index] };
}

/** Queries or keys after the normalisation of each head and the rotation. */
function turned(place: Place, spec: AttentionSpec, side: "query" | "key", heads: Tensor): Tensor {
  const { stage, run, tables } = place;
  const name = `${place.name}.${side}`;
  const norm = spec.queryKeyNorm;
  const x =
    norm?.over === "head" ? normed(stage, run, norm.style satisfies NormStyle, `${name}.norm`, heads) : heads;
  return spec.rotary === undefined
    ? x
    : rotated(stage, run, `${name}.rotary`, x, { spec: spec.rotary, tables });
}

/** [batch, tokens, heads × headDim] seen as [batch, heads, tokens, headDim]. */
export function byHead(stage: Stage, name: string, flat: Tensor, heads: number): Tensor {
  const [batch = 1, tokens = 1, features = 0] = flat.shape;
  return stage.add(name, view({ input: flat.shape, output: [batch, heads, tokens, features / heads] }), flat);
}
