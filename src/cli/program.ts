// The program and its commands, each declared in its room; a command's own code loads when it is called.
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBuild } from "./build/command.js";
import { addCheck } from "./check/command.js";
import { addClean } from "./clean/command.js";
import { addCost } from "./cost/command.js";
import { addDoctor } from "./doctor/command.js";
import { guarded } from "./door.js";
import { addFigure } from "./figure/command.js";
import { addFormulas } from "./formulas/command.js";
import { addList } from "./list/command.js";
import { addModel, addModels } from "./model/command.js";
import { addPlan } from "./plan/command.js";
import { addReconcile, addRuns } from "./runs/command.js";
import { addServe } from "./serve/command.js";
import { addStrip } from "./strip/command.js";
import type { Context, Finish } from "./terminal.js";
import { toldError } from "./told-error.js";
import { addVerify } from "./verify/command.js";

/** Runs one command line (without node and script) and returns its exit code; errors are printed, not thrown. */
export async function runCommandLine(
  words: readonly string[],
  given: Omit<Context, "words">,
): Promise<number> {
  const context: Context = {
    words,
    terminal: guarded(given.terminal),
    // asked for only by commands that have something to put away: then signals end no longer at once
    get signal() {
      return given.signal;
    },
  };
  let code = 0;
  const program = flopbookProgram(context, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    return toldError(error, program, words[0], context);
  }
}

function flopbookProgram(context: Context, finish: Finish): Command {
  const program = new Command("flopbook")
    .description(
      "What a neural network costs, with the working: reports from notebooks, worked examples under check.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: context.terminal.out,
      writeErr: context.terminal.err,
      outputError: () => {},
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 good, 1 a check or a cell failed, 2 usage.\nFLOPBOOK_DEBUG=1 shows the stack of an error.",
    );
  for (const add of commands) add(program, context, finish);
  return program;
}

const commands = [
  addBuild,
  addCheck,
  addVerify,
  addList,
  addModel,
  addModels,
  addPlan,
  addCost,
  addServe,
  addRuns,
  addReconcile,
  addFormulas,
  addDoctor,
  addClean,
  addStrip,
  addFigure,
];

function packageVersion(): string {
  const json: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof json === "object" && json !== null && "version" in json ? String(json.version) : "unknown";
}
