// The command `figure` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook figure`. */
export function addFigure(program: Command, context: Context, finish: Finish): void {
  program
    .command("figure [spec]")
    .summary("draw a Vega-Lite spec as SVG")
    .description(
      "Draws a Vega-Lite spec (a JSON file, or standard input) as SVG on standard output, with the fonts of the reports.",
    )
    .option("-o, --output <file>", "write to a file instead")
    .addOption(program.createOption("--standalone", "a file of its own, which it is").hideHelp())
    .action(async (spec, options) => finish(await (await import("./figure.js")).run(spec, options, context)));
}
