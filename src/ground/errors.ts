// A person's mistake, told with what was wrong, where, and what to do about it.

/**
 * An error whose message is ready for a person: "subject: problem, got value; remedy".
 * The command line prints it without a stack and exits with `exitCode`.
 *
 * @example new FlopbookError("batch: must be whole, got 1.5").message // "batch: must be whole, got 1.5"
 */
export class FlopbookError extends Error {
  override readonly name = "FlopbookError";
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { readonly exitCode?: 1 | 2; readonly cause?: unknown } = {}) {
    // "undefined" is a word of programs: whoever left something out has given nothing
    const told = message.replace(/\bgot undefined\b/g, "got nothing");
    super(told, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/**
 * The question was understood and has no answer: nothing was typed wrongly. The command line exits with 1, whatever
 * was asked.
 */
export class NoAnswer extends FlopbookError {}

knownToEveryCopy(FlopbookError, "flopbook.error");
knownToEveryCopy(NoAnswer, "flopbook.no-answer");

/**
 * Lets `instanceof` tell a kind of error whatever copy of the library threw it: the bundle that a user's module
 * imports, or the modules of the command line that loads it. Subclasses of users stay as they are.
 */
function knownToEveryCopy(kind: { readonly prototype: object }, name: string): void {
  const mark = Symbol.for(name);
  Object.defineProperty(kind.prototype, mark, { value: true });
  Object.defineProperty(kind, Symbol.hasInstance, {
    value(this: unknown, error: unknown): boolean {
      if (this !== kind) return Function.prototype[Symbol.hasInstance].call(this as () => void, error);
      return typeof error === "object" && error !== null && mark in error;
    },
  });
}

/** The names of `candidates` nearest to `name` by edit distance, best first; empty when none is near. */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): string[] {
  const lower = name.toLowerCase();
  const reach = Math.max(2, Math.floor(name.length / 3));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: nameDistance(lower, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** "; did you mean x or y?" for an error message, or "" when nothing is near. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const near = nearestNames(name, candidates);
  return near.length === 0 ? "" : `; did you mean ${near.map((n) => `"${n}"`).join(" or ")}?`;
}

function nameDistance(a: string, b: string): number {
  if (b.includes(a) && a.length >= 3) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
