// One attention operator as a layer: scores, softmax and weighted values, with scores in memory or in one kernel.
import {
  elements,
  elementwiseOperation,
  fusedAttention,
  type Layer,
  type Saved,
  type Shape,
  softmax,
  type Work,
} from "../../../layers/index.js";
import type { Call } from "../call.js";
import { constant, type KnownValue, shown } from "../value.js";
import { productLayer } from "./product.js";
import { copyOf } from "./view.js";

/** What an attention operator computes, whatever the layout of its inputs. */
export interface Attended {
  readonly batch: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly queries: number;
  /** Keys of the call and those of the past. */
  readonly keys: number;
  /** How many of the keys are in a cache. */
  readonly past: number;
  readonly headDim: number;
  readonly valueDim: number;
  /** ONNX's shape of the output. */
  readonly shape: Shape;
  /** Tensors that it reads: queries, keys and values in one or more, then the cache. */
  readonly values: readonly KnownValue[];
  /** Biases and gains of its own. */
  readonly weights?: readonly (KnownValue | undefined)[];
  /** Operations on each element of queries and keys before the products: rotation, a bias, a normalisation. */
  readonly before?: readonly string[];
}

/** Adds the layer of an attention operator and returns its output. */
export function attended(call: Call, spec: Attended): KnownValue {
  checkSizes(call, spec);
  const values = spec.values.filter((value) => elements(value.shape) > 0);
  const whole = call.attention === "fused" ? inOneKernel(spec) : inSteps(spec);
  const prepared = (spec.before ?? []).flatMap((words) => workBefore(spec, words));
  const window = spec.past === 0 ? "" : `, ${spec.past} of them cached`;
  const gradients = whole.inputGradient.flat();
  const layer: Layer = {
    ...whole,
    settings: `attention, ${spec.heads} heads, ${spec.queries} × ${spec.keys}${window}`,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(spec.shape),
    forward: [...prepared, ...whole.forward],
    inputGradient: values.map((_, i) => (i === 0 ? gradients : [])),
    saved: [
      ...values.map((_, index) => ({ kind: "input", index }) as const),
      ...whole.saved,
      ...rewritten(spec),
    ],
  };
  return call.emit(layer, values, { shape: spec.shape, weights: spec.weights ?? [] });
}

function checkSizes(
  call: Call,
  { batch, heads, keyHeads, queries, keys, headDim, valueDim }: Attended,
): void {
  const sizes = [batch, heads, keyHeads, queries, keys, headDim, valueDim];
  if (sizes.every((size) => Number.isFinite(size) && size > 0) && heads % keyHeads === 0) return;
  const shapes = call.inputs.map((value) =>
    value === undefined || value.kind === "unknown" ? "none" : `[${value.shape.join(", ")}]`,
  );
  throw call.problem(
    `its inputs must divide into ${heads} heads (${keyHeads} of keys), got ${shapes.join(", ")}; the file is damaged`,
  );
}

/** Products and softmax, with the softmax's result in memory. */
function inSteps({ batch, heads, queries, keys, headDim, valueDim }: Attended): Layer {
  const scores = productLayer({ batch: batch * heads, rows: queries, inner: headDim, columns: keys });
  const weighted = productLayer({ batch: batch * heads, rows: queries, inner: keys, columns: valueDim });
  const parts = [scores, softmax({ input: [batch, heads, queries, keys] }), weighted];
  const own = { kind: "own", label: "attention weights", elements: batch * heads * queries * keys } as const;
  return {
    ...scores,
    forward: parts.flatMap((part) => part.forward),
    inputGradient: parts.flatMap((part) => part.inputGradient),
    saved: [own],
  };
}

/** One kernel that keeps its output and a statistic of each row, and computes the scores again backward. */
function inOneKernel({ batch, heads, keyHeads, queries, keys, headDim, valueDim }: Attended): Layer {
  const layer = fusedAttention({
    query: [batch, heads, queries, headDim],
    key: [batch, keyHeads, keys, headDim],
    value: [batch, keyHeads, keys, valueDim],
  });
  return { ...layer, saved: layer.saved.filter(({ kind }) => kind !== "input") };
}

/** Keys and values behind a cache are written anew, and that tensor is what the products keep. */
function rewritten({ batch, keyHeads, keys, past, headDim, valueDim }: Attended): readonly Saved[] {
  if (past === 0) return [];
  const count = batch * keyHeads * keys * (headDim + valueDim);
  return [{ kind: "own", label: "keys and values behind the cache", elements: count }];
}

function workBefore(
  { batch, heads, keyHeads, queries, keys, past, headDim }: Attended,
  words: string,
): readonly Work[] {
  const count = batch * headDim * (heads * queries + keyHeads * (keys - past));
  if (count === 0) return [];
  return elementwiseOperation({ name: words, inputs: [], output: [count], forward: words, backward: [] })
    .forward;
}

/** The presents of keys and values, as outputs 2 and 3 of a node that names them. */
export function presents(
  call: Call,
  from: readonly KnownValue[],
  shapes: readonly [Shape, Shape],
): readonly KnownValue[] {
  return shapes.flatMap((shape, i) => {
    const name = call.node.outputs[i + 1];
    if (call.node.outputs.length <= i + 1) return [];
    const made = [from[i], from[i + 2]].filter((value) => value !== undefined && elements(value.shape) > 0);
    const known = made.filter((value) => value !== undefined);
    const type = from[i]?.type ?? 1;
    if (name === undefined || name === "" || known.length === 0) return [constant(shape, type)];
    return [copyOf(call, known, shape, "cache", { part: `cache ${i + 1}` })];
  });
}
