// `flopbook strip`: notebooks as git should hold them.
import { relative } from "node:path";
import { readRegularText } from "../../disk/regular-file.js";
import { writeWhole } from "../../disk/write.js";
import { FlopbookError } from "../../ground/errors.js";
import { chosenNotebooks, projectAround } from "../project.js";
import type { Context } from "../terminal.js";
import { strippedNotebook } from "./stripped.js";

/** Strips the named notebooks, or all; with `check` writes nothing. Returns 1 when one cannot be read or, with `check`, is not clean. */
export async function run(
  names: readonly string[],
  options: { readonly check?: true; readonly quiet?: true },
  { terminal }: Context,
): Promise<number> {
  const dirty: string[] = [];
  const faults: string[] = [];
  const paths = chosenNotebooks(projectAround(terminal.cwd), terminal.cwd, names);
  for (const path of paths) {
    const shown = relative(terminal.cwd, path);
    try {
      const before = readRegularText(path, shown);
      const after = strippedNotebook(before, shown);
      if (after === before) continue;
      dirty.push(shown);
      if (!options.check) writeWhole(path, after);
    } catch (error) {
      if (!(error instanceof FlopbookError)) throw error;
      faults.push(error.message);
    }
  }
  const sound = paths.length - faults.length;
  if (!options.quiet) terminal.out(report(dirty, sound, options.check === true));
  for (const fault of faults) terminal.err(`${terminal.colors.red("error")} ${fault}\n`);
  return faults.length > 0 || (options.check && dirty.length > 0) ? 1 : 0;
}

function report(dirty: readonly string[], total: number, check: boolean): string {
  const clean = `${total - dirty.length} of ${total} clean already\n`;
  if (dirty.length === 0) return `${total} of ${total} clean\n`;
  const lines = dirty.map((path) => (check ? `not clean: ${path}\n` : `stripped ${path}\n`)).join("");
  return lines + (check ? "`flopbook strip` cleans them\n" : clean);
}
