// What the parent and its children tell each other. Cells are named by `key`, their 0-based position in the program.
import type { Problem } from "../cell-error.js";
import type { RunInput } from "../engine.js";
import type { Output } from "../notebook.js";
import type { CompileRequest, CompileResult } from "./compile.js";
import type { Unsteady } from "./unsteady.js";

/** To the compiling child. */
export interface CompileOrder {
  readonly id: number;
  readonly request: CompileRequest;
}

/** From the compiling child. */
export interface CompileAnswer {
  readonly id: number;
  readonly result?: CompileResult;
  readonly failure?: string;
}

/** To a running child: first "prepare", then "run". */
export type RunOrder =
  | {
      readonly type: "prepare";
      /** Stands before each event, so that nothing else that comes along the wire passes for one. */
      readonly token: string;
      readonly epochSeconds: number;
      readonly preload: readonly string[];
    }
  | { readonly type: "run"; readonly cells: readonly RunCell[]; readonly files: CompileResult["files"] };

/** A compiled cell with what the child needs to run it and to tell positions. */
export interface RunCell {
  readonly number: number;
  readonly optionLines: number;
  readonly raisesException: boolean;
  readonly compiled: CompileResult["cells"][number];
}

/** From a running child. */
export type RunEvent =
  | { readonly type: "start"; readonly key: number }
  | {
      readonly type: "output";
      readonly key: number;
      readonly output: Exclude<Output, { readonly type: "error" }>;
      /** Outputs with the same display id replace each other. */
      readonly displayId?: string;
    }
  | { readonly type: "end"; readonly key: number; readonly problems: readonly Problem[] }
  | { readonly type: "late"; readonly key: number; readonly problem: Problem }
  | {
      readonly type: "finished";
      readonly inputs: readonly RunInput[];
      readonly unsteady?: readonly Unsteady[];
      readonly volatile?: string;
    };

/** Written to descriptors 1 and 2 after each cell, so that text that bypassed the capture finds its cell. */
export const endMark = (key: number): string => `\u2063flopbook cell ${key}\u2063`;
/** Splits what came through a descriptor at the marks. */
export const endMarkPattern = /\u2063flopbook cell (\d+)\u2063/;
