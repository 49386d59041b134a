// Takes what cells print and show, and files it under the cell whose code did it. Runs in the child.
import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import { inspect } from "node:util";
import type { MimeBundle } from "../../ground/mime.js";
import type { RunEvent } from "./messages.js";
import { steadyNumbers } from "./steady-numbers.js";

type OutputEvent = Extract<RunEvent, { type: "output" }>;
type WriteCallback = (error?: Error | null) => void;

// As they were before any cell.
const { parse, stringify } = JSON;

/** The most that one cell may print, in characters; more would be a loop. */
const printLimit = 10_000_000;

/** Which cell's code is running, through promises, timers and callbacks. */
export class CellContext {
  readonly #storage = new AsyncLocalStorage<number>();
  /** The cell that runs now; late code of an earlier one may interleave. */
  current = 0;

  run<T>(key: number, body: () => T): T {
    this.current = key;
    return this.#storage.run(key, body);
  }

  /** The cell whose code created what runs now; undefined outside cells. */
  own(): number | undefined {
    return this.#storage.getStore();
  }
}

/** Replaces process.stdout.write and process.stderr.write; callbacks are called, as streams do. */
export function captureStreams(context: CellContext, send: (event: OutputEvent) => void): void {
  const printed = new Map<number, number>();
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    const write = (chunk: string | Uint8Array, second?: unknown, third?: unknown): boolean => {
      const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
      const key = context.own() ?? context.current;
      const total = (printed.get(key) ?? 0) + text.length;
      printed.set(key, total);
      if (total > printLimit)
        throw new Error(`more than ${printLimit} characters printed; print less, or to a file`);
      if (text !== "") send({ type: "output", key, output: { type: "stream", name, text } });
      const callback = [second, third].find((value) => typeof value === "function") as
        | WriteCallback
        | undefined;
      if (callback !== undefined) process.nextTick(callback);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }
}

/** The data of a display as JSON will carry it; an error in the cell when it cannot. */
export function displayEvent(
  key: number,
  display: {
    readonly data: object;
    readonly metadata?: object;
    readonly transient?: { readonly display_id?: unknown };
  },
): OutputEvent {
  const { data, metadata } = parse(
    stringify({ data: display.data, metadata: display.metadata ?? {} }, steadyNumbers),
  ) as { data?: MimeBundle; metadata: MimeBundle };
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new TypeError(`display: an object of MIME types is needed, got ${inspect(display.data)}`);
  const id = display.transient?.display_id;
  const output = { type: "display", data, metadata } as const;
  return typeof id === "string"
    ? { type: "output", key, output, displayId: id }
    : { type: "output", key, output };
}
