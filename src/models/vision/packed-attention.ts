// Multi-head self-attention whose queries, keys and values come out of one projection, as vision transformers have it.
import {
  copy,
  fusedAttention,
  linear,
  matmul,
  type Stage,
  scale,
  slice,
  softmax,
  type Tensor,
  unitNorm,
  view,
} from "../../layers/index.js";
import { rearranged } from "../../layers/shape/named-shape.js";
import type { AttentionKernel } from "../record.js";
import { applied } from "./blocks.js";

export interface PackedAttentionSpec {
  /** Module path of the attention. */
  readonly name: string;
  readonly heads: number;
  /** Names of the two projections below `name`. */
  readonly parts: readonly [packed: string, output: string];
  /** What is scaled by 1 / √headDim; "cosine": queries and keys are brought to unit length instead. */
  readonly scaled: "query" | "key" | "cosine";
  /**
   * Whether every head's part is copied for the products: "always", or "unless single", where one sequence alone can
   * be read in place.
   */
  readonly copies: "always" | "unless single";
  /** What is added to the scores [batch, heads, tokens, tokens] before the softmax; default nothing. */
  readonly biased?: (scores: Tensor) => Tensor;
  /** "fused" only where the scores take no bias. */
  readonly kernel: AttentionKernel;
}

type Part = "query" | "key" | "value";

/** [batch, tokens, features] -> the same: packed projection, products by head, output projection. */
export function packedAttention(stage: Stage, input: Tensor, spec: PackedAttentionSpec): Tensor {
  const { name, kernel } = spec;
  const [, , features = 1] = input.shape;
  const [packedName, outputName] = spec.parts;
  const packed = applied(stage, `${name}.${packedName}`, input, (shape) =>
    linear({ input: shape, outputFeatures: 3 * features }),
  );
  const context = kernel === "fused" ? fusedContext(stage, packed, spec) : eagerContext(stage, packed, spec);
  const { output } = rearranged("b h s d -> b s (h d)", context.shape);
  const joined = applied(stage, `${name}.joined`, context, (shape) =>
    // The fused kernel writes its output with the heads of a token side by side.
    kernel === "fused"
      ? view({ input: shape, output })
      : copy({ input: shape, output, what: "heads side by side" }),
  );
  return applied(stage, `${name}.${outputName}`, joined, (shape) =>
    linear({ input: shape, outputFeatures: features }),
  );
}

/** Scores, softmax and context: [batch, heads, tokens, headDim]. */
function eagerContext(stage: Stage, packed: Tensor, spec: PackedAttentionSpec): Tensor {
  const { name, scaled, biased = (scores) => scores } = spec;
  const inPlace = spec.copies === "unless single" && packed.shape[0] === 1;
  const part = (which: Part) =>
    headsOf(stage, packed, { name: `${name}.${which}`, spec, which, scaled, inPlace });
  const [query, key, value] = [part("query"), part("key"), part("value")];
  const scoring = matmul({ left: query.shape, right: key.shape, transposeRight: true });
  const scores = stage.add(`${name}.scores`, scoring, query, key);
  const weights = applied(stage, `${name}.softmax`, biased(scores), (shape) => softmax({ input: shape }));
  const using = matmul({ left: weights.shape, right: value.shape });
  return stage.add(`${name}.context`, using, weights, value);
}

/** The same in one kernel, which also scales: it reads the packed projection in place. */
function fusedContext(stage: Stage, packed: Tensor, spec: PackedAttentionSpec): Tensor {
  const part = (which: Part) =>
    headsOf(stage, packed, { name: `${spec.name}.${which}`, spec, which, scaled: "inside", inPlace: true });
  const [query, key, value] = [part("query"), part("key"), part("value")];
  const kernel = fusedAttention({ query: query.shape, key: key.shape, value: value.shape });
  return stage.add(`${spec.name}.kernel`, kernel, query, key, value);
}

interface HeadsSpec {
  readonly name: string;
  readonly spec: PackedAttentionSpec;
  readonly which: Part;
  readonly scaled: PackedAttentionSpec["scaled"] | "inside";
  readonly inPlace: boolean;
}

/** A third of the packed projection by head: [batch, heads, tokens, headDim], scaled or of unit length. */
function headsOf(stage: Stage, packed: Tensor, { name, spec, which, scaled, inPlace }: HeadsSpec): Tensor {
  const third = applied(stage, name, packed, (shape) =>
    slice({ input: shape, axis: 2, size: (shape[2] ?? 0) / 3 }),
  );
  const { output } = rearranged("b s (h d) -> b h s d", third.shape, { h: spec.heads });
  const cosine = scaled === "cosine" && which !== "value";
  const isScaled = scaled === which;
  const byHead = applied(stage, `${name}.heads`, third, (shape) =>
    // What is scaled or normalised is new memory anyway.
    inPlace || cosine || isScaled
      ? view({ input: shape, output })
      : copy({ input: shape, output, what: `${spec.heads} heads` }),
  );
  if (cosine) return applied(stage, `${name}.unit`, byHead, (shape) => unitNorm({ input: shape }));
  if (!isScaled) return byHead;
  return applied(stage, `${name}.scale`, byHead, (shape) => scale({ input: shape, by: "1 / √headDim" }));
}
