// Values that flow through a program while it is counted.
import type { Shape, Tensor } from "../../layers/index.js";
import type { Strides } from "./strides.js";

/** A parameter, buffer or constant of the module: memory that is there before the program runs. */
export interface Held {
  readonly kind: "parameter" | "buffer" | "constant";
  /** "layers.0.weight". */
  readonly path: string;
  readonly shape: Shape;
  readonly elements: number;
  readonly bytesPerElement: number;
}

/** A tensor: made in the graph, or memory that is held, or without elements. */
export interface Value {
  readonly shape: Shape;
  readonly strides: Strides;
  /** Number of the element type. */
  readonly type: number;
  /** Whether autograd wants its gradient. */
  readonly gradient: boolean;
  /** Its place in the counted graph; undefined for held memory and for nothing. */
  readonly tensor: Tensor | undefined;
  /** What memory it is a view of, where it is held. */
  readonly held: readonly Held[];
  /** Its one number, where the program alone says it. */
  readonly number?: number;
  /** The tensor whose values it repeats. */
  readonly repeats?: Value;
}

/** What a tensor is to be: shape, place in memory and element type. */
export type Form = Pick<Value, "shape" | "strides" | "type">;

/** The shape that the counted graph shows: a scalar has one element in one dimension there. */
export function shown(shape: Shape): Shape {
  return shape.length === 0 ? [1] : shape;
}
