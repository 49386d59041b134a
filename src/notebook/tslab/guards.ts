// What a cell must not do unnoticed: fail later, end the process, leave work running. Runs in the child.
import type { CellContext } from "./capture.js";
import { type CellRunner, ExitCalled } from "./cell-runner.js";
import type { RunEvent } from "./messages.js";

/** Installs the guards; the returned function says whether any has struck. */
export function installGuards(
  runner: CellRunner,
  context: CellContext,
  send: (event: RunEvent) => void,
): () => boolean {
  let struck = false;
  function late(error: unknown, why: string): void {
    if (error instanceof ExitCalled) return;
    struck = true;
    const key = runner.cellOf(error);
    const problem = runner.problem(error, key, "late");
    send({ type: "late", key, problem: { ...problem, message: `${problem.message} (${why})` } });
  }
  process.on("unhandledRejection", (reason) =>
    late(reason, "the promise was rejected and nobody awaited it; await it in its cell"),
  );
  process.on("uncaughtException", (error) =>
    late(error, "thrown in a timer or callback after its cell had gone on; await the work in its cell"),
  );
  process.exit = (code?: number | string | null) => {
    struck = true;
    const error = new ExitCalled(
      `process.exit(${code ?? ""}) was called; a notebook runs to its end, use throw to stop it with an error`,
    );
    const key = context.own() ?? context.current;
    send({ type: "late", key, problem: runner.problem(error, key, "exit") });
    throw error;
  };
  return () => struck;
}
