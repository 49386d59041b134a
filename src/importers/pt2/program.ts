// An exported program as its file has it: graphs, tensors, arguments, and what its inputs are.

/** A size: a number, or an expression over symbols with the value that it had when it was exported. */
export interface SizeExpression {
  readonly expression: string;
  readonly hint: number | undefined;
}
export type Size = number | SizeExpression;

/** A tensor's facts. `type` is the number of its element type. */
export interface TensorFacts {
  readonly type: number;
  readonly sizes: readonly Size[];
  readonly strides: readonly Size[];
  readonly trainable: boolean;
}

/** A whole number in an argument: itself, or the name of a symbolic value of the graph. */
export type NumberArgument = number | string;

export type Argument =
  | { readonly kind: "none" }
  | { readonly kind: "tensor"; readonly name: string }
  | { readonly kind: "tensors"; readonly names: readonly (string | undefined)[] }
  | { readonly kind: "number"; readonly value: NumberArgument }
  | { readonly kind: "numbers"; readonly values: readonly NumberArgument[] }
  | { readonly kind: "flag"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "texts"; readonly values: readonly string[] }
  | { readonly kind: "element type"; readonly value: number }
  | { readonly kind: "memory format"; readonly value: number }
  | { readonly kind: "graph"; readonly name: string; readonly graph: FileGraph }
  | { readonly kind: "other" };

export interface NamedArgument {
  readonly name: string;
  readonly argument: Argument;
}

export interface FileNode {
  /** "torch.ops.aten.linear.default". */
  readonly target: string;
  readonly inputs: readonly NamedArgument[];
  readonly outputs: readonly Argument[];
  /** Path of the module that called the operator, "layers.0.mlp"; undefined where the file does not say. */
  readonly path: string | undefined;
  /** Class of that module, "torch.nn.modules.linear.Linear"; "" where the file does not say. */
  readonly owner: string;
  /** The Python function whose call this operator is part of. */
  readonly origin: Origin | undefined;
}

/** One call of a Python function: several operators where a decomposition took it apart. */
export interface Origin {
  /** "silu_1". */
  readonly call: string;
  /** "silu". */
  readonly function: string;
}

export interface FileGraph {
  readonly inputs: readonly Argument[];
  readonly outputs: readonly Argument[];
  readonly nodes: readonly FileNode[];
  readonly tensors: ReadonlyMap<string, TensorFacts>;
  /** Symbolic whole numbers by name. */
  readonly numbers: ReadonlyMap<string, Size>;
}

/** What an input of the program is. */
export interface InputRole {
  readonly kind: "parameter" | "buffer" | "constant" | "data";
  /** Name in the graph. */
  readonly name: string;
  /** "layers.0.weight"; of data the name in the graph. */
  readonly path: string;
}

/** Least and greatest value of a symbol; undefined: without limit. */
export interface Range {
  readonly least: number | undefined;
  readonly most: number | undefined;
}

export interface Program {
  readonly file: string;
  readonly graph: FileGraph;
  readonly inputs: readonly InputRole[];
  /** Names of tensors that the program puts out. */
  readonly outputs: readonly string[];
  readonly ranges: ReadonlyMap<string, Range>;
  /** Whole numbers that the example inputs hold, by the name of the input. */
  readonly examples: ReadonlyMap<string, number>;
  /** Entry of the archive with the values of a parameter or buffer, by its path. */
  readonly places: ReadonlyMap<string, string>;
}
