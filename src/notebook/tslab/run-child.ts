// Entry of a running process: one notebook, its cells in order, each reported when it starts and when it ends.
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { CellContext, captureStreams, displayEvent } from "./capture.js";
import { CellRunner } from "./cell-runner.js";
import { leave, openChannel } from "./channel.js";
import { installGuards } from "./guards.js";
import { type DisplayHook, loadExecutor } from "./library.js";
import { endMark, type RunOrder } from "./messages.js";
import { drained, watchOpenWork } from "./open-work.js";
import { pinClockAndRandom } from "./pin.js";
import { recordInputs } from "./recorded-inputs.js";

/** How long work that cells left running may take to end by itself. */
const drainMilliseconds = 1000;

const context = new CellContext();
const display: DisplayHook = { lastWriteDisplayData: null };
const createExecutor = loadExecutor(display);
const { send, unref } = openChannel(obey);
const touched = recordInputs(() => context.own());
let ordered = false;

// Signals reach the parent, which ends its children.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

function obey(order: RunOrder): void {
  if (order.type === "prepare") prepare(order);
  else if (!ordered) {
    ordered = true;
    run(order).catch(broken);
  }
}

/** A cell has changed something that everything stands on, such as Array.prototype: what it did, it did to itself. */
function broken(error: unknown): void {
  const message = `the machinery of the run broke after this cell changed what it stands on (${error instanceof Error ? error.message : String(error)}); leave built-in objects as they are`;
  try {
    send({ type: "late", key: context.current, problem: { kind: "late", name: "BrokenRun", message } });
  } finally {
    leave(1);
  }
}

function prepare({ epochSeconds, preload }: Extract<RunOrder, { type: "prepare" }>): void {
  pinClockAndRandom(epochSeconds);
  const require = createRequire(join(process.cwd(), "notebook.js"));
  for (const specifier of preload)
    try {
      require(specifier);
    } catch {
      // The cell that imports it will fail with the same error, in its own place.
    }
}

async function run(order: Extract<RunOrder, { type: "run" }>): Promise<void> {
  const runner = new CellRunner(order, createExecutor, context, send);
  captureStreams(context, send);
  display.lastWriteDisplayData = (data) => send(displayEvent(context.own() ?? context.current, data));
  const guardStruck = installGuards(runner, context, send);
  const openWork = watchOpenWork(context);
  let failed = false;
  for (const [key, cell] of order.cells.entries()) {
    send({ type: "start", key });
    const problems = await runner.outcome(key);
    await settled();
    mark(key);
    send({ type: "end", key, problems });
    failed = (problems.length > 0 && !cell.raisesException) || guardStruck();
    if (failed) break;
  }
  unref();
  if (!(await drained(drainMilliseconds)) && !failed)
    for (const [key, work] of openWork()) reportOpenWork(key, work);
  finish();
}

function finish(): void {
  const volatile = touched.volatile();
  const inputs = touched.inputs();
  const told = { type: "finished", inputs, unsteady: touched.unsteady() } as const;
  send(volatile === undefined ? told : { ...told, volatile });
  leave(0);
}

function reportOpenWork(key: number, work: readonly string[]): void {
  const message = `${work.join(" and ")} went on for ${drainMilliseconds / 1000} s after the last cell; stop it (clearInterval, close()) or await its end`;
  send({ type: "late", key, problem: { kind: "late", name: "OpenWork", message } });
}

/** Lets rejections that nobody handles surface before the next cell. */
async function settled(): Promise<void> {
  await turn();
  await turn();
}

function mark(key: number): void {
  for (const descriptor of [1, 2])
    try {
      writeSync(descriptor, endMark(key));
    } catch {
      // A full pipe: the text that bypassed the capture will then stand with a later cell.
    }
}
