#!/usr/bin/env node
// The command line: arguments -> one command -> exit code (0 good, 1 a check or a cell failed, 2 usage).
import { handlesOfCommand, tooFewHandles } from "../disk/handles.js";

const few = tooFewHandles(handlesOfCommand);
if (few === undefined) await start();
else refuse(few);

async function start(): Promise<void> {
  let loaded: [typeof import("./program.js"), typeof import("./terminal.js")];
  try {
    loaded = await Promise.all([import("./program.js"), import("./terminal.js")]);
  } catch (error) {
    // more of our code is loaded at a time than any number written here would say for long
    if (!(error instanceof Error && "code" in error && /^E[MN]FILE$/.test(String(error.code)))) throw error;
    return refuse(
      `file handles: too few to load the program (${error.code}); allow more, with \`ulimit -n 1024\``,
    );
  }
  const [{ runCommandLine }, { leave, processTerminal, stopOnSignals }] = loaded;
  const terminal = processTerminal();
  const stopped = stopOnSignals(terminal);
  const context = {
    terminal,
    get signal() {
      return stopped();
    },
  };
  leave(await runCommandLine(process.argv.slice(2), context));
}

function refuse(why: string): void {
  process.stderr.write(`flopbook: ${why}\n`);
  process.exitCode = 1;
}
