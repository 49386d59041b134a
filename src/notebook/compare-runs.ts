// Two runs of one notebook, side by side: which cell gave something else, and which of its values.
import type { CellRun, Program } from "./engine.js";
import { publishedRecords } from "./published.js";

/** "the output was "pid 12" and is "pid 34"" of each cell whose outputs differ; values by their names. */
export function differingCells(
  { cells: places }: Program,
  before: readonly CellRun[],
  now: readonly CellRun[],
): readonly { readonly cell: number; readonly what: string }[] {
  return now.flatMap((run, at) => {
    const place = places[at];
    const earlier = before[at];
    if (place === undefined || earlier === undefined) return [];
    const [was, is] = [JSON.stringify(earlier.outputs), JSON.stringify(run.outputs)];
    if (was === is) return [];
    const values = differingValues(earlier, run);
    const what =
      values.length > 0 ? values.join(", ") : `the output was ${excerpts(textsOf(earlier), textsOf(run))}`;
    return [{ cell: place.number, what }];
  });
}

function differingValues(before: CellRun, now: CellRun): readonly string[] {
  const earlier = new Map(publishedRecords([before]).map(({ name, value }) => [name, value]));
  return publishedRecords([now])
    .filter(({ name, value }) => earlier.get(name) !== value)
    .map(({ name, value }) => `the value ${name} was ${earlier.get(name) ?? "not there"} and is ${value}`);
}

/** The texts of a cell's outputs in order, as a reader would name them. */
function textsOf({ outputs }: CellRun): string {
  return outputs
    .map((output) =>
      output.type === "stream"
        ? output.text
        : output.type === "error"
          ? output.error.message
          : Object.values(output.data)
              .map((part) => (typeof part === "string" ? part : JSON.stringify(part)))
              .join(" "),
    )
    .join(" ");
}

const around = 12;
const longest = 40;

/** Both texts from shortly before they part. */
function excerpts(before: string, now: string): string {
  let at = 0;
  while (at < before.length && before[at] === now[at]) at += 1;
  const from = Math.max(0, at - around);
  const shown = (text: string) => JSON.stringify(text.slice(from, from + longest).trim());
  return `${shown(before)} and is ${shown(now)}`;
}
