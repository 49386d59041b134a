// What layer normalisation and root-mean-square normalisation share: a value over the root of a mean square.
import { elements } from "../../../layers/index.js";
import type { Call } from "../call.js";
import type { FileNode } from "../model-file.js";
import type { DataValue } from "../value.js";
import type { Flow } from "./flow.js";
import { besides, isNumber, lastSizes, Mismatch, numberOf, squareOf } from "./match.js";

/** A value divided by the root of its mean square and a small number. */
export interface OverRoot {
  readonly base: string;
  readonly axes: readonly number[];
  /** Its nodes in order; the last one divides. */
  readonly parts: readonly [...FileNode[], FileNode];
}

/** No normalisation has a larger one; what is larger is part of the function. */
const largestEpsilon = 0.1;

/** The division around a square root: base / sqrt(mean(base²) + epsilon). */
export function overRoot(flow: Flow, root: FileNode): OverRoot | undefined {
  const sum = flow.made(root.inputs[0], "Add");
  const [first, second] = sum?.inputs ?? [];
  const epsilon = numberOf(flow, second) ?? numberOf(flow, first) ?? 0;
  const mean = flow.made(numberOf(flow, second) === undefined ? second : first, "ReduceMean");
  const square = squareOf(flow, mean?.inputs[0]);
  if (sum === undefined || mean === undefined || square === undefined) return undefined;
  const axes = keptAxes(flow, mean);
  const division = divisionBy(flow, square.base, root);
  if (epsilon <= 0 || epsilon > largestEpsilon || axes === undefined || division === undefined)
    return undefined;
  return { base: square.base, axes, parts: [square.node, mean, sum, root, ...division] };
}

/** base / root, or base times the reciprocal of the root. */
function divisionBy(flow: Flow, base: string, root: FileNode): [...FileNode[], FileNode] | undefined {
  const [name] = root.outputs;
  const reader = flow.next(root, "Div", "Reciprocal");
  if (reader === undefined) return undefined;
  if (reader.inputs[0] === base && reader.inputs[1] === name) return [reader];
  const inverts = reader.operator === "Reciprocal" || isNumber(flow, reader.inputs[0], 1);
  const product = flow.next(reader, "Mul");
  const fits = inverts && reader.inputs.at(-1) === name && besides(product, base) === reader.outputs[0];
  return fits && product !== undefined ? [reader, product] : undefined;
}

/** The axes of a mean that keeps its dimensions; undefined where they are all, or not constant. */
export function keptAxes(flow: Flow, mean: FileNode): readonly number[] | undefined {
  if ((mean.attributes.get("keepdims")?.integer ?? 1) !== 1) return undefined;
  const axes = mean.attributes.get("axes")?.integers ?? flow.constant(mean.inputs[1])?.tensor.numbers;
  return axes === undefined || axes.length === 0 ? undefined : axes;
}

/** The constant with a number for each feature that a product or sum has beside `name`. */
export function featuresBesides(
  flow: Flow,
  node: FileNode | undefined,
  name: string | undefined,
  dimensions: number,
): string | undefined {
  const other = besides(node, name);
  return flow.constant(other)?.tensor.shape.length === dimensions ? other : undefined;
}

/** [rows, features] of an input whose last axes are normalised. Errors where a weight has other sizes. */
export function rowsAndFeatures(
  call: Call,
  axes: readonly number[],
  input: DataValue,
): readonly [number, number] {
  const sizes = lastSizes(call, axes, input);
  for (const weight of call.inputs.slice(1)) {
    const shape = weight?.kind === "constant" ? weight.shape : undefined;
    if (shape === undefined || shape.some((size, i) => size !== sizes[i]))
      throw new Mismatch("its weights are not for its features");
  }
  const features = elements(sizes);
  return [elements(input.shape) / features, features];
}
