// The wire between a build and a running child: one JSON text a line; those from the child begin with a token.
import type { Readable } from "node:stream";
import type { Problem } from "../cell-error.js";
import type { RunEvent } from "./messages.js";

/** Descriptors in the child, beside the three standard ones: orders come in by the one, events go out by the other. */
export const orderDescriptor = 3;
export const eventDescriptor = 4;

/** The longest event, in characters: a display of this size would be a mistake, and more would fill the memory. */
export const longestEvent = 64_000_000;

/** Calls `line` for each line of a stream, `tooLong` once when one is longer than `limit` bytes. */
export function readLines(
  stream: Readable,
  limit: number,
  line: (text: string) => void,
  tooLong: () => void,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    length += part.length;
    if (length <= limit) parts.push(part);
    else parts = [];
  };
  const finish = () => {
    if (length <= limit) line(Buffer.concat(parts).toString("utf8"));
    parts = [];
    length = 0;
  };
  stream.on("error", () => {}); // the end of the child is told elsewhere
  stream.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at));
      finish();
      from = at + 1;
    }
    take(chunk.subarray(from));
    if (length > limit) tooLong();
  });
}

/** The event in a line that a child wrote; undefined for anything else, whoever wrote it. */
export function eventIn(line: string, token: string, cells: number): RunEvent | undefined {
  if (!line.startsWith(token)) return undefined;
  try {
    const event = JSON.parse(line.slice(token.length)) as Record<string, unknown>;
    return isEvent(event, cells) ? (event as unknown as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(event: Record<string, unknown>, cells: number): boolean {
  if (!isRecord(event)) return false;
  const { type, key } = event;
  if (type === "finished")
    return (
      isList(event.inputs, isInput) &&
      isOptional(event.volatile, isText) &&
      isOptional(event.unsteady, (list) => isList(list, isUnsteady))
    );
  if (!Number.isInteger(key) || (key as number) < 0 || (key as number) >= cells) return false;
  if (type === "start") return true;
  if (type === "end") return isList(event.problems, isProblem);
  if (type === "late") return isProblem(event.problem);
  return type === "output" && isOutput(event.output) && isOptional(event.displayId, isText);
}

function isOutput(output: unknown): boolean {
  if (!isRecord(output)) return false;
  if (output.type === "stream")
    return (output.name === "stdout" || output.name === "stderr") && isText(output.text);
  return output.type === "display" && isRecord(output.data) && isRecord(output.metadata);
}

const kinds: readonly Problem["kind"][] = [
  "type",
  "exception",
  "late",
  "timeout",
  "memory",
  "exit",
  "not-run",
];

function isInput(input: unknown): boolean {
  return isRecord(input) && isText(input.path) && isOptional(input.state, isText);
}

function isUnsteady(note: unknown): boolean {
  return isRecord(note) && isOptional(note.key, Number.isInteger) && isText(note.what);
}

function isProblem(problem: unknown): boolean {
  return (
    isRecord(problem) &&
    kinds.some((kind) => kind === problem.kind) &&
    isText(problem.name) &&
    isText(problem.message) &&
    isOptional(problem.line, Number.isInteger) &&
    isOptional(problem.column, Number.isInteger)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isList(value: unknown, of: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(of);
}

function isOptional(value: unknown, of: (item: unknown) => boolean): boolean {
  return value === undefined || of(value);
}
