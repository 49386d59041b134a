// The command `strip` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook strip`. */
export function addStrip(program: Command, context: Context, finish: Finish): void {
  program
    .command("strip [notebook...]")
    .summary("remove outputs and traces of a run from notebooks")
    .description(
      "Rewrites notebooks without outputs, execution counts and volatile metadata, in one stable layout.",
    )
    .option("--check", "write nothing; exit code 1 when one is not clean")
    .option("-q, --quiet", "print nothing")
    .action(async (names, options) =>
      finish(await (await import("./strip.js")).run(names, options, context)),
    );
}
