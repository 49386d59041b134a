// Errors that no promise carries, such as one that a library throws from a timer: they belong to one report, never to all.
import { AsyncLocalStorage } from "node:async_hooks";
import { isSystemFault, unforeseenText } from "../../disk/fault.js";
import { FlopbookError } from "../../ground/errors.js";

/** A piece of work that stray errors may belong to. */
interface Owner {
  readonly fail: (error: unknown) => void;
  over: boolean;
}

/** Keeps stray errors of pieces of work apart; call `stop` when the work is over. */
export interface Strays {
  /** Runs `work`; an error thrown outside its promise, but by code that it started, rejects it. */
  readonly own: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Ends the catching; gives the errors that came when nothing was under way any more. */
  readonly stop: () => readonly unknown[];
}

/** Thrown to a piece of work when nobody can say whose stray error it was. */
export class UnclearOwner extends Error {}

/**
 * Starts to catch what would end the process. Whose error it is says the context in which it was thrown; where that is
 * lost and several pieces of work are under way, all of them are rejected with UnclearOwner, to be tried again alone.
 */
export function caughtStrays(): Strays {
  const context = new AsyncLocalStorage<Owner>();
  const underWay = new Set<Owner>();
  const late: unknown[] = [];
  const caught = (error: unknown) => {
    const owner = context.getStore() ?? (underWay.size === 1 ? [...underWay][0] : undefined);
    if (owner?.over || underWay.size === 0) late.push(error);
    else if (owner !== undefined) owner.fail(error);
    else for (const each of underWay) each.fail(new UnclearOwner(String(error), { cause: error }));
  };
  process.on("uncaughtException", caught);
  process.on("unhandledRejection", caught);
  return {
    own: (work) =>
      new Promise((resolve, reject) => {
        const owner: Owner = { fail: reject, over: false };
        underWay.add(owner);
        const over = () => {
          owner.over = true;
          underWay.delete(owner);
        };
        void context.run(owner, () => work().then(resolve, reject)).finally(over);
      }),
    stop: () => {
      process.off("uncaughtException", caught);
      process.off("unhandledRejection", caught);
      return late;
    },
  };
}

/** Why a report could not be made, in one line; the stack of what is no person's mistake with FLOPBOOK_DEBUG. */
export function failureText(error: unknown): string {
  const stray = error instanceof UnclearOwner ? error.cause : error;
  if (!(stray instanceof Error)) return String(stray);
  if (stray instanceof FlopbookError) return stray.message;
  if (isSystemFault(stray)) return unforeseenText(stray);
  const stack = process.env.FLOPBOOK_DEBUG ? `\n${stray.stack ?? ""}` : "";
  return `${stray.name}: ${stray.message.split("\n", 1)[0]}; a fault of flopbook's, please report it with the cell that brings it about (FLOPBOOK_DEBUG=1 shows where)${stack}`;
}
