// An importer of one's own: which files it reads, and how bytes become a counted graph.
import { FlopbookError } from "../ground/errors.js";
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput, ModelRecord } from "../models/record.js";
import type { ByteSource } from "./bytes/byte-source.js";

/** Models and file formats of one's own, looked up beside ours. */
export interface OwnModels {
  readonly models?: readonly ModelRecord[];
  readonly importers?: readonly Importer[];
}

/** A file format: `foundModel("net.tiny")` asks the importers of one's own before ours. */
export interface Importer {
  /** What it is called where a model is described: "Tiny file". */
  readonly kind: string;
  /** How names of such files end, in lower case: [".tiny"]. */
  readonly ends: readonly string[];
  /** Whether it reads this file, where the ending does not say; default: yes. */
  readonly reads?: (source: ByteSource) => boolean;
  /**
   * The network in the file, in the batch, sequence and format that are asked for. It may be called again where a
   * browser brings bytes later, so it must leave nothing behind. It need not close the source.
   */
  readonly graph: (source: ByteSource, input: ModelInput) => CountedGraph;
}

/** Importers of one's own, checked. */
export function ownImporters(list: readonly Importer[]): readonly Importer[] {
  for (const importer of list) {
    const { kind, ends, graph, reads } = importer;
    const refuse = (what: string, got: unknown, remedy: string): never => {
      const text = JSON.stringify(got) ?? (got === undefined ? "none" : typeof got);
      throw new FlopbookError(`importers/${String(kind)}: ${what}, got ${text}; ${remedy}`);
    };
    if (typeof kind !== "string" || kind === "") refuse("kind must be a text", kind, "name the format");
    const whole = Array.isArray(ends) && ends.length > 0 && ends.every((end) => /^\.[a-z0-9._-]+$/.test(end));
    if (!whole) refuse("ends must be endings of files in lower case", ends, 'write ends: [".tiny"]');
    if (typeof graph !== "function")
      refuse("graph must be a function", graph, "write graph: (source, input) => ...");
    if (reads !== undefined && typeof reads !== "function")
      refuse("reads must be a function", reads, "write reads: (source) => ..., or leave it out");
  }
  return list;
}
