// The command `verify` and its options as commander declares them.
import type { Command } from "commander";
import type { Context, Finish } from "../terminal.js";

/** `flopbook verify`. */
export function addVerify(program: Command, context: Context, finish: Finish): void {
  program
    .command("verify [notebook-or-file...]")
    .summary("compare the published files, and a rebuild of them, with reports/manifest.json")
    .description(
      "Hashes every file that the manifest lists (missing, cut short or changed ones are named), then rebuilds the reports into a temporary folder and compares every byte, saying what differs and why. A file that you were handed (x.pdf, x.html, x.values.json) is found by its name or its bytes and answered for alone. Exit code 1 when something differs.",
    )
    .option("--published", "compare the files with the manifest and rebuild nothing")
    .option(
      "--manifest <file>",
      "the manifest to compare with (default: beside the file, else reports/manifest.json)",
    )
    .option("--json", "print the result as JSON")
    .option("-q, --quiet", "print differences only")
    .action(async (names, options) =>
      finish(await (await import("./verify.js")).run(names, options, context)),
    );
}
