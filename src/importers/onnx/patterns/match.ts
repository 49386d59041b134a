// What a recognised pattern is, and the questions that all patterns ask of their nodes.
import type { Layer } from "../../../layers/index.js";
import type { Call, Rule } from "../call.js";
import type { FileNode } from "../model-file.js";
import { axisOf } from "../shape-rules.js";
import { type DataValue, type KnownValue, shown } from "../value.js";
import type { Flow } from "./flow.js";

/** A part of a graph that is one layer. */
export interface Match {
  /** The operator that later versions of ONNX have for it; names the node. */
  readonly operator: string;
  /** Names of its input, and of its weights. */
  readonly inputs: readonly string[];
  /** All nodes of it; the last one's output is that of the layer. */
  readonly parts: readonly FileNode[];
  /** Adds the layer. Throws `Mismatch` before that where shapes speak against it. */
  readonly rule: Rule;
}

/** What a node of one operator is part of; undefined when it is no such pattern. */
export type Pattern = (flow: Flow, anchor: FileNode) => Match | undefined;

/** Shapes that do not fit a pattern: its operators are then counted one by one. */
export class Mismatch extends Error {}

/** Half precision has 11 bits: that much a constant may be off. */
const tolerance = 2 ** -11;

/** The one number of a constant that is not learned. */
export function numberOf(flow: Flow, name: string | undefined): number | undefined {
  const constant = flow.constant(name);
  if (constant === undefined || constant.learned) return undefined;
  const { elements, shape, numbers } = constant.tensor;
  return elements === 1 && shape.length <= 1 ? numbers?.[0] : undefined;
}

/** Whether a value is a constant of this number: whole numbers and halves exactly, others as files round them. */
export function isNumber(flow: Flow, name: string | undefined, expected: number): boolean {
  const number = numberOf(flow, name);
  if (number === undefined || Number.isInteger(2 * expected)) return number === expected;
  return Math.abs(number - expected) <= tolerance * Math.abs(expected);
}

/** The other input of a node with two of which one is `name`. */
export function besides(node: FileNode | undefined, name: string | undefined): string | undefined {
  const [first, second, ...more] = node?.inputs ?? [];
  if (name === undefined || more.length > 0) return undefined;
  if (first === name) return second;
  return second === name ? first : undefined;
}

/** The other input of a sum or product with this number. */
export function besidesNumber(flow: Flow, node: FileNode | undefined, expected: number): string | undefined {
  const [first, second] = node?.inputs ?? [];
  if (isNumber(flow, second, expected)) return besides(node, second);
  return isNumber(flow, first, expected) ? besides(node, first) : undefined;
}

/** The square of a value: power 2, or the product with itself. */
export function squareOf(
  flow: Flow,
  name: string | undefined,
): { readonly node: FileNode; readonly base: string } | undefined {
  const node = flow.made(name, "Pow", "Mul");
  const [base = "", other] = node?.inputs ?? [];
  if (node === undefined) return undefined;
  const fits = node.operator === "Mul" ? other === base : isNumber(flow, other, 2);
  return fits ? { node, base } : undefined;
}

/** The input, which must be data that is not empty. */
export function dataInput(call: Call): DataValue {
  const [input] = call.inputs;
  if (input?.kind === "data" && !input.shape.includes(0)) return input;
  throw new Mismatch("its input is no data");
}

/** Axes from 0 up, which must be the last ones of the shape; returns the sizes along them. */
export function lastSizes(call: Call, axes: readonly number[], input: KnownValue): readonly number[] {
  const rank = input.shape.length;
  const places = new Set(axes.map((axis) => axisOf(call, axis, rank)));
  const sizes = input.shape.slice(rank - axes.length);
  if (places.size === axes.length && sizes.every((_, i) => places.has(rank - 1 - i))) return sizes;
  throw new Mismatch("its axes are not the last ones");
}

/** The layer with words about the operators that it stands for. */
export function standingFor(layer: Layer, operators: number): Layer {
  return { ...layer, settings: `${layer.settings}, written as ${operators} operators` };
}

/** Adds a layer that keeps the shape of its input. */
export function emitted(
  call: Call,
  match: { readonly layer: Layer; readonly operators: number; readonly type?: number },
  input: DataValue,
): KnownValue {
  const weights = call.inputs.slice(1).map((_, i) => call.optional(i + 1));
  const type = match.type === undefined ? {} : { type: match.type };
  const layer = { ...standingFor(match.layer, match.operators), output: shown(input.shape) };
  return call.emit(layer, [input], { shape: input.shape, weights, ...type });
}
