// The command `clean` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook clean`. */
export function addClean(program: Command, context: Context, finish: Finish): void {
  program
    .command("clean")
    .summary("remove built reports and the cache")
    .description(
      "Removes the built reports and the cache; notebooks, baselines and reports/manifest.json stay.",
    )
    .option("--all", "also reports/manifest.json and the browser in the user's cache")
    .action(async (options) => finish(await (await import("./clean.js")).run(options, context)));
}
