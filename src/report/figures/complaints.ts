// What Vega and Vega-Lite say while they draw: errors end the drawing, warnings are handed on in their own words.

/** A logger for both libraries, without private fields: Vega-Lite copies it deeply. */
export interface Complaints {
  readonly level: (level?: unknown) => unknown;
  readonly error: (...parts: readonly unknown[]) => unknown;
  readonly warn: (...parts: readonly unknown[]) => unknown;
  readonly info: () => unknown;
  readonly debug: () => unknown;
  /** Each once, in the order in which they were said. */
  readonly warnings: () => readonly string[];
  readonly errors: () => readonly string[];
}

/**
 * Said of specs that are drawn as they should be: heights that we did not ask to fit, and events of a page's
 * window, which a drawing has not.
 */
const HARMLESS = /^(?:Dropping "fit-[xy]" because|Can not resolve event source)/;

/** An empty collection. */
export function freshComplaints(): Complaints {
  const warnings = new Set<string>();
  const errors = new Set<string>();
  const add = (to: Set<string>, parts: readonly unknown[]): Complaints => {
    const message = parts.map(reason).join(" ");
    if (!HARMLESS.test(message)) to.add(message);
    return logger;
  };
  const logger: Complaints = {
    level: (level) => (level === undefined ? 0 : logger),
    error: (...parts) => add(errors, parts),
    warn: (...parts) => add(warnings, parts),
    info: () => logger,
    debug: () => logger,
    warnings: () => [...warnings],
    errors: () => [...errors],
  };
  return logger;
}

/** The words of an error, or of whatever else was thrown or said. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
