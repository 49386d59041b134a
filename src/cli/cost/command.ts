// The command `cost` and its options as commander declares them.
import type { Command } from "commander";
import { budgetWordMeanings } from "../../budget/word-meanings.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook cost`. */
export function addCost(program: Command, context: Context, finish: Finish): void {
  const cost = program
    .command("cost")
    .summary("what a whole training run costs: time, devices, money, energy and carbon, with 90 % intervals")
    .description(
      "Plans the run on the devices, then estimates operations (by two methods), duration with failures, device time, money (rented and owned), energy and carbon, each with its 90 % interval, and shows three scenarios and the inputs that matter most. Every number may be a range, such as 0.3 to 0.5, which is read as a 90 % interval, or a distribution, such as lognormal(2, 4). Exit code 1 when the model does not fit the devices.",
    );
  for (const [name, meaning] of Object.entries(budgetWordMeanings)) cost.option(`--${name} <value>`, meaning);
  cost
    .option("--seq <n>", "the same as --sequence")
    .option(
      "--config <file>",
      "read these options from a YAML file; those on the command line take precedence",
    )
    .option("--init <file>", "write such a file with comments, and do nothing else")
    .option("--report <file>", "write a report, .pdf or .html")
    .option("--json", "print everything as JSON")
    .action(async ({ seq, ...options }) => {
      const words = seq === undefined ? options : { sequence: seq, ...options };
      return finish(await (await import("./cost.js")).run(words, context));
    });
}
