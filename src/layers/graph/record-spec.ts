// The words in which a type of layer is written down: parts of costs over dimensions, variants, members.
import type { Form } from "../../formula/form.js";
import type { Symbols } from "../../formula/index.js";
import type { Layer, LayerKind, OperationClass, Saved } from "./layer.js";
import type { Part, Sizes } from "./part.js";

/** One part of a cost, or several that add up. */
export type Parts = Part | readonly Part[];

/** Work by class: parts in MAC for "matrix", in FLOP for every other class. */
export type WorkParts = Readonly<Partial<Record<OperationClass, Parts>>>;

/** What is kept for the backward pass; elements of a buffer of its own are an expression or a part. */
export type Kept =
  | Exclude<Saved, { readonly kind: "own" }>
  | (Omit<Extract<Saved, { readonly kind: "own" }>, "elements"> & { readonly elements: string | Part });

/** What a layer is and costs over its dimensions; absent parts are nothing. */
export interface LayerParts {
  /** Shape of each input, an expression for each size. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** Trainable values. */
  readonly parameters?: Parts | undefined;
  /** Those of them that a pass reads, where not all. */
  readonly parametersRead?: string;
  readonly forward?: WorkParts;
  /** For the gradients of its own parameters. */
  readonly weightGradient?: WorkParts;
  /** For the gradient of each input. */
  readonly inputGradient?: readonly WorkParts[];
  readonly kept?: readonly Kept[];
  /** True when the output is the input's memory under another shape: nothing moves. */
  readonly view?: boolean;
}

/** A type of layer as written down. */
export interface LayerRecordSpec<D extends string = string> extends LayerParts {
  /** "convolution": unique, in words that people say. */
  readonly id: string;
  readonly meaning: string;
  /** Other words that people look for. */
  readonly words?: string;
  /** Default: "composite" with members, else "own". */
  readonly kind?: LayerKind;
  /** Where its dimensions are declared; those of this library are known. */
  readonly vocabulary?: { readonly symbols: Symbols };
  /** Every dimension, in the order in which people give them. */
  readonly dimensions: readonly D[];
  /** Values of dimensions that need not be given. */
  readonly defaults?: Readonly<Partial<Record<D, number>>>;
  /** Dimensions that follow from others where they are not given. */
  readonly derived?: Readonly<Partial<Record<D, string | Part>>>;
  /** Expressions that must be whole numbers: "inputChannels / groups". */
  readonly whole?: readonly string[];
  /** Variants: what a setting changes, by its values; the first is the default. */
  readonly choices?: Readonly<Record<string, Readonly<Record<string, Partial<LayerParts>>>>>;
  /** Layers that it is made of; their costs are its own. */
  readonly members?: readonly Member[];
}

/** A type of layer. */
export interface LayerRecord<D extends string = string> {
  readonly spec: LayerRecordSpec;
  readonly id: string;
  readonly meaning: string;
  /** What it is and costs, members included. */
  readonly parts: LayerParts;
  /** The same as text over its dimensions. */
  readonly forms: LayerForms;
  /** The dimensions that its forms speak of. */
  readonly names: readonly string[];
  /** The entries of all its dimensions. */
  readonly symbols: Symbols;
  /** Reads an expression over its dimensions, to print it. */
  form(expression: string): Form;
  /** The variant with other settings: `{ bias: "no" }`. Errors on unknown ones. */
  variant(chosen: Readonly<Record<string, string>>): LayerRecord<D>;
  /** All sizes, with defaults and those that follow. Errors on a missing, misspelt or impossible one. */
  sizes(given: Readonly<Partial<Record<D, number>>>): Sizes;
  /**
   * The counted layer for these sizes. What `actual` holds goes before what the record says: settings in words,
   * shapes with more dimensions. Errors as `sizes`.
   */
  bind(given: Readonly<Partial<Record<D, number>>>, actual?: Partial<Layer>): Layer;
}

/** Expressions of work by class: MAC for "matrix", FLOP for every other class. */
export type WorkForms = Readonly<Partial<Record<OperationClass, string>>>;

/** The costs of a type of layer as expressions; absent ones are nothing. */
export interface LayerForms {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly parameters?: string;
  readonly parametersRead?: string;
  readonly forward?: WorkForms;
  readonly weightGradient?: WorkForms;
  /** For all inputs together; spared where the input is data. */
  readonly inputGradient?: WorkForms;
  /** Dimensions that follow from others. */
  readonly derived: Readonly<Record<string, string>>;
  /** Elements that autograd keeps for the backward pass. */
  readonly kept?: string;
  /** Elements read and written in the forward pass, each once; absent for a layer made of others, which read and write one by one. */
  readonly moved?: string;
}

/** One of the layers; views need not be named, their memory is that of what they look at. */
export interface Member {
  readonly name: string;
  readonly record: LayerRecord;
  /** Its dimensions as expressions over those of the whole; those not mentioned have the same name. */
  readonly sizes: Readonly<Record<string, string>>;
  /** What it reads: an input of the whole by its index, or the output of a member by its name. */
  readonly from: readonly (number | string)[];
}

/** One part or several, as a list. */
export function listOf(parts: Parts | undefined): readonly Part[] {
  if (parts === undefined) return [];
  return "formula" in parts ? [parts] : parts;
}
