// The child's end of the wire. Taken before the first cell runs, so that what a cell does to globals does not reach it.
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import type { RunEvent, RunOrder } from "./messages.js";
import { eventDescriptor, longestEvent, orderDescriptor, readLines } from "./wire.js";

const { stringify, parse } = JSON;
const { defineProperty, getOwnPropertyDescriptor } = Object;
const { from } = Buffer;
const { reallyExit } = process as unknown as { reallyExit: (code: number) => void };
const prototypes = [Object.prototype, Array.prototype];

/** Ends this process past every handler that a cell may have put in the way. */
export function leave(code: number): void {
  Reflect.apply(reallyExit, process, [code]);
}

/** What the child does with its wire. */
export interface Channel {
  readonly send: (event: RunEvent) => void;
  /** The process may end although the wire is open. */
  readonly unref: () => void;
}

/** Opens the wire; when the parent's end of it closes, this process ends. */
export function openChannel(obey: (order: RunOrder) => void): Channel {
  let token = "";
  const orders = new Socket({ fd: orderDescriptor, readable: true, writable: false });
  readLines(
    orders,
    Number.POSITIVE_INFINITY,
    (line) => {
      const order = parse(line) as RunOrder;
      if (order.type === "prepare") token = order.token;
      obey(order);
    },
    () => {},
  );
  orders.on("close", () => leave(0));
  return {
    send: (event) => {
      const text = withoutToJson(() => stringify(event));
      if (text.length > longestEvent)
        throw new RangeError(
          `display: ${Math.round(text.length / 1e6)} million characters at once, at most ${longestEvent / 1e6} are taken; show less, or write it to a file`,
        );
      writeWhole(from(`${token}${text}\n`));
    },
    unref: () => orders.unref(),
  };
}

/** JSON asks every object for `toJSON`; one on the base of all objects could say anything in our name. */
function withoutToJson(body: () => string): string {
  const set = prototypes.map((prototype) => getOwnPropertyDescriptor(prototype, "toJSON"));
  set.forEach((given, at) => {
    if (given !== undefined) delete (prototypes[at] as { toJSON?: unknown }).toJSON;
  });
  try {
    return body();
  } finally {
    set.forEach((given, at) => {
      if (given !== undefined) defineProperty(prototypes[at] as object, "toJSON", given);
    });
  }
}

/** Written at once: what a cell did is told even if its next step kills the process. */
function writeWhole(bytes: Buffer): void {
  for (let done = 0; done < bytes.length; )
    try {
      done += write(bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") leave(1); // a cell closed the descriptor: nothing can be told
    }
}

const write = (bytes: Buffer, done: number): number => originalWrite(eventDescriptor, bytes, done);
const originalWrite: (descriptor: number, bytes: Uint8Array, offset: number) => number = writeSync;
