// Values that flow through an ONNX graph while it is counted: constants and weights, data, and what is not known.
import type { Shape, Tensor } from "../../layers/index.js";

/** An initializer that may be a weight. */
export interface Weight {
  readonly name: string;
  readonly elements: number;
  /** Number of the element type. */
  readonly type: number;
  /** Bits of an element in the file, where they are not those of the type: several may be packed into a byte. */
  readonly bits?: number;
  /** The initializer that this is, read as another type or unpacked. */
  readonly origin?: Weight;
}

/** What a weight is owned by: the initializer, however it is read. */
export function originOf(weight: Weight): Weight {
  return weight.origin ?? weight;
}

/** Depends on the file alone: an initializer, a shape, or what was computed from them. */
export interface ConstantValue {
  readonly kind: "constant";
  readonly shape: Shape;
  readonly type: number;
  /** Its numbers where they are few and known. */
  readonly numbers: readonly number[] | undefined;
  /** The initializers that it was made of. */
  readonly weights: readonly Weight[];
}

/** Depends on the input of the network. */
export interface DataValue {
  readonly kind: "data";
  /** As ONNX has it; the tensor of a scalar has one dimension of size 1. */
  readonly shape: Shape;
  readonly type: number;
  readonly tensor: Tensor;
}

export interface UnknownValue {
  readonly kind: "unknown";
  readonly why: string;
}

export type KnownValue = ConstantValue | DataValue;
export type Value = KnownValue | UnknownValue;

/** A shape or number that the file does not give: the node cannot be counted, and its neighbours may not be either. */
export class Unknowable extends Error {}

/** A constant made of no weights. */
export function constant(shape: Shape, type: number, numbers?: readonly number[]): ConstantValue {
  return { kind: "constant", shape, type, numbers, weights: [] };
}

/** The shape that the counted graph shows: ONNX's scalars have one element in one dimension there. */
export function shown(shape: Shape): Shape {
  return shape.length === 0 ? [1] : shape;
}
