// The command `doctor` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook doctor`. */
export function addDoctor(program: Command, context: Context, finish: Finish): void {
  program
    .command("doctor")
    .summary("say what is installed, what is missing, and what it means")
    .description(
      "Looks at Node, the kernel, the browser, fonts, the files that package.json names under flopbook (own, examples), template, write access and the source of dates. Exit code 1 when something needed is missing.",
    )
    .option("--json", "print the findings as JSON")
    .action(async (options) => finish(await (await import("./doctor.js")).run(options, context)));
}
