#!/usr/bin/env node
// The command line: arguments -> one command -> exit code (0 good, 1 a check or a cell failed, 2 usage).
import { handlesOfCommand, tooFewHandles } from "../disk/handles.js";

const few = tooFewHandles(handlesOfCommand);
if (few === undefined) {
  const { runCommandLine } = await import("./program.js");
  const { leave, processTerminal, stopOnSignals } = await import("./terminal.js");
  const terminal = processTerminal();
  const stopped = stopOnSignals(terminal);
  const context = {
    terminal,
    get signal() {
      return stopped();
    },
  };
  leave(await runCommandLine(process.argv.slice(2), context));
} else {
  process.stderr.write(`flopbook: ${few}\n`);
  process.exitCode = 1;
}
