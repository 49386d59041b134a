// Whether a run gave what it gave before: against a second run, or against the last one of the same code and files.
import type { Cache } from "./cache.js";
import { differingCells } from "./compare-runs.js";
import type { CellRun, Program, ProgramRun } from "./engine.js";
import type { RunNote } from "./notebook.js";

/** A run, and where runs before it are kept. */
export interface FreshRun {
  readonly program: Program;
  /** The key of everything that the run depends on but for the files that it reads. */
  readonly key: string;
  readonly run: ProgramRun;
  /** A run of the same right after it, in a process of its own. */
  readonly second: ProgramRun | undefined;
}

const remedy = "seed it, or take it out of what the cell shows";

/**
 * What differs between two runs (an error) or from the last run (a warning, since that may have been on another day);
 * where neither is there, what cells ask for that differs from run to run. Keeps the run as the last one.
 */
export function steadinessNotes({ program, key, run, second }: FreshRun, cache: Cache): readonly RunNote[] {
  if (run.errors.length > 0) return [];
  const last = lastRun(cache, key, program);
  cache.store("last", key, program.folder, run.inputs, { cells: run.cells });
  if (second !== undefined)
    return differingCells(program, run.cells, second.cells).map(({ cell, what }) => ({
      cell,
      severity: "error" as const,
      message: `differs between two runs: ${what}${because(run, cell)}; ${remedy}`,
    }));
  const moved = last === undefined ? [] : differingCells(program, last, run.cells);
  if (moved.length > 0)
    return moved.map(({ cell, what }) => ({
      cell,
      severity: "warning" as const,
      message: `differs from the last run, and nothing that it reads has changed: ${what}${because(run, cell)}; ${remedy}`,
    }));
  return last === undefined ? askedFor(run) : [];
}

function lastRun(cache: Cache, key: string, { folder }: Program): readonly CellRun[] | undefined {
  const find = (kind: "last" | "executed") =>
    cache.find<{ readonly cells: readonly CellRun[] }>(kind, key, folder)?.cells;
  return find("last") ?? find("executed");
}

function askedFor({ unsteady = [] }: ProgramRun): readonly RunNote[] {
  const cells = [...new Set(unsteady.map(({ cell }) => cell))];
  return cells.map((cell) => ({
    cell,
    severity: "warning" as const,
    message: `what ${names(unsteady, cell)} gives differs from run to run, and so may what the cell shows; \`flopbook build --twice\` tells`,
  }));
}

function because({ unsteady = [] }: ProgramRun, cell: number): string {
  const asked = names(unsteady, cell);
  return asked === "" ? "" : ` (the cell asks for ${asked})`;
}

function names(unsteady: NonNullable<ProgramRun["unsteady"]>, cell: number): string {
  return unsteady
    .filter((one) => one.cell === cell)
    .map(({ what }) => what)
    .join(", ");
}
