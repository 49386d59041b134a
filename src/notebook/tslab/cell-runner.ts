// Runs compiled cells through tslab's executor and says what went wrong in each. Runs in the child.
import { inspect, types } from "node:util";
import { displaySymbol } from "../../ground/mime.js";
import type { Problem } from "../cell-error.js";
import { type CellContext, displayEvent } from "./capture.js";
import type { Conversion, Executor, ExecutorFactory } from "./library.js";
import type { RunEvent, RunOrder } from "./messages.js";
import { exceptionRemedy } from "./remedies.js";
import { type CellPosition, cellUrl, installStackTraces } from "./stack.js";

/** Thrown by process.exit in a cell; told once, when it is called. */
export class ExitCalled extends Error {
  override readonly name = "ProcessExit";
}

/** Values are shown as Node prints them, also when a cell puts another function in the place of console.log. */
const print = console.log.bind(console);

type RunCommand = Extract<RunOrder, { type: "run" }>;

/** The cells of one notebook, to be run in order. */
export class CellRunner {
  readonly #cells: RunCommand["cells"];
  /** Project files, to be handed over with the first conversion: tslab evaluates them anew each time it gets them. */
  #newFiles: RunCommand["files"];
  readonly #context: CellContext;
  readonly #send: (event: RunEvent) => void;
  readonly #executor: Executor;
  readonly #positionsOf: (error: unknown) => readonly CellPosition[];
  readonly #pendingDisplays: Promise<void>[] = [];
  #thrown: { readonly error: unknown } | undefined;

  constructor(
    { cells, files }: RunCommand,
    createExecutor: ExecutorFactory,
    context: CellContext,
    send: (event: RunEvent) => void,
  ) {
    this.#cells = cells;
    this.#newFiles = files;
    this.#context = context;
    this.#send = send;
    this.#positionsOf = installStackTraces(cells, files);
    this.#executor = createExecutor(process.cwd(), (_previous, key) => this.#conversion(Number(key)), {
      log: (value) => this.#show(value),
      error: (error) => {
        this.#thrown = { error };
      },
    });
  }

  /** Runs a cell; its problems, none when all went well. */
  async outcome(key: number): Promise<readonly Problem[]> {
    const compiled = this.#cells[key]?.compiled;
    if (compiled !== undefined && "problems" in compiled) return compiled.problems;
    this.#thrown = undefined;
    try {
      const ok = await this.#context.run(key, () => this.#executor.execute(String(key)));
      for (const shown of this.#pendingDisplays.splice(0)) await shown;
      if (ok) return [];
    } catch (error) {
      this.#thrown = { error };
    }
    const { error } = this.#thrown ?? { error: new Error("the cell failed without saying why") };
    return error instanceof ExitCalled ? [] : [this.problem(error, key, "exception")];
  }

  /** An error as a problem of a cell, at the innermost place in that cell that led to it. */
  problem(error: unknown, key: number, kind: Problem["kind"]): Problem {
    const position = this.#positionsOf(error).find((candidate) => candidate.key === key);
    const told = error instanceof Error ? error : { name: "Thrown value", message: inspect(error) };
    const cause =
      told instanceof Error && told.cause instanceof Error ? ` (caused by: ${told.cause.message})` : "";
    const message = `${withoutPaths(told.message)}${cause}${exceptionRemedy(told)}`;
    return { kind, name: told.name, message, line: position?.line, column: position?.column };
  }

  /** The cell that a late error belongs to: whose code started the work, else whose code threw, else the current. */
  cellOf(error: unknown): number {
    return this.#context.own() ?? this.#positionsOf(error)[0]?.key ?? this.#context.current;
  }

  /** tslab's executor asks for a conversion by the text of the cell: here its key. */
  #conversion(key: number): Conversion {
    const compiled = this.#cells[key]?.compiled;
    if (compiled === undefined || "problems" in compiled)
      throw new Error(`cell ${key} has not been compiled`);
    const last = compiled.lastExpressionVariable;
    const sideOutputs = this.#newFiles;
    this.#newFiles = [];
    return {
      output: `${compiled.output}\n//# sourceURL=${cellUrl(key)}`,
      declOutput: "",
      diagnostics: [],
      hasToplevelAwait: compiled.hasTopLevelAwait,
      sideOutputs,
      ...(last === undefined ? {} : { lastExpressionVar: last }),
    };
  }

  /** The value of a last expression: its own display if it has one, else what tslab prints. */
  #show(value: unknown): void {
    const method = (value as { [displaySymbol]?: unknown })[displaySymbol];
    if (typeof method !== "function") {
      print(value);
      return;
    }
    const key = this.#context.own() ?? this.#context.current;
    const data: unknown = Reflect.apply(method, value, []);
    const shown = (bundle: unknown) => this.#send(displayEvent(key, { data: bundle as object }));
    if (types.isPromise(data)) this.#pendingDisplays.push((data as Promise<unknown>).then(shown));
    else shown(data);
  }
}

/** Node's messages without what differs between machines: the working folder, and the files that led to an import. */
function withoutPaths(message: string): string {
  return message.replace(/\nRequire stack:[\s\S]*$/, "").replaceAll(`${process.cwd()}/`, "");
}
