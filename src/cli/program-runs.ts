// The commands about published numbers, `runs` and `reconcile`, and their options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "./terminal.js";

/** `flopbook runs`. */
export function addRuns(program: Command, context: Context, finish: Finish): void {
  program
    .command("runs [name]")
    .summary("list published training runs, their compute by two methods side by side")
    .description(
      "Lists published training runs by date: compute by counting operations and by device time, their ratio, the utilisation that the operations imply, and published estimates. With a name: that run with its working, its sources, and what to know about it. Exit code 1 when a search finds nothing.",
    )
    .option("--search <text>", "only runs with all these words in name, organisation, date or device")
    .option("--json", "print the runs as JSON")
    .action(async (name, options) => finish(await (await import("./runs.js")).run(name, options, context)));
}
