// What a layer costs as symbolic forms: one record a type of layer, whatever its sizes.
import type { Form } from "../formula/index.js";
import type { OperationClass } from "../layers/index.js";
import { form } from "../layers/vocabulary.js";

/** Expressions of work by class: MAC for "matrix", FLOP for every other class. */
export type WorkForms = Readonly<Partial<Record<OperationClass, string>>>;

/** A layer type as written down; absent parts are nothing. */
export interface LayerFormSpec {
  readonly id: string;
  readonly meaning: string;
  /** Shape of each input, one expression a dimension. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** Trainable values, with the biases that the layer has by default. */
  readonly parameters?: string;
  /** Those that a pass reads, where not all. */
  readonly parametersRead?: string;
  readonly forward?: WorkForms;
  readonly weightGradient?: WorkForms;
  /** For all inputs together; spared where the input is data. */
  readonly inputGradient?: WorkForms;
  /** Elements that autograd keeps for the backward pass. */
  readonly kept?: string;
  /** Other words that people look for. */
  readonly words?: string;
  /** True for a composite, whose parts read and write memory one by one: bytes are those of its parts. */
  readonly composite?: boolean;
  /** True when the output is the input's memory under another shape: nothing moves. */
  readonly view?: boolean;
}

/** A layer type with its forms read. */
export interface LayerForm extends LayerFormSpec {
  /** Elements read and written in the forward pass, each once; undefined for a composite. */
  readonly moved: Form | undefined;
  readonly symbols: readonly string[];
}

/** A layer type; its forms are read when somebody asks for them. Errors then on expressions that do not parse. */
export function layerForm(spec: LayerFormSpec): LayerForm {
  const moved = once(() => (spec.composite === true ? undefined : form(movedBy(spec))));
  const symbols = once(() => symbolsOf(spec));
  return Object.defineProperties({ ...spec } as LayerForm, {
    moved: { get: moved, enumerable: true },
    symbols: { get: symbols, enumerable: true },
  });
}

/** The same as `made`, which is asked once. */
function once<T>(made: () => T): () => T {
  let known: readonly [T] | undefined;
  return () => {
    known ??= [made()];
    return known[0];
  };
}

/** The elements that a layer reads and writes, each once, as an expression. */
function movedBy(spec: LayerFormSpec): string {
  const product = (shape: readonly string[]) => shape.map(bracketed).join(" * ");
  const parameters = spec.parametersRead ?? spec.parameters ?? "";
  const parts = [...spec.inputs.map(product), parameters, product(spec.output)];
  return spec.view === true ? "0" : parts.filter((part) => part !== "").join(" + ");
}

function symbolsOf(spec: LayerFormSpec): readonly string[] {
  return [...new Set(expressionsOf(spec).flatMap((text) => form(text).symbols))];
}

/** Every expression of a record, in the order of its parts. */
export function expressionsOf(spec: LayerFormSpec): readonly string[] {
  const works = [spec.forward, spec.weightGradient, spec.inputGradient];
  const texts = [
    spec.parameters,
    spec.parametersRead,
    ...works.flatMap((work) => Object.values(work ?? {})),
    spec.kept,
  ];
  return [...spec.inputs.flat(), ...spec.output, ...texts.filter((text) => text !== undefined)];
}

function bracketed(text: string): string {
  return /[+-]/.test(text) ? `(${text})` : text;
}
