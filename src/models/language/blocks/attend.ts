// Scores, softmax and context of attention, step by step or in one kernel, with what PyTorch keeps of each.
import {
  activation,
  attentionSink,
  dropout,
  fusedAttention,
  type Layer,
  matmul,
  partOfTensor,
  rewritten,
  type Saved,
  type Stage,
  scale,
  softmax,
  type Tensor,
  view,
} from "../../../layers/index.js";
import { inFloat, inFormat, type Run } from "./run.js";
import type { ScoreSpec } from "./specs.js";

/** What attention is made of: [batch, heads, tokens, features] each. */
export interface Attended {
  readonly query: Tensor;
  /** Of as many heads as the queries, or a divisor of them. */
  readonly key: Tensor;
  readonly value: Tensor;
}

/** Attention over heads: -> [batch, queries, heads × valueDim]. */
export function attend(stage: Stage, run: Run, spec: ScoreSpec, name: string, parts: Attended): Tensor {
  if (run.kernel === "eager") return inSteps(stage, run, spec, name, parts);
  const falls = spec.dropout > 0 || parts.value.shape[3] !== parts.query.shape[3];
  return falls || spec.fused === "steps" || spec.biased !== undefined
    ? inSteps(stage, run, spec, name, parts, true)
    : inOneKernel(stage, spec, name, parts);
}

/** The kernel keeps its inputs and output. A mask that it is given is kept too, and keys are then repeated. */
function inOneKernel(stage: Stage, spec: ScoreSpec, name: string, parts: Attended): Tensor {
  const [batch = 1, heads = 1, queries = 1] = parts.query.shape;
  const keys = parts.key.shape[2] ?? 1;
  const masked = spec.fused === "masked" || (spec.window !== undefined && keys >= spec.window);
  const side = (x: Tensor, label: string) =>
    masked && x.shape[1] !== heads ? repeated(stage, `${name}.${label}.repeated`, x, heads) : x;
  const { query } = parts;
  const [key, value] = [side(parts.key, "key"), side(parts.value, "value")];
  const layer = fusedAttention({ query: query.shape, key: key.shape, value: value.shape });
  const mask = { kind: "own", label: "mask", elements: batch * queries * keys } as const;
  const kept = masked ? [...layer.saved, mask] : layer.saved;
  const context = stage.add(`${name}.fused`, { ...layer, saved: kept }, query, key, value);
  return joined(stage, name, context, spec.copiedContext);
}

/** Single steps. `float`: what PyTorch falls back on for a fused call, which works on FP32 copies. */
function inSteps(
  stage: Stage,
  run: Run,
  spec: ScoreSpec,
  name: string,
  parts: Attended,
  float = false,
): Tensor {
  const heads = parts.query.shape[1] ?? 1;
  const wide = float && run.width < 4 ? { bytesPerElement: 4 } : {};
  const ready = (label: "query" | "key" | "value") => {
    const x = parts[label];
    // One sequence needs no copy for the product, nor does one head that all queries share.
    const same = run.batch === 1 && (x.shape[1] === heads || x.shape[1] === 1);
    if (same && !(float && (label !== "value" || run.width < 4))) return x;
    const output = same ? x.shape : [x.shape[0] ?? 1, heads, ...x.shape.slice(2)];
    return stage.add(`${name}.${label}.ready`, rewritten({ input: x.shape, output, ...wide }), x);
  };
  const products = (label: "query" | "key") =>
    spec.floatScores ? inFloat(stage, run, `${name}.${label}.float`, ready(label)) : ready(label);
  const [query, key, value] = [products("query"), products("key"), ready("value")];
  // scores: [batch, heads, queries, keys]
  const scoring = matmul({ left: query.shape, right: key.shape, transposeRight: true });
  const scores = stage.add(`${name}.scores`, scoring, query, key);
  const scaled = stage.add(`${name}.scale`, constantScale(scores, spec), scores);
  const weights = weighed(stage, run, spec, name, spec.biased?.(scaled) ?? scaled, float);
  const using = matmul({ left: weights.shape, right: value.shape });
  const context = stage.add(`${name}.context`, using, weights, value);
  return inFormatIf(float, stage, run, name, joined(stage, name, context, true));
}

/** Weights of the values: capped, with sinks, softmax, dropout, as the model has them. */
function weighed(
  stage: Stage,
  run: Run,
  spec: ScoreSpec,
  name: string,
  scores: Tensor,
  float: boolean,
): Tensor {
  const bounded =
    spec.softcap && !float
      ? stage.add(`${name}.softcap`, activation({ input: scores.shape, function: "tanh" }), scores)
      : scores;
  const extended = spec.sinks
    ? stage.add(`${name}.sink`, attentionSink({ scores: bounded.shape }), bounded)
    : bounded;
  const layer = softmax({ input: extended.shape });
  const wide = run.width < 4 && (float || spec.softmax === "float");
  const exact = stage.add(`${name}.softmax`, wide ? { ...layer, outputBytesPerElement: 4 } : layer, extended);
  const own = spec.sinks
    ? stage.add(`${name}.weights`, partOfTensor({ input: exact.shape, output: scores.shape }), exact)
    : exact;
  const weights = wide && !float ? inFormat(stage, run, `${name}.rounded`, own) : own;
  if (spec.dropout === 0) return weights;
  const dropping = dropout({ input: weights.shape, rate: spec.dropout, mask: "value" });
  const width = float ? { bytesPerElement: 4 } : {};
  const saved = dropping.saved.map((kept) => ({ ...kept, ...width }));
  const output = float ? { outputBytesPerElement: 4 } : {};
  return stage.add(`${name}.dropout`, { ...dropping, saved, ...output }, weights);
}

/** A product with a number keeps nothing: the number is no tensor. */
function constantScale(scores: Tensor, spec: ScoreSpec): Layer {
  const [batch = 1, , queries = 1, keys = 1] = scores.shape;
  const mask: Saved = { kind: "own", label: "mask", elements: batch * queries * keys, bytesPerElement: 1 };
  const layer = scale({ input: scores.shape, by: "1 / √headDim" });
  return { ...layer, saved: spec.keptMask ? [mask] : [] };
}

function repeated(stage: Stage, name: string, x: Tensor, heads: number): Tensor {
  const output = [x.shape[0] ?? 1, heads, ...x.shape.slice(2)];
  return stage.add(name, rewritten({ input: x.shape, output }), x);
}

/** Heads side by side: [batch, heads, queries, valueDim] -> [batch, queries, heads × valueDim]. */
function joined(stage: Stage, name: string, context: Tensor, copied: boolean): Tensor {
  const [batch = 1, heads = 1, queries = 1, valueDim = 1] = context.shape;
  const shapes = { input: context.shape, output: [batch, queries, heads * valueDim] };
  return stage.add(`${name}.joined`, copied ? rewritten(shapes) : view(shapes), context);
}

function inFormatIf(float: boolean, stage: Stage, run: Run, name: string, x: Tensor): Tensor {
  return float ? inFormat(stage, run, `${name}.rounded-context`, x) : x;
}
