// Holds still what would make two runs differ: the clock, the seed of Math.random, printed counters. Runs in the child.
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { inspect } from "node:util";

/**
 * From now on Date, performance.now and process.hrtime stand at `epochSeconds`, and Math.random follows a fixed seed.
 * Timers go on as usual. A loop that waits for the clock to move never ends; the time limit of the cell names it.
 */
export function pinClockAndRandom(epochSeconds: number): void {
  pinDate(epochSeconds * 1000);
  pinTimers(epochSeconds * 1000);
  pinDateFormats(epochSeconds * 1000);
  Math.random = seededRandom(0x5eed);
  hideCounters();
}

/** Node prints timers and promises with the numbers it counts them by, which differ from run to run. */
function hideCounters(): void {
  const timer = setTimeout(() => {}, 0);
  const immediate = setImmediate(() => {});
  clearTimeout(timer);
  clearImmediate(immediate);
  const shown = { Timeout: timer, Immediate: immediate, Promise: Promise.resolve() };
  for (const [name, value] of Object.entries(shown))
    Object.defineProperty(Object.getPrototypeOf(value), inspect.custom, { value: () => `${name} {}` });
}

function pinDate(now: number): void {
  const RealDate = Date;
  RealDate.now = () => now;
  const pinned: DateConstructor = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(
        target,
        values.length === 0 ? [now] : values,
        newTarget === pinned ? target : newTarget,
      ),
    apply: () => new RealDate(now).toString(),
  });
  RealDate.prototype.constructor = pinned;
  globalThis.Date = pinned;
}

function pinTimers(now: number): void {
  Object.defineProperty(performance, "timeOrigin", { value: now, configurable: true });
  process.uptime = () => 0;
  os.uptime = () => 0;
  syncBuiltinESMExports();
  Object.defineProperty(performance, "now", { value: () => 0, configurable: true, writable: true });
  const hrtime = Object.assign((): [number, number] => [0, 0], { bigint: () => 0n });
  Object.defineProperty(process, "hrtime", { value: hrtime, configurable: true, writable: true });
}

/** A format without a date prints the clock's, by a road of its own. */
function pinDateFormats(now: number): void {
  const { DateTimeFormat } = Reflect.get(globalThis, "Intl") as { DateTimeFormat: { prototype: object } };
  const { prototype } = DateTimeFormat;
  const formatOf = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  const parts = Reflect.get(prototype, "formatToParts") as (date?: unknown) => unknown;
  Object.defineProperty(prototype, "format", {
    get(this: object) {
      const format = formatOf?.call(this) as (date?: unknown) => string;
      return (date: unknown = now) => format(date);
    },
    configurable: true,
  });
  const value = function (this: object, date: unknown = now) {
    return parts.call(this, date);
  };
  Object.defineProperty(prototype, "formatToParts", { value, configurable: true, writable: true });
}

/** Mulberry32: 32 bits of state, uniform on [0, 1), the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
