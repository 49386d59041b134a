// The same values under another shape: what most of the operators between layers come down to.
import { dataMovement, elements, type Shape } from "../../../layers/index.js";
import type { Call } from "../call.js";
import { constant, type KnownValue, shown } from "../value.js";

/** The value under another shape; `part` names a further output of a node. */
export function viewOf(
  call: Call,
  value: KnownValue,
  shape: Shape,
  name: string,
  options: { readonly part?: string; readonly type?: number } = {},
): KnownValue {
  const { type = value.type } = options;
  if (elements(shape) === 0) return constant(shape, type, []);
  const layer = dataMovement({ name, inputs: [shown(value.shape)], output: shown(shape), view: true });
  return call.emit(layer, [value], { shape, ...options });
}

/** New memory filled from some values, without operations. */
export function copyOf(
  call: Call,
  values: readonly KnownValue[],
  shape: Shape,
  name: string,
  options: { readonly part?: string; readonly type?: number; readonly keeps?: number } = {},
): KnownValue {
  const { keeps, ...rest } = options;
  const { type = values[0]?.type ?? 1 } = options;
  if (elements(shape) === 0) return constant(shape, type, []);
  const layer = dataMovement({
    name,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    saved: keeps === undefined ? [] : [{ kind: "input", index: keeps }],
  });
  return call.emit(layer, values, { shape, ...rest });
}

/** A constant of the file's batch beside data of another batch: repeated for it, as a dynamic export would. */
export function followingBatch(call: Call, value: KnownValue, beside: Shape, axis: number): KnownValue {
  const batch = call.exported?.batch;
  if (value.kind === "data" || batch === undefined) return value;
  const shape = value.shape.map((size, i) => (i !== axis && size === batch ? (beside[i] ?? size) : size));
  return shape.every((size, i) => size === value.shape[i]) ? value : { ...value, shape, numbers: undefined };
}
