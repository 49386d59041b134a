// One node about to be counted, as its operator's rule sees it: inputs, attributes, and the way to add layers.
import { FlopbookError } from "../../ground/errors.js";
import type { Layer, Shape } from "../../layers/index.js";
import type { AttentionKernel } from "../../models/record.js";
import type { FileAttribute, FileGraph, FileNode, FileTensor } from "./model-file.js";
import type { Reading } from "./parameters.js";
import { type ConstantValue, type KnownValue, Unknowable, type Value, type Weight } from "./value.js";

/** How a layer is put into the counted graph. */
export interface EmitOptions {
  /** ONNX's shape of the output; absent: the layer's. */
  readonly shape?: Shape;
  /** Element type of the output; absent: that of the first input. */
  readonly type?: number;
  /** Constants that the layer's own parameters already stand for: weight and bias of a convolution. */
  readonly weights?: readonly (KnownValue | undefined)[];
  readonly reading?: Reading;
  /** Added to the node's name, for a second layer of one node. */
  readonly part?: string;
}

/** Puts a layer into the graph; `from` are the values of the layer's inputs, in order. */
export type Emit = (layer: Layer, from: readonly KnownValue[], options?: EmitOptions) => KnownValue;

/** Runs a graph inside a node: its inputs are bound to `values`, outer names stay visible; returns its outputs. */
export type RunBody = (
  graph: FileGraph,
  values: readonly Value[],
  options?: { readonly times?: number },
) => readonly Value[];

/** A graph inside a node, counted aside. */
export interface PricedGraph {
  readonly graph: FileGraph;
  readonly mac: number;
  readonly weights: readonly Weight[];
}

/** Shapes of a node's inputs and outputs with the batch of the file. */
export interface ExportedCall {
  readonly batch: number;
  readonly input: (index: number) => Shape | undefined;
  readonly output: (index: number) => Shape | undefined;
  /** What lies before the batch in its dimension of the first input. */
  readonly inside: number;
  /** Notes the same for the output. */
  readonly note: (inside: number) => void;
}

export interface Call {
  readonly node: FileNode;
  readonly subject: string;
  readonly opset: number;
  /** Whether attention operators write their scores to memory. */
  readonly attention: AttentionKernel;
  /** The sizes that the file declares for an output; undefined where it declares none. */
  declared(index: number): readonly (number | undefined)[] | undefined;
  /** Shapes here when the file's own batch runs, where another one is counted. */
  readonly exported: ExportedCall | undefined;
  readonly inputs: readonly (Value | undefined)[];
  /** An input that must be there and known. */
  known(index: number): KnownValue;
  /** An input that may be left out. */
  optional(index: number): KnownValue | undefined;
  /** The numbers of a constant input; an input left out gives `absent`. */
  numbers(index: number, absent?: readonly number[]): readonly number[];
  integer(name: string, absent: number): number;
  float(name: string, absent: number): number;
  text(name: string, absent: string): string;
  integers(name: string): readonly number[] | undefined;
  floats(name: string): readonly number[] | undefined;
  tensor(name: string): FileTensor | undefined;
  graph(name: string): FileGraph;
  problem(message: string): FlopbookError;
  emit: Emit;
  runBody: RunBody;
  /** Each graph counted aside: its multiply-accumulates, and the parameters that nothing before it has. */
  priced(graphs: readonly FileGraph[], values?: readonly Value[]): readonly PricedGraph[];
  /** Parameters that no counted layer reads, such as those of a branch that is not taken. */
  idle(weights: readonly Weight[], part: string): void;
  /** Says what is left out of the counts for this node. */
  leaveOut(why: string): void;
}

/** What a rule returns: the node's outputs in order; missing ones are unknown. */
export type Rule = (call: Call) => readonly Value[];
export type Rules = Readonly<Record<string, Rule>>;

type RunPart =
  | "emit"
  | "runBody"
  | "priced"
  | "idle"
  | "leaveOut"
  | "opset"
  | "exported"
  | "attention"
  | "declared";

/** The parts of a call that only read. */
export function readingCall(
  node: FileNode,
  subject: string,
  inputs: readonly (Value | undefined)[],
  attributes: ReadonlyMap<string, FileAttribute>,
): Omit<Call, RunPart> {
  const problem = (message: string) => new FlopbookError(`${subject}: ${message}`);
  const optional = (index: number) => {
    const value = inputs[index];
    if (value?.kind === "unknown") throw new Unknowable(`its input "${node.inputs[index]}" is not known`);
    return value;
  };
  const known = (index: number) => {
    const value = optional(index);
    if (value !== undefined) return value;
    throw problem(`must have input ${index + 1}, got ${inputs.length}; the file is damaged`);
  };
  return {
    node,
    subject,
    inputs,
    problem,
    optional,
    known,
    numbers(index, absent) {
      const value = optional(index);
      if (value === undefined && absent !== undefined) return absent;
      return numbersOf(known(index), node.inputs[index] ?? "");
    },
    ...attributesOf(attributes, problem),
  };
}

function attributesOf(
  attributes: ReadonlyMap<string, FileAttribute>,
  problem: Call["problem"],
): Pick<Call, "integer" | "float" | "text" | "integers" | "floats" | "tensor" | "graph"> {
  return {
    integer: (name, absent) => attributes.get(name)?.integer ?? absent,
    float: (name, absent) => attributes.get(name)?.float ?? absent,
    text: (name, absent) => attributes.get(name)?.text ?? absent,
    integers: (name) => attributes.get(name)?.integers,
    floats: (name) => attributes.get(name)?.floats,
    tensor: (name) => attributes.get(name)?.tensor,
    graph(name) {
      const graph = attributes.get(name)?.graph;
      if (graph !== undefined) return graph;
      throw problem(`must have a graph "${name}", got none; the file is damaged`);
    },
  };
}

function numbersOf(value: KnownValue, name: string): readonly number[] {
  if (value.kind === "constant" && value.numbers !== undefined) return value.numbers;
  throw new Unknowable(`its input "${name}" depends on data`);
}

/** The constant among values that is an initializer or made of one; undefined for data. */
export function asConstant(value: KnownValue | undefined): ConstantValue | undefined {
  return value?.kind === "constant" ? value : undefined;
}
