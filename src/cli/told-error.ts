// An error as a person is told it: one line, the exit code, and for mistyped words the nearest right one.
import type { Command, CommanderError } from "commander";
import { isSystemFault, toldFault } from "../disk/fault.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Context } from "./terminal.js";

/** Prints an error the way a person needs it and returns the exit code. */
export function toldError(
  error: unknown,
  program: Command,
  command: string | undefined,
  context: Context,
): number {
  const { terminal } = context; // asking for the signal too would say that there is something to put away
  if (isCommanderError(error)) {
    if (error.exitCode === 0) return 0;
    if (error.code !== "commander.help") terminal.err(`flopbook: ${usageMessage(error, program, command)}\n`);
    return 2;
  }
  if (context.signal.aborted) return 130;
  const foreseen = error instanceof FlopbookError || isSystemFault(error);
  const message = foreseen ? toldFault(error) : error instanceof Error ? error.message : String(error);
  terminal.err(`flopbook: ${message}\n`);
  const stack = error instanceof Error && (terminal.env.FLOPBOOK_DEBUG || !foreseen);
  if (stack) terminal.err(`${error.stack ?? ""}\n`);
  return error instanceof FlopbookError ? error.exitCode : 1;
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

/** Commander's words in ours, with the nearest command or option. */
function usageMessage({ message }: CommanderError, program: Command, called: string | undefined): string {
  const text = message.replace(/^error: /, "");
  const [, kind, word = ""] = /unknown (command|option) '([^']*)'/.exec(text) ?? [];
  if (kind === "command") {
    const near = suggestion(
      word,
      program.commands.map((command) => command.name()),
    );
    return `${text}${near || "; `flopbook --help` lists the commands"}`;
  }
  if (kind === "option") {
    const command = program.commands.find((candidate) => candidate.name() === called) ?? program;
    const flags = command.options.map(({ long }) => long ?? "");
    return `${text}${suggestion(word.split("=", 1)[0] ?? word, flags) || "; add --help to see the options"}`;
  }
  return text;
}
