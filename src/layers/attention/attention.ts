// Multi-head attention, built from linear layers and matrix products; keys may come from another sequence.
import { FlopbookError } from "../../ground/errors.js";
import { type DropoutSetting, dropped } from "../elementwise/dropout.js";
import { softmax } from "../elementwise/softmax.js";
import { positions, scale } from "../embedding.js";
import type { Stage, Tensor } from "../graph/graph.js";
import { linear } from "../linear.js";
import { type AttentionMask, matmul } from "../matmul.js";
import { view } from "../memory/view.js";
import { layerNorm } from "../normalisation/layer-norm.js";
import { rearranged } from "../shape/named-shape.js";
import { checkedShape, wholeNumber } from "../shape/shape.js";

const subject = "layers/attention";

export interface AttentionSpec {
  /** Module path of the attention, e.g. "encoder.0.attention". */
  readonly name: string;
  /** [batch, queries, modelDim]. */
  readonly input: Tensor;
  /** What is attended to, [batch, keys, its own width]; default: the input itself. */
  readonly memory?: Tensor;
  readonly heads: number;
  /** Heads of keys and values; default: as many as `heads`. */
  readonly kvHeads?: number;
  readonly headDim: number;
  /** Width of the result; default: the width of the input. */
  readonly outputDim?: number;
  /** Biases of the projections; default "none". */
  readonly bias?: "all" | "qkv" | "none";
  /** Whether a causal mask's half is counted, or a causal window; default "full". */
  readonly mask?: AttentionMask;
  /** Normalise queries and keys of each head by their root mean square; default false. */
  readonly queryKeyNorm?: boolean;
  /** Turn queries and keys by rotary positions; default false. */
  readonly rotary?: boolean;
  /** On the weights after the softmax; default none. */
  readonly dropout?: DropoutSetting;
}

/**
 * Attention over one sequence or another: [batch, queries, modelDim] -> [batch, queries, outputDim].
 *
 * @example const g = graphBuilder({ name: "block", origin: "own" });
 * const input = g.input("x", [1, 128, 768]);
 * attention(g.stage("layer"), { name: "attention", input, heads: 12, headDim: 64 }).shape // [1, 128, 768]
 */
export function attention(stage: Stage, spec: AttentionSpec): Tensor {
  const { input, name } = spec;
  const memory = spec.memory ?? input;
  const layout = ["batch", "tokens", "features"];
  const [, queries = 0, modelDim = 0] = checkedShape(subject, "input", input.shape, layout);
  const [, keys = 0] = checkedShape(subject, "memory", memory.shape, layout);
  const { heads, kvHeads, headDim } = headCounts(spec);
  checkMask(spec, queries, keys);
  const bias = spec.bias === "all" || spec.bias === "qkv";
  const project = (part: string, from: Tensor, count: number) => {
    const layer = linear({ input: from.shape, outputFeatures: count * headDim, bias });
    const flat = stage.add(`${name}.${part}`, layer, from);
    const { output } = rearranged("b s (h d) -> b h s d", flat.shape, { h: count });
    const byHead = view({ input: flat.shape, output });
    return stage.add(`${name}.${part}.heads`, byHead, flat);
  };
  const query = project("query", input, heads);
  const key = project("key", memory, kvHeads);
  const value = project("value", memory, kvHeads);
  const context = attended(stage, spec, { query, key, value });
  const { output: side } = rearranged("b h s d -> b s (h d)", context.shape);
  const joining = view({ input: context.shape, output: side });
  const joined = stage.add(`${name}.joined`, joining, context);
  const outputFeatures = spec.outputDim ?? modelDim;
  const output = linear({ input: joined.shape, outputFeatures, bias: spec.bias === "all" });
  return stage.add(`${name}.output`, output, joined);
}

interface Projections {
  /** [batch, heads, queries, headDim]. */
  readonly query: Tensor;
  /** [batch, kvHeads, keys, headDim]. */
  readonly key: Tensor;
  readonly value: Tensor;
}

/** Scores, softmax and context: [batch, heads, queries, headDim]. */
function attended(stage: Stage, spec: AttentionSpec, { query, key, value }: Projections): Tensor {
  const { name } = spec;
  const mask = spec.mask ?? "full";
  const [left, right] = [prepared(stage, spec, "query", query), prepared(stage, spec, "key", key)];
  const scaled = stage.add(`${name}.scale`, scale({ input: left.shape, by: "1 / √headDim" }), left);
  // scores: [batch, heads, queries, keys]
  const scoring = matmul({ left: scaled.shape, right: right.shape, transposeRight: true, mask });
  const scores = stage.add(`${name}.scores`, scoring, scaled, right);
  const exact = stage.add(`${name}.softmax`, softmax({ input: scores.shape }), scores);
  const weights = spec.dropout === undefined ? exact : dropped(stage, `${name}.dropout`, exact, spec.dropout);
  const using = matmul({ left: weights.shape, right: value.shape, mask });
  return stage.add(`${name}.context`, using, weights, value);
}

/** Queries or keys after the normalisation and rotation that some models put between projection and product. */
function prepared(stage: Stage, spec: AttentionSpec, part: string, heads: Tensor): Tensor {
  let x = heads;
  const name = `${spec.name}.${part}`;
  if (spec.queryKeyNorm === true)
    x = stage.add(`${name}.norm`, layerNorm({ input: x.shape, variant: "rms" }), x);
  if (spec.rotary === true)
    x = stage.add(`${name}.rotary`, positions({ input: x.shape, variant: "rotary" }), x);
  return x;
}

function headCounts(spec: AttentionSpec) {
  const heads = wholeNumber(subject, "heads", spec.heads);
  const kvHeads = wholeNumber(subject, "kvHeads", spec.kvHeads ?? heads);
  const headDim = wholeNumber(subject, "headDim", spec.headDim);
  if (heads % kvHeads !== 0)
    throw new FlopbookError(
      `${subject}: kvHeads must divide heads (${heads}), got ${kvHeads}; choose a divisor`,
    );
  return { heads, kvHeads, headDim };
}

function checkMask(spec: AttentionSpec, queries: number, keys: number): void {
  if (spec.mask === undefined || spec.mask === "full" || queries === keys) return;
  throw new FlopbookError(
    `${subject}: a causal mask needs as many keys as queries (${queries}), got ${keys}; use mask "full" for cross attention`,
  );
}
