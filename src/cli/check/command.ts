// The command `check` and its options as commander declares them.
import type { Command } from "commander";
import { listed, positive } from "../options.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook check`. */
export function addCheck(program: Command, context: Context, finish: Finish): void {
  program
    .command("check [target...]")
    .summary("compare worked examples and notebooks with what was stated and what they gave before")
    .description(
      "Evaluates the worked examples and compares every named value of the notebooks with notebooks/<name>.baseline.json. A target is the id of an example (shown with its whole working), a notebook, or a JSON or TypeScript file of examples; none means everything: the notebooks, and the examples in flopbook.examples.{json,ts}, in examples/*.examples.{json,ts} and in the files that package.json names under flopbook.examples. What has not changed, code and inputs to the byte, is not computed again.",
    )
    .option(
      "--examples <file>",
      "a JSON or TypeScript file of examples beside the project's own; repeatable",
      listed,
    )
    .option("--all", "also the worked examples that ship with flopbook")
    .option("--update", "rewrite the baselines from what the notebooks give now, and print what moved")
    .option("--json", "print the result as JSON")
    .option("--junit <file>", "write the result as JUnit XML too")
    .option("--no-cache", "compute every example and run every notebook anew")
    .option(
      "--timeout <seconds>",
      "longest time a cell may take",
      positive("--timeout", "seconds", false, { most: 1e6 }),
    )
    .option(
      "--depth <levels>",
      "levels of an example's working (default: all)",
      positive("--depth", "", true),
    )
    .option("-q, --quiet", "print failures only")
    .action(async (names, options) =>
      finish(await (await import("./check.js")).run(names, options, context)),
    );
}
