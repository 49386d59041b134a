// `flopbook figure`: a Vega-Lite or Vega spec -> an SVG file of its own.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readRegularText } from "../../disk/regular-file.js";
import { writeWhole } from "../../disk/write.js";
import { FlopbookError } from "../../ground/errors.js";
import type { Context } from "../terminal.js";

/** Draws the spec in file `spec` ("-" or none: standard input) to standard output or `options.output`. */
export async function run(
  spec: string | undefined,
  options: { readonly output?: string },
  { terminal }: Context,
): Promise<number> {
  const json = specIn(spec ?? "-", terminal.cwd);
  const { renderStandaloneFigure } = await import("../../report/figures/figure.js");
  const { projectFile } = await import("../../report/project-file.js");
  const folder = spec === undefined || spec === "-" ? terminal.cwd : dirname(resolve(terminal.cwd, spec));
  const files = (address: string) =>
    projectFile(address, { folder, root: terminal.cwd, readFile: (path) => readFileSync(path) });
  const { svg, notes } = await renderStandaloneFigure(json, { files, ...clockOf(terminal.env) });
  for (const note of notes) terminal.err(`${note}\n`);
  if (options.output === undefined) (terminal.raw ?? terminal.out)(svg);
  else writeWhole(resolve(terminal.cwd, options.output), svg);
  return 0;
}

/** What `now()` is in the spec: SOURCE_DATE_EPOCH, where it is set. */
function clockOf({ SOURCE_DATE_EPOCH: seconds = "" }: Context["terminal"]["env"]): { readonly now?: number } {
  return /^\d+$/.test(seconds) ? { now: Number(seconds) * 1000 } : {};
}

function specIn(spec: string, cwd: string): object {
  const subject = spec === "-" ? "standard input" : spec;
  const text = textOf(spec === "-" ? 0 : resolve(cwd, spec), subject);
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(`${subject}: not JSON (${reason}); give a Vega-Lite spec`, { exitCode: 2 });
  }
  throw new FlopbookError(`${subject}: not an object; give a Vega-Lite spec`, { exitCode: 2 });
}

/** The text of a file, or of standard input for descriptor 0. */
function textOf(file: string | 0, subject: string): string {
  if (file !== 0) return readRegularText(file, subject);
  try {
    return readFileSync(0, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new FlopbookError(`${subject}: cannot be read (${reason}); pipe a spec into it`, { exitCode: 2 });
  }
}
