// Self-attention over heads: projections, normalised and turned queries and keys, attention, output.
import {
  broadcastProduct,
  type Layer,
  linear,
  type NormStyle,
  partOfTensor,
  productOf,
  type Shape,
  type Stage,
  scaleParameters,
  stepwiseNorm,
  type Tensor,
  term,
  view,
} from "../../../layers/index.js";
import { type Attended, attend } from "./attend.js";
import { activated } from "./mlp.js";
import { normed } from "./norm.js";
import { rotated, type TablesOf } from "./rotary.js";
import type { Run } from "./run.js";
import type { AttentionSpec, OutputGate } from "./specs.js";

/** What attention stands in. */
export interface Place {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "layers.0.attention". */
  readonly name: string;
  readonly tables: TablesOf | undefined;
  /** The layer's number, and the keys and values that layers have made; absent: no layer reads those of another. */
  readonly layer?: number;
  readonly made?: Map<number, KeysAndValues>;
}

/** What queries attend to: [batch, heads, tokens, features] each, ready for the scores. */
export type KeysAndValues = Pick<Attended, "key" | "value">;

/** Self-attention of [batch, tokens, modelDim] -> the same. */
export function selfAttention(place: Place, spec: AttentionSpec, x: Tensor): Tensor {
  const { stage, run, name } = place;
  const parts = attended(place, spec, x);
  const context = attend(stage, run, spec, name, parts);
  const even =
    spec.contextNorm === undefined
      ? context
      : normed(stage, run, spec.contextNorm, `${name}.context.norm`, context);
  const open =
    spec.outputGate === undefined ? even : gated(place, spec, spec.outputGate, even, parts.gate ?? x);
  const outputFeatures = x.shape.at(-1) ?? 0;
  const output = linear({ input: open.shape, outputFeatures, bias: spec.outputBias });
  return stage.add(`${name}.output`, output, open);
}

/** Queries, keys and values ready for the scores, and the raw gate where it comes with the queries. */
function attended(place: Place, spec: AttentionSpec, x: Tensor): Attended & { readonly gate?: Tensor } {
  const borrowed = spec.keysOf === undefined ? undefined : place.made?.get(spec.keysOf);
  if (borrowed !== undefined) {
    const { heads: query, gate } = queries(place, spec, x);
    return {
      query: turned(place, spec, "query", query),
      ...borrowed,
      ...(gate === undefined ? {} : { gate }),
    };
  }
  const { query, key, value, gate } = spec.joint ? jointly(place, spec, x) : apart(place, spec, x);
  const ready = { query: turned(place, spec, "query", query), key: turned(place, spec, "key", key), value };
  if (place.layer !== undefined) place.made?.set(place.layer, { key: ready.key, value });
  return gate === undefined ? ready : { ...ready, gate };
}

/** The context times its gate, which is projected from the input where it did not come with the queries. */
function gated(place: Place, spec: AttentionSpec, gate: OutputGate, context: Tensor, from: Tensor): Tensor {
  const { stage, name } = place;
  const width = gate.over === "head" ? spec.heads : (context.shape.at(-1) ?? 0);
  return openedBy({ stage, name, gate, width, heads: spec.heads }, context, from);
}

/** What a gate on a context needs. */
export interface Gating {
  readonly stage: Stage;
  readonly name: string;
  readonly gate: OutputGate;
  /** Values of the gate. */
  readonly width: number;
  readonly heads: number;
}

/** A context [batch, tokens, features] times the sigmoid of a gate projected from `from`, or given by it. */
export function openedBy({ stage, name, gate, width, heads }: Gating, context: Tensor, from: Tensor): Tensor {
  const layer = linear({ input: from.shape, outputFeatures: width, bias: false });
  const raw = gate.joint === true ? from : stage.add(`${name}.gate`, layer, from);
  const open = activated(stage, gate.activation ?? "sigmoid", `${name}.gate.open`, raw);
  if (gate.over === "feature")
    return stage.add(`${name}.gated`, productOf({ input: context.shape }), context, open);
  const [batch = 1, tokens = 1, features = 1] = context.shape;
  const byHeads = [batch, tokens, heads, features / heads];
  const split = stage.add(`${name}.context.heads`, view({ input: context.shape, output: byHeads }), context);
  const factor = [batch, tokens, heads, 1];
  const each = stage.add(`${name}.gate.heads`, view({ input: open.shape, output: factor }), open);
  const product = stage.add(`${name}.gated`, broadcastProduct({ input: byHeads, factor }), split, each);
  return stage.add(`${name}.gated.joined`, view({ input: byHeads, output: context.shape }), product);
}

/** Queries of every head, and the gate that their matrix gives besides. */
function queries(place: Place, spec: AttentionSpec, x: Tensor) {
  const { stage, name } = place;
  if (spec.outputGate?.joint !== true) return { heads: projected(place, spec, "query", x, spec.heads) };
  const width = spec.heads * spec.headDim;
  const both = linear({ input: x.shape, outputFeatures: 2 * width, bias: spec.queryBias });
  const all = stage.add(`${name}.query-gate`, both, x);
  const [batch = 1, tokens = 1] = x.shape;
  const flat = partOfTensor({ input: all.shape, output: [batch, tokens, width] });
  const query = stage.add(`${name}.query`, flat, all);
  return {
    heads: byHead(stage, `${name}.query.heads`, query, spec.heads),
    gate: stage.add(`${name}.gate`, flat, all),
  };
}

/** One matrix for each of the three. */
function apart(place: Place, spec: AttentionSpec, x: Tensor): Attended & { readonly gate?: Tensor } {
  const { heads, gate } = queries(place, spec, x);
  const key = projected(place, spec, "key", x, spec.kvHeads);
  const value = spec.keysAsValues === true ? key : projected(place, spec, "value", x, spec.kvHeads);
  const norm = spec.valueNorm;
  const even =
    norm === undefined ? value : normed(place.stage, place.run, norm, `${place.name}.value.norm`, value);
  return { query: heads, key, value: even, ...(gate === undefined ? {} : { gate }) };
}

/** Queries, keys or values of every head, normalised over all heads where the spec says so. */
function projected(
  place: Place,
  spec: AttentionSpec,
  side: "query" | "key" | "value",
  x: Tensor,
  heads: number,
): Tensor {
  const { stage, name } = place;
  const dim = side === "value" ? (spec.valueDim ?? spec.headDim) : spec.headDim;
  const bias = side === "value" ? (spec.valueBias ?? spec.queryBias) : spec.queryBias;
  const flat = stage.add(`${name}.${side}`, linear({ input: x.shape, outputFeatures: heads * dim, bias }), x);
  const norm = spec.queryKeyNorm;
  const whole = norm?.over === "all" && side !== "value";
  const ready = whole ? normed(stage, place.run, norm.style, `${name}.${side}.norm`, flat) : flat;
  return byHead(stage, `${name}.${side}.heads`, ready, heads);
}

/** One matrix for all three, whose parts are views of its output. */
function jointly(
  { stage, name }: Place,
  spec: AttentionSpec,
  x: Tensor,
): Attended & { readonly gate?: Tensor } {
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

/** Queries or keys after the normalisation of each head and the rotation, in the spec's order. */
function turned(place: Place, spec: AttentionSpec, side: "query" | "key", heads: Tensor): Tensor {
  const { stage, run } = place;
  const name = `${place.name}.${side}`;
  const norm = spec.queryKeyNorm;
  const even = (x: Tensor) => {
    if (norm?.over === "head") return normed(stage, run, norm.style, `${name}.norm`, x);
    return norm?.over === "each" ? normedEach(place, norm.style, `${name}.norm`, x) : x;
  };
  const x = spec.normAfterRotary === true ? heads : even(heads);
  const { rotary } = spec;
  const ready =
    rotary === undefined
      ? x
      : rotated(stage, run, `${name}.rotary`, x, { spec: rotary, tables: place.tables?.(rotary) });
  return spec.normAfterRotary === true ? even(ready) : ready;
}

/** Heads [batch, heads, tokens, headDim], each normalised with learned values of its own. */
function normedEach({ stage, run }: Place, style: NormStyle, name: string, x: Tensor): Tensor {
  const layer = stepwiseNorm({ input: x.shape, style, bytesPerElement: run.width });
  const channels = (x.shape[1] ?? 1) * (x.shape.at(-1) ?? 1);
  return stage.add(name, { ...layer, parameters: term(scaleParameters, { channels }) }, x);
}

/** [batch, tokens, heads × headDim] seen as [batch, heads, tokens, headDim]. */
export function byHead(stage: Stage, name: string, flat: Tensor, heads: number): Tensor {
  const [batch = 1, tokens = 1, features = 0] = flat.shape;
  return stage.add(name, view({ input: flat.shape, output: [batch, heads, tokens, features / heads] }), flat);
}
