// What runs the code of notebooks: an interface, so that another engine can stand beside tslab.
import type { CellError, Output } from "./notebook.js";

/** One code cell to run. `key` is its position among the program's cells, 0-based; `number` is what a reader sees. */
export interface ProgramCell {
  readonly number: number;
  readonly label: string | undefined;
  readonly source: string;
  /** Added to lines of `source` to get lines of the cell as written. */
  readonly optionLines: number;
  readonly raisesException: boolean;
}

/** The code of one notebook, in order, without skipped cells. */
export interface Program {
  readonly notebook: string;
  /** Absolute working folder, the notebook's own, as in Jupyter. */
  readonly folder: string;
  readonly cells: readonly ProgramCell[];
  /** The moment at which the clock stands still while the program runs. */
  readonly epochSeconds: number;
}

/** What became of one cell; `status` "not-run" only after an earlier cell had failed. */
export interface CellRun {
  readonly status: "ok" | "error" | "not-run";
  readonly outputs: readonly Output[];
}

/** A path that a run used: absolute, with its state when it was first read (disk/state.ts); looking notes none. */
export interface RunInput {
  readonly path: string;
  readonly state?: string;
  /** True where the run itself wrote to it later. */
  readonly rewritten?: true;
}

/** What became of a program: one run a cell, in order. */
export interface ProgramRun {
  readonly cells: readonly CellRun[];
  /** Errors that fail the build. */
  readonly errors: readonly CellError[];
  /** Local files that were read, listed or looked for. */
  readonly inputs: readonly RunInput[];
  /** Why the outputs may differ next time although code and inputs are the same; undefined when they cannot. */
  readonly volatile: string | undefined;
  /** What cells asked for that differs from run to run, by the number of the cell. */
  readonly unsteady?: readonly { readonly cell: number; readonly what: string }[];
}

/** Limits and places for a run. */
export interface EngineOptions {
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly concurrency: number;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onCell: (program: number, cell: number, state: "start" | "end") => void;
}

/** Runs programs side by side; the result keeps their order. Leaves no process behind, also when aborted. */
export interface Engine {
  /** Versions that shape outputs; part of every cache key. */
  readonly version: string;
  run(programs: readonly Program[], options: EngineOptions): Promise<readonly ProgramRun[]>;
}
