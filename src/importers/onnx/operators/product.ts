// Matrix products of any rank as layers: a linear layer where the right factor is a matrix of weights.
import { elements, type Layer, linear, matmul, type Shape } from "../../../layers/index.js";
import type { Call, EmitOptions } from "../call.js";
import { broadcast } from "../shape-rules.js";
import type { KnownValue } from "../value.js";

/** The sizes of a product: `batch` products of rows x inner times inner x columns. */
export interface ProductSizes {
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** A layer of matrix products whose two inputs are activations; the emitter takes weights out of them. */
export function productLayer({ batch, rows, inner, columns }: ProductSizes): Layer {
  const layer = matmul({ left: [batch, 1, rows, inner], right: [batch, 1, inner, columns] });
  const times = batch === 1 ? "" : `, ${batch} times`;
  return { ...layer, settings: `${rows} × ${inner} × ${columns}${times}` };
}

/** Product by NumPy's rule of `left` and `right`, whose shapes count after any transposition. */
export function product(
  call: Call,
  factors: {
    readonly left: KnownValue;
    readonly right: KnownValue;
    readonly leftShape: Shape;
    readonly rightShape: Shape;
  },
  options: EmitOptions = {},
): KnownValue {
  const { left, right, leftShape, rightShape } = factors;
  if (leftShape.length === 0 || rightShape.length === 0)
    throw call.problem("factors must be no scalars, got one");
  const a = leftShape.length === 1 ? [1, ...leftShape] : leftShape;
  const b = rightShape.length === 1 ? [...rightShape, 1] : rightShape;
  const [rows = 1, inner = 1] = a.slice(-2);
  const [innerRight = 1, columns = 1] = b.slice(-2);
  if (inner !== innerRight)
    throw call.problem(
      `inner sizes must agree, got [${leftShape.join(", ")}] times [${rightShape.join(", ")}]; the file or its input shapes are wrong`,
    );
  const batch = broadcast(call, [a.slice(0, -2), b.slice(0, -2)]);
  const shape = [
    ...batch,
    ...(leftShape.length === 1 ? [] : [rows]),
    ...(rightShape.length === 1 ? [] : [columns]),
  ];
  if (elements(shape) === 0 || inner === 0)
    return { kind: "constant", shape, type: left.type, numbers: [], weights: [] };
  const whole = { ...options, shape };
  if (left.kind === "data" && right.kind === "constant" && elements(b.slice(0, -2)) === 1) {
    const rowsOfAll = elements(batch) * rows;
    const layer = linear({ input: [rowsOfAll, inner], outputFeatures: columns, bias: false });
    return call.emit(layer, [left], { ...whole, weights: [right, ...(options.weights ?? [])] });
  }
  return call.emit(productLayer({ batch: elements(batch), rows, inner, columns }), [left, right], whole);
}
