// The command `cost` and its options as commander declares them.
import type { Command } from "commander";
import { budgetWordMeanings } from "../../budget/word-meanings.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook cost`. */
export function addCost(program: Command, context: Context, finish: Finish): void {
  const cost = program
    .command("cost")
    .summary("what a whole training run takes: time, devices, money, energy, carbon, and how sure that is")
    .description(
      "Plans the run on the devices, then works out operations by two methods, duration with failures, device time, money (rented and owned), energy and carbon, each with its 90 % interval; scenarios; and which inputs matter most. Every number may be a range (0.3 to 0.5) or a distribution (lognormal(2, 4)). Exit code 1 when the model does not fit the devices.",
    );
  for (const [name, meaning] of Object.entries(budgetWordMeanings)) cost.option(`--${name} <value>`, meaning);
  cost
    .option("--seq <n>", "the same as --sequence")
    .option("--config <file>", "all of these from a YAML file; options go before it")
    .option("--init <file>", "write a commented configuration, and do nothing else")
    .option("--report <file>", "write a report, .pdf or .html")
    .option("--json", "print everything as JSON")
    .action(async ({ seq, ...options }) => {
      const words = seq === undefined ? options : { sequence: seq, ...options };
      return finish(await (await import("./cost.js")).run(words, context));
    });
}
