// Notebooks for tests: made from cell texts, run by the engine as the command line would.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExecuteOptions, executeNotebooks } from "../../src/notebook/execute.js";
import type { CellError, ExecutedCell, ExecutedNotebook, Notebook } from "../../src/notebook/notebook.js";
import { notebookFromText } from "../../src/notebook/read.js";

export const fixtures: string = join(fileURLToPath(import.meta.url), "..", "fixtures");

/** A code cell, alone or with its tags. */
export type TrialCell = string | readonly [source: string, ...tags: string[]];

/** A notebook of code cells in a folder; cell numbers count from 1. */
export function trial(
  name: string,
  cells: readonly TrialCell[],
  folder = join(fixtures, "project"),
): Notebook {
  return notebookFromText(notebookText(cells), `${name}.ipynb`, join(folder, `${name}.ipynb`));
}

export function notebookText(cells: readonly TrialCell[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    cells: cells.map((cell, index) => {
      const [source, ...tags] = typeof cell === "string" ? [cell] : cell;
      return { cell_type: "code", id: `c${index}`, metadata: { tags }, outputs: [], source };
    }),
  });
}

/** Runs notebooks with short limits; by name. */
export async function executed(
  notebooks: readonly Notebook[],
  options: Partial<ExecuteOptions> = {},
): Promise<ReadonlyMap<string, ExecutedNotebook>> {
  const results = await executeNotebooks(notebooks, {
    cacheFolder: undefined,
    epochSeconds: 1_700_000_000,
    timeoutSeconds: 20,
    ...options,
  });
  return new Map(results.map((result) => [result.name, result]));
}

export function statuses(notebook: ExecutedNotebook | undefined): readonly string[] {
  return notebook?.cells.map(({ status }) => status) ?? [];
}

/** What a cell printed to one stream. */
export function printed(cell: ExecutedCell | undefined, name: "stdout" | "stderr" = "stdout"): string {
  return (cell?.outputs ?? [])
    .map((output) => (output.type === "stream" && output.name === name ? output.text : ""))
    .join("");
}

/** The first error shown in a cell. */
export function shownError(cell: ExecutedCell | undefined): CellError | undefined {
  return cell?.outputs.flatMap((output) => (output.type === "error" ? [output.error] : []))[0];
}
