// Products of matrices as layers: their multiply-accumulates, those of their gradients, and the factors that are kept.
import { elements, inputGradientProduct, matmulMac, term, type Work } from "../../../layers/index.js";
import type { Call } from "../call.js";
import { elementType, takesGradient } from "../element-type.js";
import type { Form, Value } from "../value.js";
import { cast, formOf, work } from "./parts.js";

/** Sizes of `batch` products of rows x inner by inner x columns. */
export interface ProductSizes {
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Multiply-accumulates of products, and of the gradient of one factor. */
export function productWork({ batch, rows, inner, columns }: ProductSizes): {
  readonly forward: readonly Work[];
  readonly gradient: readonly Work[];
} {
  const mac = term(matmulMac, { batch, heads: 1, rows, innerDim: inner, columns });
  return {
    forward: [{ operationClass: "matrix", term: mac }],
    gradient: [{ operationClass: "matrix", term: term(inputGradientProduct, { mac }) }],
  };
}

/** What a product has besides its factors. */
export interface ProductOptions {
  readonly output?: Form;
  /** Added to the result: a bias, or the first argument of addmm. */
  readonly added?: Value | undefined;
  readonly kind?: "linear" | "matmul";
  readonly part?: string;
}

/** One product as a layer. Each factor is kept for the gradient of the other. */
export function product(
  call: Call,
  left: Value,
  right: Value,
  sizes: ProductSizes,
  { output, added, kind = "matmul", part }: ProductOptions = {},
): Value {
  const { forward, gradient } = productWork(sizes);
  const { batch, rows, inner, columns } = sizes;
  const times = batch === 1 ? "" : `, ${batch} times`;
  return call.emit({
    kind,
    settings: kind === "linear" ? `${inner} → ${columns}` : `${rows} × ${inner} × ${columns}${times}`,
    inputs: [left, right, added],
    output: output ?? formOf([rows, columns], left.type),
    forward,
    gradients: [gradient, gradient, []],
    saved: [...(right.gradient ? [left] : []), ...(left.gradient ? [right] : [])],
    ...(part === undefined ? {} : { part }),
  });
}

/** Under autocast a product works in the format of its output: factors in another one are copied first. */
export function asOutput(call: Call, value: Value, part: string): Value {
  const { type } = call.form(0);
  const own = elementType(call.subject, value.type);
  const wanted = elementType(call.subject, type);
  return own.kind === "float" && wanted.kind === "float" && takesGradient(wanted)
    ? cast(call, value, type, part)
    : value;
}

/** A product with a vector: PyTorch counts it among no matrix products, so that it is element-wise work here. */
export function vectorProduct(call: Call, left: Value, right: Value, added?: Value): Value {
  const count = elements(left.shape);
  const each = work("multiply + add", count);
  return call.emit({
    kind: "matmul",
    settings: "product with a vector",
    inputs: [left, right, added],
    output: call.form(0),
    forward: each,
    gradients: [each, each, []],
    saved: [...(right.gradient ? [left] : []), ...(left.gradient ? [right] : [])],
  });
}
