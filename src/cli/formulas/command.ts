// The command `formulas` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook formulas`. */
export function addFormulas(program: Command, context: Context, finish: Finish): void {
  program
    .command("formulas [id] [name=value...]")
    .summary("list the formulas, or evaluate one and show the working")
    .description(
      "Lists every formula with its unit and meaning. With an id: the formula, its symbols, conventions and source. With values (m=32 peak=312TFLOP/s utilisation=30%): the result with its working.",
    )
    .option("--search <text>", "only formulas with all these words in name, meaning, symbols or source")
    .option("--json", "print the formulas as JSON")
    .action(async (id, values, options) => {
      const words = id === undefined ? [] : [id, ...values];
      return finish(await (await import("./formulas.js")).run(words, options, context));
    });
}
