// A limit for work that may never end: what is waited for is told, and given up after a stated time.

/** How long a browser may take; a test hands in less. */
export interface BrowserLimits {
  /** Seconds from its start to its first answer. */
  readonly start: number;
  /** Seconds for one printing. */
  readonly print: number;
}

/** Long for a slow machine with many reports at a time, short for somebody who waits. */
export const browserLimits: BrowserLimits = { start: 60, print: 120 };

/** Thrown in the place of an answer that did not come. */
export class NoAnswer extends Error {}

/** What `work` gives, or NoAnswer after `seconds`, when `giveUp` has been called to end what is going on. */
export async function within<Result>(
  seconds: number,
  work: Promise<Result>,
  giveUp: () => void,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new NoAnswer(`no answer within ${seconds} s`));
    }, seconds * 1000);
  });
  work.catch(() => {}); // what it says after the limit is of no interest
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says once, after `seconds`, that `work` is being waited for. */
export async function toldWhenSlow<Result>(
  seconds: number,
  say: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(say, seconds * 1000);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
