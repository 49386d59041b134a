// What an ONNX file says: graphs, nodes, attributes and the headers of its tensors.

/** The header of a tensor; `numbers` only for small constants. */
export interface FileTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Number of the element type. */
  readonly type: number;
  readonly numbers: readonly number[] | undefined;
  /** Its first numbers, of a larger tensor of real numbers whose data are in the file. */
  readonly sample?: readonly number[];
  /** Where its data lie in the file; undefined where they lie elsewhere or in another form. */
  readonly data?: { readonly start: number; readonly end: number };
}

/** A size, the name of a symbolic size, or nothing known. */
export type FileDimension = number | string | undefined;

/** A named value with its declared type; a shape of undefined says nothing. */
export interface FileValue {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly FileDimension[] | undefined;
}

export interface FileAttribute {
  readonly name: string;
  readonly integer?: number;
  readonly float?: number;
  readonly text?: string;
  readonly integers?: readonly number[];
  readonly floats?: readonly number[];
  readonly texts?: readonly string[];
  readonly tensor?: FileTensor;
  readonly graph?: FileGraph;
  /** Inside a function: the attribute of the call that this one repeats. */
  readonly reference?: string;
}

export interface FileNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  /** An empty name is an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
  /** Modules around it, outermost first, where the exporter wrote them. */
  readonly scopes: readonly string[];
}

export interface FileGraph {
  readonly name: string;
  readonly nodes: readonly FileNode[];
  readonly initializers: readonly FileTensor[];
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  /** Shapes of values inside the graph, where the file has them. */
  readonly values: ReadonlyMap<string, FileValue>;
}

export interface FileFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly FileNode[];
  /** Defaults of its attributes. */
  readonly attributes: ReadonlyMap<string, FileAttribute>;
}

export interface FileModel {
  readonly producer: string;
  /** Version of each operator set by domain; "" is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: FileGraph;
  /** Tensors that are another one of the file turned about: tied weights that the exporter folded apart. */
  readonly twins: ReadonlyMap<string, FileTensor>;
  /** By "domain:name". */
  readonly functions: ReadonlyMap<string, FileFunction>;
}
