// What a layer is: its shapes, and for every question a formula with its inputs.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { anyShape, type Shape } from "../shape/shape.js";
import type { Term } from "./term.js";

/** Kinds of layer, one file each; a composite such as attention is several of them. */
export const layerKinds = [
  "linear",
  "matmul",
  "convolution",
  "transposed-convolution",
  "recurrent",
  "expert-linear",
  "fused-attention",
  "batch-norm",
  "layer-norm",
  "rms-norm",
  "unit-norm",
  "group-norm",
  "instance-norm",
  "pooling",
  "activation",
  "gated-linear-unit",
  "dropout",
  "product",
  "residual-add",
  "scale",
  "positions",
  "softmax",
  "embedding",
  "routing",
  "concatenation",
  "elementwise",
  "reduction",
  "copy",
  "view",
  "weights",
  "loss",
  "composite",
  "own",
] as const;

export type LayerKind = (typeof layerKinds)[number];

/** The rows of the seeds' table of operation types, and one for the element-wise rest (scaling, gates, positions). */
export const operationClasses = [
  "matrix",
  "normalisation",
  "activation",
  "pooling",
  "residual",
  "softmax",
  "elementwise",
] as const;

export type OperationClass = (typeof operationClasses)[number];

/** Work of one class. The term counts MAC for "matrix" and FLOP for every other class. */
export interface Work {
  readonly operationClass: OperationClass;
  readonly term: Term;
}

/**
 * What autograd keeps for the backward pass. An input or output is the tensor itself, so that a tensor which two
 * layers keep counts once; `own` is a buffer that only this layer has, such as the indices of a max pool.
 */
export type Saved =
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "output" }
  | {
      readonly kind: "own";
      readonly label: string;
      readonly elements: number;
      /** Fixed width, e.g. 8 for indices; absent: as wide as the network's activations. */
      readonly bytesPerElement?: number;
    };

/** One layer with bound shapes. Counts are for the whole batch. */
export interface Layer {
  readonly kind: LayerKind;
  /** Settings in words, e.g. "7 × 7, stride 2, 3 → 64". */
  readonly settings: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Fixed width of the output, e.g. 4 where a 16-bit network computes in FP32; absent: as the activations. */
  readonly outputBytesPerElement?: number;
  /** Trainable values; undefined: none. */
  readonly parameters: Term | undefined;
  /** Those of them that one token uses, where not all: a mixture of experts. */
  readonly activeParameters?: Term;
  readonly forward: readonly Work[];
  /** Backward work for the gradients of the layer's own parameters. */
  readonly weightGradient: readonly Work[];
  /** Backward work for the gradient of each input, in the order of `inputs`; spared where no gradient is needed. */
  readonly inputGradient: readonly (readonly Work[])[];
  readonly saved: readonly Saved[];
  /** True when the output is the input's memory under another shape. */
  readonly view: boolean;
  /** True where no gradient passes: whole numbers come out, the parameters are frozen, or gradients are switched off. */
  readonly stopsGradient?: true;
  /** Elements read from the parameters; absent: all of them. An embedding reads only the rows looked up. */
  readonly parameterElementsRead?: number;
}

/** Cost parts that a layer may leave out. */
const nothing = {
  parameters: undefined,
  forward: [],
  weightGradient: [],
  inputGradient: [],
  saved: [],
  view: false,
} as const;

/**
 * A layer from the parts that it has; counts are for the whole batch. Errors, with the kind of layer and the part, on
 * a shape that is not of positive whole numbers, a class of operations that is not in `operationClasses`, work that is
 * no term or in another unit than its class (MAC for "matrix", FLOP for the others), and on kept tensors that name an
 * input that there is not or have no count of elements. `term` makes terms.
 *
 * @example layerOf({ kind: "own", settings: "hashing", inputs: [[8, 64]], output: [8, 64] }).output // [8, 64]
 */
export function layerOf(
  parts: Pick<Layer, "kind" | "settings" | "inputs" | "output"> & Partial<Layer>,
): Layer {
  const layer = { ...nothing, ...parts };
  const subject = `layers/${layer.kind}`;
  for (const shape of layer.inputs) anyShape(subject, "input", shape);
  anyShape(subject, "output", layer.output);
  if (layer.parameters !== undefined) checkTerm(subject, "parameters", layer.parameters, "parameter");
  for (const part of ["forward", "weightGradient"] as const) checkWork(subject, part, layer[part]);
  for (const work of layer.inputGradient) checkWork(subject, "inputGradient", work);
  for (const saved of layer.saved) checkSaved(subject, layer, saved);
  return layer;
}

function checkWork(subject: string, part: string, work: readonly Work[]): void {
  for (const { operationClass, term } of work) {
    if (!operationClasses.includes(operationClass))
      throw new FlopbookError(
        `${subject}: ${part} has no such class of operations, got "${String(operationClass)}"${suggestion(String(operationClass), operationClasses)}; known are ${operationClasses.join(", ")}`,
      );
    checkTerm(subject, part, term, operationClass === "matrix" ? "MAC" : "FLOP");
  }
}

function checkTerm(subject: string, part: string, term: Term, unit: string): void {
  if (typeof term?.quantity !== "function")
    throw new FlopbookError(
      `${subject}: ${part} must be a term, got ${String(term)}; make it with term(formula, inputs)`,
    );
  if (term.unit !== unit)
    throw new FlopbookError(
      `${subject}: ${part} must count ${unit} here, got ${term.unit}; take a formula whose result is in ${unit}, or another class`,
    );
}

function checkSaved(subject: string, { inputs }: Pick<Layer, "inputs">, saved: Saved): void {
  if (saved.kind === "output") return;
  if (saved.kind === "input") {
    if (Number.isInteger(saved.index) && saved.index >= 0 && saved.index < inputs.length) return;
    throw new FlopbookError(
      `${subject}: saved input must be one of ${inputs.length}, counted from 0, got ${String(saved.index)}; check its index`,
    );
  }
  if (saved.kind !== "own")
    throw new FlopbookError(
      `${subject}: saved must be "input", "output" or "own", got "${String((saved as Saved).kind)}"; check the kind`,
    );
  const { label, elements, bytesPerElement = 1 } = saved;
  const counts = [elements, bytesPerElement].every((value) => Number.isFinite(value) && value >= 0);
  if (!counts)
    throw new FlopbookError(
      `${subject}: saved "${label}" must have elements and bytes finite and at least 0, got ${String(elements)} of ${String(bytesPerElement)} bytes; give the number of elements`,
    );
}
