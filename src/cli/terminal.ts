// The process as the commands see it: streams, colours, environment, Ctrl-C. Everything else takes it as an argument.
import pico from "picocolors";

/** Where a command writes and what it may assume about the place; tests hand in one that records. */
export interface Terminal {
  /** Results: what a pipe should carry. */
  readonly out: (text: string) => void;
  /** A result as it is, for files such as SVG; absent: `out` writes everything as it is. */
  readonly raw?: (text: string) => void;
  /** Progress, remarks and errors. */
  readonly err: (text: string) => void;
  /** True when a person watches standard error: progress may redraw itself. */
  readonly interactive: boolean;
  readonly columns: number;
  readonly colors: Paint;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The colours in use; each is the identity where colour is off (`NO_COLOR`, no terminal). */
export type Paint = Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow", (text: string) => string>>;

/** What every command gets beside its own arguments. */
export interface Context {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C; asking for it says that there is something to put away first. */
  readonly signal: AbortSignal;
  /** The command line, without node and script. */
  readonly words: readonly string[];
}

/** How a command tells its exit code. */
export type Finish = (exitCode: number) => void;

/** The terminal of this process. Progress redraws only on a terminal outside CI; colour obeys NO_COLOR and FORCE_COLOR. */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on("error", leaveWhenPipeClosed);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: Boolean(stderr.isTTY) && !env.CI && env.TERM !== "dumb",
    columns: stderr.columns ?? 80,
    colors: paint(colorWanted(env, Boolean(stdout.isTTY))),
    env,
    cwd: process.cwd(),
  };
}

/** Colour functions, or identities when `on` is false. */
export function paint(on: boolean): Paint {
  const { bold, dim, red, green, yellow } = pico.createColors(on);
  return { bold, dim, red, green, yellow };
}

/** Whether to colour: NO_COLOR (any text) says no, FORCE_COLOR says yes, else a terminal that is not dumb. */
export function colorWanted(env: Terminal["env"], terminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return terminal && env.TERM !== "dumb";
}

/** Exit codes of the signals that end a command, as a shell gives them. */
const stopCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * A signal that Ctrl-C (SIGTERM, a closed terminal) aborts. It is made when a command first asks for it: until then
 * the system ends the process at once, also in the middle of a calculation, for there is nothing to put away. Work
 * that listens stops its children and removes its temporary files; the process leaves with 130 (143, 129) when it
 * has, or after three seconds, or at once on a second Ctrl-C.
 */
export function stopOnSignals(terminal: Terminal): () => AbortSignal {
  let made: AbortSignal | undefined;
  return () => {
    made ??= listening(terminal);
    return made;
  };
}

function listening(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  const stop = (code: number) => () => {
    if (controller.signal.aborted) process.exit(code);
    process.exitCode = code;
    terminal.err("\nflopbook: stopped; nothing half-written is left\n");
    controller.abort();
    setTimeout(() => process.exit(code), 3000).unref();
  };
  for (const [name, code] of Object.entries(stopCodes)) process.on(name, stop(code));
  return controller.signal;
}

/** Ends the process with `code` once the streams are drained; a code set by a signal wins. */
export function leave(code: number): void {
  const exit = () => process.exit(process.exitCode ?? code);
  process.stdout.write("", () => process.stderr.write("", exit));
}

/** A reader such as `head` that closed the pipe has what it wanted: leave quietly. */
function leaveWhenPipeClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}
