// What the report half asks of the machine: environment, folders and small commands, so that tests can answer instead.
import { spawn } from "node:child_process";
import { homedir, tmpdir } from "node:os";

/** The machine as the report half sees it. Nothing here is a clock: dates come from dates.ts. */
export interface Effects {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** True for the superuser, as in most containers. */
  readonly superuser: boolean;
  readonly homeFolder: string;
  readonly temporaryFolder: string;
  /** Runs a small command and resolves with its exit status (undefined when it did not start) and its output. */
  readonly run: (command: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;
}

export interface RunOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Ran {
  readonly status: number | undefined;
  readonly output: string;
  readonly errors: string;
}

/** The machine that we run on. */
export function realEffects(): Effects {
  return {
    environment: process.env,
    platform: process.platform,
    architecture: process.arch,
    superuser: process.getuid?.() === 0,
    homeFolder: homeFolder(),
    temporaryFolder: tmpdir(),
    run: runCommand,
  };
}

/** "" where the system knows of none: no HOME, and a user without an entry. What needs one says so. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

function runCommand(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      env: { ...(options.environment ?? process.env) },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", (error) => resolve({ status: undefined, output, errors: error.message }));
    child.on("close", (status) => resolve({ status: status ?? undefined, output, errors }));
  });
}
