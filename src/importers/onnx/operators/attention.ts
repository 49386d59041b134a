// Attention as one operator: ONNX's own (opset 23) and those of com.microsoft.
import { elements, type Layer, linear, softmax } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { productLayer } from "./product.js";
import { copyOf } from "./view.js";

/** Rules of ONNX's attention operator. */
export const attentionRules: Rules = {
  Attention: (call) => {
    const [query, key, value] = [call.known(0), call.known(1), call.known(2)];
    const past = call.optional(4)?.shape[2] ?? 0;
    const heads = query.shape.length === 4 ? (query.shape[1] ?? 1) : call.integer("q_num_heads", 1);
    const [batch = 1] = query.shape;
    const queries = query.shape.at(-2) ?? 1;
    const keys = (key.shape.at(-2) ?? 1) + past;
    const headDim = elements(query.shape) / (batch * heads * queries);
    const keyHeads = key.shape.length === 4 ? (key.shape[1] ?? 1) : call.integer("kv_num_heads", heads);
    const valueDim = elements(value.shape) / (batch * keyHeads * (value.shape.at(-2) ?? 1));
    const shape =
      query.shape.length === 4 ? [batch, heads, queries, valueDim] : [batch, queries, heads * valueDim];
    return [attended(call, [query, key, value], { batch, heads, queries, keys, headDim, valueDim, shape })];
  },
};

/** Rules of com.microsoft's attention operators. */
export const contribAttentionRules: Rules = {
  Attention: (call) => {
    const [input, weight, bias] = [call.known(0), call.known(1), call.optional(2)];
    const [batch = 1, tokens = 1, width = 1] = input.shape;
    const projections = call.integers("qkv_hidden_sizes") ?? [];
    const [outputs = width] = weight.shape.slice(-1);
    const heads = call.integer("num_heads", 1);
    const features = linear({
      input: [batch, tokens, width],
      outputFeatures: outputs,
      bias: bias !== undefined,
    });
    const joined = call.emit(features, [input], { weights: [weight, bias], part: "projection" });
    const queryWidth = projections[0] ?? outputs / 3;
    const valueWidth = projections[2] ?? outputs / 3;
    const sizes = {
      batch,
      heads,
      queries: tokens,
      keys: tokens,
      headDim: queryWidth / heads,
      valueDim: valueWidth / heads,
    };
    return [attended(call, [joined], { ...sizes, shape: [batch, tokens, valueWidth] })];
  },
  MultiHeadAttention: separate("num_heads", "num_heads"),
  GroupQueryAttention: separate("num_heads", "kv_num_heads"),
};

interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly headDim: number;
  readonly valueDim: number;
  readonly shape: readonly number[];
}

/** Query, key and value as three inputs [batch, tokens, heads x size]. */
function separate(headsName: string, keyHeadsName: string): Rule {
  return (call) => {
    const values = [call.known(0), call.known(1), call.known(2)];
    const [query, key, value] = values.map(({ shape }) => shape);
    const heads = call.integer(headsName, 1);
    const keyHeads = call.integer(keyHeadsName, heads);
    const [batch = 1, queries = 1, width = 1] = query ?? [];
    const keys = key?.[key.length === 4 ? 2 : 1] ?? queries;
    const valueWidth = value === undefined ? width : elements(value) / (batch * keys);
    const valueDim = valueWidth / keyHeads;
    const sizes = { batch, heads, queries, keys, headDim: width / heads, valueDim };
    const output = attended(call, values, { ...sizes, shape: [batch, queries, heads * valueDim] });
    const cache = [1, 2].flatMap((i) => {
      const own = values[i];
      const shape = [batch, keyHeads, keys, valueDim];
      return own === undefined || call.node.outputs.length <= i
        ? []
        : [copyOf(call, [own], shape, "cache", { part: `cache ${i}` })];
    });
    return [output, ...cache];
  };
}

/** Scores, softmax and weighted values in one layer. */
function attended(call: Call, values: readonly KnownValue[], sizes: AttentionSizes): KnownValue {
  const { batch, heads, queries, keys, headDim, valueDim, shape } = sizes;
  const scores = productLayer({ batch: batch * heads, rows: queries, inner: headDim, columns: keys });
  const weighted = productLayer({ batch: batch * heads, rows: queries, inner: keys, columns: valueDim });
  const soft = softmax({ input: [batch, heads, queries, keys] });
  const parts = [scores, soft, weighted];
  const first = parts.flatMap((part) => part.inputGradient.flat());
  const layer: Layer = {
    ...scores,
    settings: `attention, ${heads} heads, ${queries} × ${keys}`,
    inputs: values.map((value) => shown(value.shape)),
    output: shape,
    forward: parts.flatMap((part) => part.forward),
    inputGradient: values.map((_, i) => (i === 0 ? first : [])),
    saved: [
      ...values.map((_, index) => ({ kind: "input", index }) as const),
      { kind: "own", label: "attention weights", elements: batch * heads * queries * keys },
    ],
  };
  return call.emit(layer, values, { shape });
}
