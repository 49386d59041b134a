// One notebook in one fresh child process, seen from the parent: limits, collecting, and how it ended.
import { randomUUID } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import type { Problem } from "../cell-error.js";
import type { EngineOptions, Program, ProgramRun } from "../engine.js";
import { type OwnedChild, startedChild } from "../processes/child.js";
import { Collected } from "./collected.js";
import type { CompileResult } from "./compile.js";
import { childEntry, childEnvironment, childFlags } from "./environment.js";
import { watchMemory } from "./memory-watch.js";
import { endMarkPattern, type RunCell, type RunOrder } from "./messages.js";
import { eventDescriptor, eventIn, longestEvent, orderDescriptor, readLines } from "./wire.js";

/** A child that is loading what the notebook will import; `run` may be called once. */
export interface Runner {
  run(compiled: CompileResult): Promise<ProgramRun>;
  stop(): void;
}

type RunnerOptions = Pick<EngineOptions, "timeoutSeconds" | "memoryMegabytes" | "cacheFolder" | "signal"> & {
  readonly onCell: (key: number, state: "start" | "end") => void;
};

/** How long a child may take to load modules before its first cell, on a busy machine. */
const startSeconds = 60;

/** How long text that bypassed the capture may take to arrive once the child has ended. */
const lastWordsMilliseconds = 500;

/** The most, in bytes, that may come past the capture of a notebook's cells. */
const straysLimit = 50_000_000;

/** Starts the child of a program and lets it load modules while the cells are still being compiled. */
export function startedRunner(program: Program, options: RunnerOptions): Runner {
  const { cacheFolder, memoryMegabytes, signal } = options;
  const child = startedChild(childEntry("run-child"), {
    cwd: program.folder,
    env: childEnvironment({ epochSeconds: program.epochSeconds, cacheFolder }),
    flags: childFlags(memoryMegabytes),
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    signal,
  });
  const wire = child.process.stdio[orderDescriptor] as Writable | null | undefined;
  wire?.on("error", () => {}); // the child has ended; that is told by its end
  const order = (message: RunOrder) => void wire?.write(`${JSON.stringify(message)}\n`);
  const token = randomUUID();
  order({ type: "prepare", token, epochSeconds: program.epochSeconds, preload: preloaded(program) });
  return {
    run: (compiled) => {
      const done = watched(child, token, program, options);
      order({ type: "run", cells: runCells(program, compiled), files: compiled.files });
      return done;
    },
    stop: child.end,
  };
}

/** flopbook, when a cell imports it: its loading then overlaps with compilation. */
function preloaded({ cells }: Program): readonly string[] {
  return cells.some(({ source }) => /["']flopbook["']/.test(source)) ? ["flopbook"] : [];
}

/** Cells that the compiler did not reach are left out: an earlier one stops the run. */
function runCells(program: Program, compiled: CompileResult): readonly RunCell[] {
  return compiled.cells.flatMap((result, key) => {
    const cell = program.cells[key];
    if (cell === undefined) return [];
    const { number, optionLines, raisesException } = cell;
    return [{ number, optionLines, raisesException, compiled: result }];
  });
}

async function watched(
  { process: child, end: endChild }: OwnedChild,
  token: string,
  program: Program,
  options: RunnerOptions,
): Promise<ProgramRun> {
  const collected = new Collected(program);
  let stopped = false;
  const stop = (problem: Problem) => {
    if (stopped) return;
    stopped = true;
    collected.addProblem(collected.currentKey, problem);
    endChild();
  };
  const { timeoutSeconds } = options;
  const limit = timeLimit(() => stop(timeoutProblem(timeoutSeconds)));
  const unwatch = watchMemory(child.pid, options.memoryMegabytes, () => stop(memoryProblem(options)));
  const stdout = textOf(child.stdout, () => stop(printProblem));
  const stderr = textOf(child.stderr, () => stop(printProblem));
  limit.restart(Math.max(timeoutSeconds, startSeconds));
  const heard = (line: string) => {
    const event = eventIn(line, token, program.cells.length);
    if (event === undefined) return stop(wireProblem);
    limit.restart(timeoutSeconds);
    collected.add(event);
    if (event.type === "start" || event.type === "end") options.onCell(event.key, event.type);
  };
  const events = child.stdio[eventDescriptor] as Readable | null;
  if (events) readLines(events, 4 * longestEvent, heard, () => stop(wireProblem));
  const end = await endOf(child);
  limit.clear();
  unwatch();
  endChild();
  options.signal?.throwIfAborted();
  collected.addStray("stdout", stdout());
  if (collected.finished) collected.addStray("stderr", stderr());
  else if (!stopped) collected.addProblem(collected.currentKey, endProblem(end, stderr(), options));
  return collected.result();
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The child's end, once its pipes are read to the end or after a moment (what it started may hold them open). */
function endOf(child: OwnedChild["process"]): Promise<End> {
  return new Promise((resolve) => {
    let end: End = { code: child.exitCode, signal: child.signalCode };
    const ended = () => {
      // Late messages are still in the channel when the end is told.
      const wait = setTimeout(() => resolve(end), lastWordsMilliseconds);
      child.once("close", () => {
        clearTimeout(wait);
        setImmediate(() => resolve(end));
      });
    };
    if (end.code !== null || end.signal !== null) ended();
    else
      child.once("exit", (code, signal) => {
        end = { code, signal };
        ended();
      });
  });
}

/** What comes through a stream; more than a notebook may print is not kept, and told once. */
function textOf(stream: NodeJS.ReadableStream | null, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= straysLimit) chunks.push(chunk);
    else tooMuch();
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function timeLimit(reached: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  const restart = (seconds: number) => {
    clear();
    timer = setTimeout(reached, seconds * 1000);
  };
  return { clear, restart };
}

const printProblem: Problem = {
  kind: "exception",
  name: "TooMuchOutput",
  message: `more than ${straysLimit / 1e6} MB came from processes that the notebook started, or past console; print less, or to a file`,
};

const wireProblem: Problem = {
  kind: "exit",
  name: "WireDisturbed",
  message: `something else than flopbook wrote to descriptor ${eventDescriptor} of the notebook's process, by which results are told; leave descriptors alone that your code did not open`,
};

function memoryProblem({ memoryMegabytes }: RunnerOptions): Problem {
  return {
    kind: "memory",
    name: "OutOfMemory",
    message: `needed more than the ${memoryMegabytes} MB that a notebook may use; hold less at a time, or raise the limit`,
  };
}

function timeoutProblem(seconds: number): Problem {
  return {
    kind: "timeout",
    name: "Timeout",
    message: `did not end within ${seconds} s and was stopped; look for an endless loop or a promise that never settles, or raise --timeout`,
  };
}

function endProblem({ code, signal }: End, stderr: string, options: RunnerOptions): Problem {
  if (/heap out of memory|Zone Allocation failed|OOM error/i.test(stderr)) return memoryProblem(options);
  const last = stderr.split("\n").filter((line) => line.trim() !== "" && !endMarkPattern.test(line));
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const words = last.length === 0 ? "" : `: ${last.slice(0, 3).join(" ").slice(0, 300)}`;
  return {
    kind: "exit",
    name: "ProcessEnded",
    message: `the process of the notebook ended before the notebook did (${how})${words}; a cell must not end its process`,
  };
}
