// The matrix products of a transformer's layer, and the widths that it keeps and exchanges, by how devices divide them.
import type { TransformerShape } from "../shape/shape.js";

/** How tensor parallelism divides a product: its columns, its inner dimension (rows of the weight), or not at all. */
export type Split = "columns" | "rows" | "none";

/** One matrix product of every token with a weight. */
export interface WeightProduct {
  readonly name: string;
  readonly inner: number;
  readonly columns: number;
  readonly split: Split;
  /** Whether each expert has such a weight, for the tokens that are sent to it. */
  readonly expert: boolean;
}

type Size = Pick<WeightProduct, "inner" | "columns" | "split">;

function product(name: string, size: Size, expert = false): WeightProduct {
  return { name, ...size, expert };
}

/** Projections of attention. */
export function attentionProducts(shape: TransformerShape): readonly WeightProduct[] {
  const { modelDim, heads, kvHeads, headDim, latent } = shape;
  if (latent === undefined)
    return [
      product("attention.qkv", {
        inner: modelDim,
        columns: (heads + 2 * kvHeads) * headDim,
        split: "columns",
      }),
      product("attention.output", { inner: heads * headDim, columns: modelDim, split: "rows" }),
    ];
  const { queryRank, kvRank, plainDim, rotaryDim, valueDim } = latent;
  const queryColumns = heads * (plainDim + rotaryDim);
  const query =
    queryRank === undefined
      ? [product("attention.query", { inner: modelDim, columns: queryColumns, split: "columns" })]
      : [
          product("attention.query.down", { inner: modelDim, columns: queryRank, split: "none" }),
          product("attention.query.up", { inner: queryRank, columns: queryColumns, split: "columns" }),
        ];
  return [
    ...query,
    product("attention.kv.down", { inner: modelDim, columns: kvRank + rotaryDim, split: "none" }),
    product("attention.kv.up", { inner: kvRank, columns: heads * (plainDim + valueDim), split: "columns" }),
    product("attention.output", { inner: heads * valueDim, columns: modelDim, split: "rows" }),
  ];
}

/** The feed-forward layer, or the router, the experts and what every token passes beside them. */
export function feedForwardProducts(shape: TransformerShape, mixture: boolean): readonly WeightProduct[] {
  const { modelDim, ffnDim, gated } = shape;
  const pair = (name: string, dim: number, expert = false): readonly WeightProduct[] => [
    product(`${name}.up`, { inner: modelDim, columns: (gated ? 2 : 1) * dim, split: "columns" }, expert),
    product(`${name}.down`, { inner: dim, columns: modelDim, split: "rows" }, expert),
  ];
  if (!mixture || shape.mixture === undefined) return pair("ffn", ffnDim);
  const { experts, expertDim, sharedDim } = shape.mixture;
  return [
    product("router", { inner: modelDim, columns: experts, split: "none" }),
    ...pair("experts", expertDim, true),
    ...(sharedDim > 0 ? pair("shared", sharedDim) : []),
  ];
}

/** Width of all queries, and what a query's and a value's head are wide. */
export function headWidths(shape: TransformerShape): { readonly key: number; readonly value: number } {
  const { headDim, latent } = shape;
  if (latent === undefined) return { key: headDim, value: headDim };
  return { key: latent.plainDim + latent.rotaryDim, value: latent.valueDim };
}

/** Values that a layer keeps for each token: those that tensor parallelism leaves whole, and those it divides. */
export interface KeptWidths {
  /** Inputs of the norms and what the norms put out. */
  readonly whole: number;
  /** Queries, keys, values, the attention's result, and the feed-forward layer's inner tensors. */
  readonly divided: number;
  /** Masks of dropout, one byte each. */
  readonly masks: number;
}

/** What a layer keeps, tensor by tensor; scores are counted apart. */
export function keptWidths(shape: TransformerShape, mixture: boolean): KeptWidths {
  const { modelDim, heads, kvHeads, latent, dropout } = shape;
  const { key, value } = headWidths(shape);
  const ranks = latent === undefined ? 0 : (latent.queryRank ?? 0) + latent.kvRank + latent.rotaryDim;
  const keyHeads = latent === undefined ? kvHeads : heads;
  const attention = heads * key + keyHeads * (key + value) + heads * value;
  return {
    whole: 4 * modelDim + 2 * ranks + (mixture ? (shape.mixture?.active ?? 0) * modelDim : 0),
    divided: attention + feedForwardKept(shape, mixture),
    masks: dropout ? 2 * modelDim : 0,
  };
}

/** A plain layer keeps the activation's input and output; a gated one both inputs and their product. */
function feedForwardKept(shape: TransformerShape, mixture: boolean): number {
  const tensors = shape.gated ? 3 : 2;
  if (!mixture || shape.mixture === undefined) return tensors * shape.ffnDim;
  const { active, expertDim, sharedDim } = shape.mixture;
  return tensors * (active * expertDim + sharedDim);
}

/** Parameters of a layer's norms. */
export function normParameters(shape: TransformerShape): number {
  return (shape.dropout ? 4 : 2) * shape.modelDim;
}
