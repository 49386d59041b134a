// Attention as one operator: two products, a softmax between them, and what the kernel of the CPU keeps.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { elementType } from "../element-type.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { cast, work } from "./parts.js";
import { productWork } from "./product.js";
import { bytesOf } from "./saves.js";

/** Rules of the attention operators. */
export const attentionRules: Rules = {
  scaled_dot_product_attention: attended("chosen"),
  _scaled_dot_product_attention_math: attended("math"),
  _scaled_dot_product_attention_math_for_mps: attended("math"),
  _scaled_dot_product_flash_attention_for_cpu: attended("fused"),
  _scaled_dot_product_flash_attention: attended("fused"),
  _scaled_dot_product_efficient_attention: attended("fused"),
  _scaled_dot_product_cudnn_attention: attended("fused"),
  _scaled_dot_product_fused_attention_overrideable: attended("fused"),
  _flash_attention_forward: attended("fused"),
  _efficient_attention_forward: attended("fused"),
};

interface Sizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly headDim: number;
  readonly valueDim: number;
}

type Kernel = "chosen" | "fused" | "math";

function attended(kernel: Kernel): Rule {
  return (call) => {
    const [query, key, value] = [call.tensor("query"), call.tensor("key"), call.tensor("value")].map(
      (one, i) => castTo(call, one, ["query", "key", "value"][i] ?? ""),
    );
    if (query === undefined || key === undefined || value === undefined)
      throw call.problem("must have query, key and value, got fewer; the file is damaged");
    const mask = call.optional("attn_mask") ?? call.optional("attn_bias");
    const sizes = sizesOf(query, key, value);
    const fused = kernel === "fused" || (kernel === "chosen" && isFused(call, { query, value, mask }));
    const result = layer(call, [query, key, value, mask], sizes, fused);
    return [result, ...statistics(call, [query, key])];
  };
}

/** Autocast has all three in its own format. */
function castTo(call: Call, value: Value, part: string): Value {
  return elementType(call.subject, value.type).kind === "float"
    ? cast(call, value, call.form(0).type, part)
    : value;
}

function sizesOf(query: Value, key: Value, value: Value): Sizes {
  const [queries = 1, headDim = 1] = query.shape.slice(-2);
  const keys = key.shape.at(-2) ?? 1;
  return {
    batch: elements(query.shape.slice(0, -2)),
    queries,
    keys,
    headDim,
    valueDim: value.shape.at(-1) ?? 1,
  };
}

/** When PyTorch takes its fused kernel on a CPU: four dimensions, heads of one width, no dropout, a mask without gradient. */
function isFused(
  call: Call,
  { query, value, mask }: { readonly query: Value; readonly value: Value; readonly mask: Value | undefined },
): boolean {
  const plain = query.shape.length === 4 && query.shape.at(-1) === value.shape.at(-1);
  return plain && call.number("dropout_p", 0) === 0 && mask?.gradient !== true;
}

function layer(
  call: Call,
  inputs: readonly [Value, Value, Value, Value | undefined],
  { batch, queries, keys, headDim, valueDim }: Sizes,
  fused: boolean,
): Value {
  const [query, key, value] = inputs;
  const scores = productWork({ batch, rows: queries, inner: headDim, columns: keys });
  const context = productWork({ batch, rows: queries, inner: keys, columns: valueDim });
  const count = batch * queries * keys;
  // The gradient of the weights of attention is needed for queries and keys alike and computed once.
  const shared = [...context.gradient, ...work("2 multiply + add + subtract", count, "softmax")];
  const ofKey = query.gradient ? scores.gradient : [...scores.gradient, ...shared];
  const bytes = bytesOf(call, query.type);
  return call.emit({
    kind: "fused-attention",
    settings: `${queries} × ${keys}, ${batch} heads of all samples`,
    inputs: [...inputs, key.repeats, value.repeats],
    output: call.form(0),
    forward: [
      ...scores.forward,
      ...work("compare + subtract + exponential + add + divide", count, "softmax"),
      ...context.forward,
    ],
    gradients: [[...scores.gradient, ...shared], ofKey, context.gradient, []],
    saved: fused
      ? fusedSaved(batch * queries, ...ungrouped(call, inputs))
      : mathSaved(call, { query, key, value }, { batch, count, bytes }),
  });
}

/**
 * transformers repeats the heads of keys and values and builds a mask only while it is exported: run as it is, the same
 * module hands the kernel the heads themselves and says that attention is causal.
 */
function ungrouped(
  call: Call,
  [query, key, value, mask]: readonly [Value, Value, Value, Value | undefined],
): readonly [readonly Value[], Value | undefined] {
  const exported =
    call.node.owner.startsWith("transformers.") && (mask === undefined || call.isConstant(mask));
  if (!exported) return [[query, key, value], mask];
  return [[query, key.repeats ?? key, value.repeats ?? value], undefined];
}

/** Queries, keys, values, the output and an FP32 number for each row. */
function fusedSaved(rows: number, values: readonly Value[], mask: Value | undefined): readonly Saving[] {
  const sums = { label: "log-sum-exp of rows", elements: rows, bytesPerElement: 4 };
  return [...values, ...(mask === undefined ? [] : [mask]), sums, "result"];
}

/** Scaled queries and keys, the weights of attention, what dropout leaves of them and its mask, and the values. */
function mathSaved(
  call: Call,
  { query, key, value }: { readonly query: Value; readonly key: Value; readonly value: Value },
  { batch, count, bytes }: { readonly batch: number; readonly count: number; readonly bytes: number },
): readonly Saving[] {
  const heads = batch / Math.max(1, elements(key.shape.slice(0, -2)));
  const own = (label: string, size: number): Saving => ({ label, elements: size, bytesPerElement: bytes });
  const dropped = call.number("dropout_p", 0) > 0 ? 2 * count : 0;
  const repeated = heads > 1;
  return [
    ...(key.gradient ? [own("scaled queries", elements(query.shape))] : []),
    ...(query.gradient ? [own("scaled keys", elements(key.shape) * heads)] : []),
    own("weights of attention", count),
    ...(dropped > 0 ? [own("weights after dropout and its mask", dropped)] : []),
    ...(repeated ? [own("values of all heads", elements(value.shape) * heads)] : [value]),
  ];
}

/** What a kernel puts out beside the result: statistics and the state of the random numbers. */
function statistics(call: Call, inputs: readonly Value[]): readonly Value[] {
  return Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: "statistics of attention",
      inputs,
      output: call.form(i + 1),
      differentiable: false,
      part: `${i + 2}`,
    }),
  );
}
