// What nodes are run in: the state of one run, and names bound to values.
import type { NotCounted, Shape } from "../../layers/index.js";
import type { AttentionKernel } from "../../models/record.js";
import type { Ledger } from "./emit.js";
import type { ExportedShapes } from "./exported-batch.js";
import type { FileAttribute, FileModel, FileNode, FileValue } from "./model-file.js";
import type { Value } from "./value.js";

/** What stays the same over one run. */
export interface Run {
  readonly file: string;
  readonly model: FileModel;
  readonly ledger: Ledger;
  /** Sizes of symbolic dimensions by name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly stageOf: (node: FileNode) => string;
  readonly notCounted: NotCounted[];
  /** Nodes run and constants computed so far, over all branches. */
  readonly spent: { nodes: number; numbers: number };
  /** Shapes of the file's own batch, where another one is counted. */
  readonly exported: ExportedShapes | undefined;
  /** Where the shapes of this run are noted; undefined: nowhere. */
  readonly noted: Map<string, Shape> | undefined;
  readonly attention: AttentionKernel;
  /** Said with every error about shapes, e.g. that the batch of the file was replaced. */
  readonly hint: string;
}

/** Names bound to values; inner graphs see the outer ones. */
export interface Scope {
  readonly values: Map<string, Value>;
  readonly outer: Scope | undefined;
  /** Declared shapes of the graph. */
  readonly declared: ReadonlyMap<string, FileValue>;
  /** Attributes of the function call that the nodes stand in. */
  readonly attributes: ReadonlyMap<string, FileAttribute> | undefined;
  /** Put before names of nodes, inside functions and bodies. */
  readonly prefix: string;
  readonly depth: number;
}

/** A node in its place. */
export interface Standing {
  readonly node: FileNode;
  readonly label: string;
  readonly subject: string;
  readonly inputs: readonly (Value | undefined)[];
}
