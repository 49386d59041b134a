// `flopbook figure`: a Vega-Lite spec -> an SVG file of its own.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { FlopbookError } from "../errors.js";
import { writeWhole } from "../report/write.js";
import type { Context } from "./terminal.js";

/** Draws the spec in file `spec` ("-" or none: standard input) to standard output or `options.output`. */
export async function run(
  spec: string | undefined,
  options: { readonly output?: string },
  { terminal }: Context,
): Promise<number> {
  const json = specIn(spec ?? "-", terminal.cwd);
  const { renderStandaloneFigure } = await import("../report/figures/figure.js");
  const svg = await renderStandaloneFigure(json);
  if (options.output === undefined) (terminal.raw ?? terminal.out)(svg);
  else await writeWhole(resolve(terminal.cwd, options.output), svg);
  return 0;
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
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new FlopbookError(`${subject}: cannot be read (${reason}); name a file that exists`, {
      exitCode: 2,
    });
  }
}
