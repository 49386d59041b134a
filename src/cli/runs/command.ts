// The commands `runs` and `reconcile` and their options as commander declares them.
import type { Command } from "commander";
import { oneOf, positive } from "../options.js";
import { largeNumber, mostCounted } from "../plan/options.js";
import type { Context, Finish } from "../terminal.js";

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

/** `flopbook reconcile`. */
export function addReconcile(program: Command, context: Context, finish: Finish): void {
  program
    .command("reconcile <number>")
    .summary("say which counting convention gives a number, the nearest first")
    .description(
      "Compares a printed number with every convention in use: attention in full, its causal half or not at all, tables in or out, recomputation, active or all parameters, MAC or FLOP; for bytes what is kept per parameter, GB or GiB; for a rate the number format, dense or sparse. A bare number is operations.",
    )
    .option("--model <name>", "what the number is about: a name of the zoo, or a Hugging Face config.json")
    .option("--per <what>", "token, step or run (default: token)", oneOf("--per", ["token", "step", "run"]))
    .option("--seq <n>", "tokens of a sequence", positive("--seq", "tokens", true))
    .option("--batch <n>", "sequences of a step", positive("--batch", "sequences", true))
    .option("--tokens <n>", "tokens of the run, e.g. 15T", largeNumber("--tokens", mostCounted))
    .option("--peak", "the number is a peak rate in FLOP/s")
    .option("--device <id>", "accelerator of a peak rate, e.g. h100-sxm")
    .option("--keep <n>", "how many of the nearest to show", positive("--keep", "", true), 6)
    .option("--json", "print every convention as JSON")
    .action(async (number, options) =>
      finish(await (await import("./reconcile.js")).run(number, options, context)),
    );
}
