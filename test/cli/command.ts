// Runs a command line in this process with a terminal that records.
import { runCommandLine } from "../../src/cli/program.js";
import { paint, type Terminal } from "../../src/cli/terminal.js";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command line prints, in a plain terminal of 100 columns. */
export async function ran(words: readonly string[], terminal: Partial<Terminal> = {}): Promise<Ran> {
  let [out, err] = ["", ""];
  const recording: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    columns: 100,
    colors: paint(false),
    env: {},
    cwd: "/",
    ...terminal,
  };
  const code = await runCommandLine(words, { terminal: recording, signal: new AbortController().signal });
  return { code, out, err };
}
