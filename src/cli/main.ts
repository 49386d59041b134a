#!/usr/bin/env node
// The command line: arguments -> one command -> exit code (0 good, 1 a check or a cell failed, 2 usage).
import { runCommandLine } from "./program.js";
import { leave, processTerminal, stopOnSignals } from "./terminal.js";

const terminal = processTerminal();
const stopped = stopOnSignals(terminal);
const context = {
  terminal,
  get signal() {
    return stopped();
  },
};
leave(await runCommandLine(process.argv.slice(2), context));
