// Reading in steps, so that one reader serves files that answer at once and files that answer later.
//
// A browser hands out the bytes of a file only to those who wait. A reader is therefore a generator of steps, each
// short and safe to do again: where bytes are not there yet, its source throws `NotYet`, the driver waits for them,
// and does that one step once more.

/** Work in steps, each a function that the driver calls and whose answer it hands back. */
export type Reading<Result> = Generator<() => unknown, Result, unknown>;

/** One step of a reading, for `yield*`. The task must leave nothing behind when it throws. */
export function* step<Result>(task: () => Result): Reading<Result> {
  return (yield task) as Result;
}

/** Bytes that are on their way. */
export interface Awaited {
  /** Brings the bytes that were asked for. */
  bring(): Promise<void>;
  /** Drops what was brought, once the step that asked has been done. */
  drop(): void;
}

/** Thrown by a source whose bytes are not there yet: no error, and only `readLater` catches it. */
export class NotYet {
  readonly awaited: Awaited;

  constructor(awaited: Awaited) {
    this.awaited = awaited;
  }
}

/** The result of a reading whose sources have their bytes. */
export function readNow<Result>(reading: Reading<Result>): Result {
  let state = reading.next();
  while (!state.done) state = after(reading, state.value);
  return state.value;
}

/** Does a step and goes on; an error is raised inside the reading, so that it closes what it opened. */
function after<Result>(reading: Reading<Result>, task: () => unknown) {
  let answer: unknown;
  try {
    answer = task();
  } catch (error) {
    return reading.throw(error);
  }
  return reading.next(answer);
}

/** The result of a reading some of whose sources answer later. */
export async function readLater<Result>(reading: Reading<Result>): Promise<Result> {
  let state = reading.next();
  while (!state.done) state = after(reading, await settled(state.value));
  return state.value;
}

/** A step done as often as bytes were missing; its outcome, good or bad, as a task that is done at once. */
async function settled(task: () => unknown): Promise<() => unknown> {
  const brought = new Set<Awaited>();
  try {
    for (;;) {
      try {
        const answer = task();
        return () => answer;
      } catch (error) {
        if (!(error instanceof NotYet)) throw error;
        brought.add(error.awaited);
        await error.awaited.bring();
      }
    }
  } catch (error) {
    return () => {
      throw error;
    };
  } finally {
    for (const each of brought) each.drop();
  }
}
