// Products of two activations, as in attention: scores and their use.

import { FlopbookError } from "../ground/errors.js";
import { sources } from "../sources/bibliography.js";
import type { Layer } from "./graph/layer.js";
import { layerRecord } from "./graph/layer-record.js";
import { type Part, part } from "./graph/part.js";
import type { LayerParts } from "./graph/record-spec.js";
import { inputGradientProduct } from "./matrix.js";
import { checkedShape, type Shape, wholeNumber } from "./shape/shape.js";
import { formula } from "./vocabulary.js";

const subject = "layers/matmul";

/** Multiply-accumulates of a batch of matrix products. */
export const matmulMac = formula({
  id: "layers.matmul.mac",
  meaning:
    "Multiply-accumulates of matrix products: rows by inner times inner by columns, for each head and sequence",
  expression: "batch * heads * rows * innerDim * columns",
  result: "mac",
  inputs: ["batch", "heads", "rows", "innerDim", "columns"],
  source: { source: sources.nvidiaMatmul, place: "section 1: M N K multiply-adds of a product" },
  sample: { innerDim: 128, columns: 2048 },
});

/** The half of a product that a causal mask leaves. */
export const causalMac = formula({
  id: "layers.matmul.causal-mac",
  meaning: "Multiply-accumulates that a causal mask leaves of an attention product",
  expression: "causalShare * macFull",
  result: "mac",
  inputs: ["macFull"],
  conventions: ["causal-half"],
  source: { source: sources.narayanan2021, place: "section 5.1, halved as in Megatron-LM's later code" },
});

/** What a causal window leaves: each query sees itself and the tokens before it, up to the window's length. */
export const slidingWindowMac = formula({
  id: "layers.matmul.sliding-window-mac",
  meaning: "Multiply-accumulates of an attention product within a causal window, counted exactly",
  expression: "macFull * (windowLength * sequence - windowLength * (windowLength - 1) / 2) / sequence^2",
  result: "mac",
  inputs: ["macFull", "windowLength", "sequence"],
  source: { source: sources.beltagy2020, place: "section 3.1, for a causal window" },
});

/** A causal mask that also hides tokens further back than `window`, the query's own token included. */
export interface SlidingWindow {
  readonly window: number;
}

/** Which part of an attention product is counted: all, the half that a causal mask leaves, or a causal window. */
export type AttentionMask = "full" | "causal" | SlidingWindow;

export interface MatmulSpec {
  /** [batch, heads, rows, inner]. */
  readonly left: Shape;
  /** [batch, heads or a divisor of them, inner, columns], or [..., columns, inner] when transposed. */
  readonly right: Shape;
  /** Default false. */
  readonly transposeRight?: boolean;
  /** Default "full". */
  readonly mask?: AttentionMask;
}

const product = part(matmulMac);
const factors = [
  ["batch", "heads", "rows", "innerDim"],
  ["batch", "heads", "innerDim", "columns"],
];

/** Products of two activations. */
export const matmulRecord = layerRecord({
  id: "matmul",
  kind: "matmul",
  meaning: "Product of two activations for each head, as in attention",
  words: "gemm bmm einsum matrix product",
  dimensions: ["batch", "heads", "rows", "innerDim", "columns", "windowLength"],
  inputs: factors,
  output: ["batch", "heads", "rows", "columns"],
  ...productParts(product),
  kept: [
    { kind: "input", index: 0 },
    { kind: "input", index: 1 },
  ],
  choices: {
    mask: {
      full: {},
      causal: productParts(maskedPart(product, "causal", "rows")),
      window: productParts(maskedPart(product, "window", "rows")),
    },
  },
});

/** Both factors need a gradient, each a product of the forward's size. */
function productParts(mac: Part): Pick<LayerParts, "forward" | "inputGradient"> {
  const gradient = { matrix: part(inputGradientProduct, { mac }) };
  return { forward: { matrix: mac }, inputGradient: [gradient, gradient] };
}

/**
 * A product of two activations for each head: -> [batch, heads, rows, columns]. Keeps both factors. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example matmul({ left: [8, 12, 128, 64], right: [8, 12, 64, 128] }).output // [8, 12, 128, 128]
 */
export function matmul(spec: MatmulSpec): Layer {
  const layout = ["batch", "heads", "rows", "columns"];
  const [batch = 0, heads = 0, rows = 0, innerDim = 0] = checkedShape(subject, "left", spec.left, layout);
  const [batchRight, groups = 0, first = 0, second = 0] = checkedShape(subject, "right", spec.right, layout);
  const [innerRight, columns] = spec.transposeRight === true ? [second, first] : [first, second];
  if (innerRight !== innerDim || batchRight !== batch || heads % groups !== 0)
    throw new FlopbookError(
      `${subject}: right must fit left [${spec.left.join(", ")}], got [${spec.right.join(", ")}]; batch and inner size must agree and the right heads divide the left`,
    );
  const mask = spec.mask ?? "full";
  return matmulRecord.variant({ mask: maskName(mask) }).bind(
    { batch, heads, rows, innerDim, columns, ...windowSize(mask, rows) },
    {
      settings: `${rows} × ${innerDim} × ${columns}, ${heads} heads${maskText(mask)}`,
      inputs: [spec.left, spec.right],
    },
  );
}

/** What a mask leaves of the multiply-accumulates of a product with so many queries. */
export function maskedPart(macFull: Part, mask: MaskName, queries: string): Part {
  if (mask === "full") return macFull;
  return mask === "causal"
    ? part(causalMac, { macFull })
    : part(slidingWindowMac, { macFull, sequence: queries });
}

/** Names of the masks, as settings of records. */
export type MaskName = "full" | "causal" | "window";

/** The name of a mask. */
export function maskName(mask: AttentionMask): MaskName {
  return typeof mask === "string" ? mask : "window";
}

/** The length of a window of attention, at most that of the sequence. */
export function windowSize(mask: AttentionMask, queries: number): { readonly windowLength?: number } {
  if (typeof mask === "string") return {};
  return { windowLength: Math.min(wholeNumber(subject, "window", mask.window), queries) };
}

/** ", causal half": how settings name a mask. */
export function maskText(mask: AttentionMask): string {
  if (mask === "full") return "";
  return mask === "causal" ? ", causal half" : `, window of ${mask.window}`;
}
