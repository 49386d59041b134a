// One node about to be counted, as its operator's rule sees it: tensors, other arguments, and the way to add layers.
import type { FlopbookError } from "../../ground/errors.js";
import type { Circumstances, Emit, Ledger } from "./emit.js";
import type { Argument, FileGraph, FileNode } from "./program.js";
import type { Form, Value } from "./value.js";

export interface Call {
  readonly node: FileNode;
  /** "linear" of "torch.ops.aten.linear.default"; without the underscore of an operator in place. */
  readonly operator: string;
  /** Whether the first tensor is overwritten with the result: "add_". */
  readonly inPlace: boolean;
  readonly subject: string;
  readonly ledger: Ledger;
  readonly circumstances: Circumstances;
  /** A tensor that must be there. */
  tensor(name: string): Value;
  /** A tensor that may be left out. */
  optional(name: string): Value | undefined;
  /** The tensors of a list; undefined where one is left out. */
  tensors(name: string): readonly (Value | undefined)[];
  /** All tensors of the node, lists too, in order. */
  all(): readonly Value[];
  argument(name: string): Argument | undefined;
  number(name: string, absent: number): number;
  numbers(name: string): readonly number[] | undefined;
  flag(name: string, absent: boolean): boolean;
  text(name: string, absent: string): string;
  /** What the file says about output `index`. */
  form(index: number): Form;
  /** How many tensors come out. */
  readonly outputs: number;
  emit: Emit;
  /** Runs a graph inside the node and returns what it puts out. */
  runBody(
    graph: FileGraph,
    values: readonly Value[],
    circumstances?: Partial<Circumstances>,
  ): readonly Value[];
  /** Multiply-accumulates of a graph, counted aside. */
  macOf(graph: FileGraph, values: readonly Value[]): number;
  /** Says what is left out, or assumed. */
  leaveOut(what: string, why: string): void;
  /** Whether a tensor depends on sizes alone: no input, parameter or buffer goes into it. */
  isConstant(value: Value): boolean;
  problem(message: string): FlopbookError;
}

/** What a rule returns: the node's tensors in order. */
export type Rule = (call: Call) => readonly Value[];
export type Rules = Readonly<Record<string, Rule>>;

/** Names of all tensors that a node reads. */
export function tensorNames({ inputs }: FileNode): readonly string[] {
  return inputs.flatMap(({ argument }) => namesIn(argument));
}

/** Names of the tensors in an argument. */
export function namesIn(argument: Argument): readonly string[] {
  if (argument.kind === "tensor") return [argument.name];
  return argument.kind === "tensors" ? argument.names.filter((name) => name !== undefined) : [];
}
