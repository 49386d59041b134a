// The command `list` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook list`. */
export function addList(program: Command, context: Context, finish: Finish): void {
  program
    .command("list")
    .summary("list notebooks, worked examples and templates")
    .description("Lists the project's notebooks with the state of their baselines, and the worked examples.")
    .option("--all", "also the worked examples that ship with flopbook")
    .option("--json", "print the list as JSON")
    .action(async (options) => finish(await (await import("./list.js")).run(options, context)));
}
