// Who makes and who reads the values of a graph, and from which initializer a value comes through views alone.
import type { FileGraph, FileNode, FileTensor } from "../model-file.js";

export interface GraphView {
  readonly nodes: readonly FileNode[];
  readonly initializers: ReadonlyMap<string, FileTensor>;
  /** The node that makes a value. */
  made(name: string | undefined): FileNode | undefined;
  /** The value before casts, copies and quantization. */
  plain(name: string | undefined): string;
  /** The initializer that a value shows, under whatever shape; undefined for data and for what is computed. */
  root(name: string | undefined): FileTensor | undefined;
}

const copies: ReadonlySet<string> = new Set([
  "Identity",
  "Cast",
  "CastLike",
  "QuantizeLinear",
  "DequantizeLinear",
]);

/** Operators whose output has only values of their first input. */
export const views: ReadonlySet<string> = new Set([
  ...copies,
  ..."Reshape Flatten Squeeze Unsqueeze Transpose Expand Tile Slice Split Gather".split(" "),
]);

/** How far a value is followed back. */
export const farthest = 16;

/** The view of a graph; linear in its nodes. */
export function graphView({ nodes, initializers }: Pick<FileGraph, "nodes" | "initializers">): GraphView {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const tensors = new Map(initializers.map((tensor) => [tensor.name, tensor] as const));
  const made = (name: string | undefined) =>
    name === undefined || name === "" ? undefined : makers.get(name);
  const followed = (name: string | undefined, through: ReadonlySet<string>): string => {
    let at = name ?? "";
    for (let step = 0; step < farthest; step++) {
      const node = makers.get(at);
      if (node === undefined || !through.has(node.operator)) return at;
      at = node.inputs[0] ?? "";
    }
    return at;
  };
  return {
    nodes,
    initializers: tensors,
    made,
    plain: (name) => followed(name, copies),
    root: (name) => tensors.get(followed(name, views)),
  };
}
