// What a running child has reported so far, and the judgement at its end: proof that each cell ran once, in order.
import { cellError, type Problem } from "../cell-error.js";
import type { CellRun, Program, ProgramRun } from "../engine.js";
import type { CellError, Output } from "../notebook.js";
import { endMarkPattern, type RunEvent } from "./messages.js";

type OutputEvent = Extract<RunEvent, { type: "output" }>;

interface CellRecord {
  starts: number;
  ends: number;
  readonly outputs: { output: Output; readonly displayId: string | undefined }[];
  readonly problems: Problem[];
}

/** The record of one program's run. */
export class Collected {
  readonly #program: Program;
  readonly #cells: readonly CellRecord[];
  readonly #order: number[] = [];
  #finished: Extract<RunEvent, { type: "finished" }> | undefined;

  constructor(program: Program) {
    this.#program = program;
    this.#cells = program.cells.map(() => ({ starts: 0, ends: 0, outputs: [], problems: [] }));
  }

  /** The cell that runs or, between cells, the one that ran last. */
  get currentKey(): number {
    return this.#order.at(-1) ?? 0;
  }

  get finished(): boolean {
    return this.#finished !== undefined;
  }

  add(event: RunEvent): void {
    if (event.type === "finished") {
      this.#finished = event;
      return;
    }
    const cell = this.#cells[event.key];
    if (cell === undefined) throw new Error(`report about an unknown cell, key ${event.key}`);
    if (event.type === "start") {
      cell.starts++;
      this.#order.push(event.key);
    } else if (event.type === "end") {
      cell.ends++;
      cell.problems.push(...event.problems);
    } else if (event.type === "late") cell.problems.push(event.problem);
    else addOutput(cell, event, this.#cells);
  }

  /** Adds a problem that the parent saw: time limit, memory, an end without notice. */
  addProblem(key: number, problem: Problem): void {
    this.#cells[key]?.problems.push(problem);
  }

  /** Files text that bypassed the capture (direct writes, child processes) under the cells in which it came. */
  addStray(name: "stdout" | "stderr", text: string): void {
    const parts = text.split(endMarkPattern);
    for (let i = 0; i < parts.length; i += 2) {
      const key = parts[i + 1] === undefined ? this.currentKey : Number(parts[i + 1]);
      const stray = parts[i] ?? "";
      const cell = this.#cells[key];
      if (stray !== "" && cell !== undefined)
        addOutput(cell, { type: "output", key, output: { type: "stream", name, text: stray } }, this.#cells);
    }
  }

  /** The run as told to callers; cells after a failure are "not-run". */
  result(): ProgramRun {
    const errors: CellError[] = [];
    const cells = this.#cells.map((cell, key): CellRun => {
      const place = this.#program.cells[key];
      if (place === undefined) throw new Error(`no cell with key ${key}`);
      const told = (problem: Problem) => cellError({ ...place, notebook: this.#program.notebook }, problem);
      const expected = (problem: Problem) =>
        place.raisesException && (problem.kind === "exception" || problem.kind === "type");
      const unexpected = cell.problems.filter((problem) => !expected(problem)).map(told);
      errors.push(...unexpected);
      const outputs = [
        ...cell.outputs.map(({ output }) => output),
        ...cell.problems.map((problem): Output => ({ type: "error", error: told(problem) })),
      ];
      if (unexpected.length > 0) return { status: "error", outputs };
      return { status: cell.starts === 1 && cell.ends === 1 ? "ok" : "not-run", outputs };
    });
    if (errors.length === 0) errors.push(...this.#missing(cells));
    const { inputs = [], volatile, unsteady = [] } = this.#finished ?? {};
    const asked = unsteady.map(({ key, what }) => ({ cell: this.#program.cells[key]?.number ?? 0, what }));
    return { cells, errors, inputs, volatile, unsteady: asked };
  }

  /** With no error told, every cell must have started and ended once, in order, and the child must have said so. */
  #missing(cells: readonly CellRun[]): readonly CellError[] {
    const wrong = this.#cells.findIndex(
      (cell, key) => cell.starts !== 1 || cell.ends !== 1 || this.#order[key] !== key,
    );
    const key = wrong === -1 && !this.finished ? cells.length - 1 : wrong;
    const place = this.#program.cells[key];
    if (place === undefined) return [];
    const { starts = 0, ends = 0 } = this.#cells[key] ?? {};
    return [
      cellError(
        { ...place, notebook: this.#program.notebook },
        {
          kind: "not-run",
          name: "NotRun",
          message: `the cell was started ${starts} and ended ${ends} times, once each is needed; this is a fault of the engine, please report it`,
        },
      ),
    ];
  }
}

/** A display that is shown again changes where it stands, in an earlier cell too, as in Jupyter. */
function addOutput(cell: CellRecord, { output, displayId }: OutputEvent, cells: readonly CellRecord[]): void {
  const earlier =
    displayId === undefined
      ? undefined
      : cells.flatMap(({ outputs }) => outputs).find((entry) => entry.displayId === displayId);
  const last = cell.outputs.at(-1);
  if (earlier !== undefined) earlier.output = output;
  else if (output.type === "stream" && last?.output.type === "stream" && last.output.name === output.name)
    last.output = { ...output, text: last.output.text + output.text };
  else cell.outputs.push({ output, displayId });
}
