// Notes what a cell asks for that differs from run to run and cannot be held still: who, and what. Runs in the child.
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { sep } from "node:path";
import { ownFolder } from "../own-folder.js";

/** What a cell asked for, by the key of the cell. */
export interface Unsteady {
  readonly key: number;
  /** "process.pid", "crypto.randomUUID", "the network" */
  readonly what: string;
}

/** Random numbers that must be unpredictable, and facts about a process or machine at one moment. */
const sources: readonly (readonly [owner: string, object: object, names: readonly string[]])[] = [
  [
    "crypto",
    crypto,
    ["randomUUID", "randomBytes", "randomInt", "randomFillSync", "randomFill", "getRandomValues"],
  ],
  ["crypto", crypto, ["generateKeySync", "generateKey", "generateKeyPairSync", "generateKeyPair"]],
  ["crypto", Object.getPrototypeOf(crypto.webcrypto) as object, ["randomUUID", "getRandomValues"]],
  ["process", process, ["memoryUsage", "cpuUsage", "resourceUsage"]],
  ["os", os, ["freemem", "loadavg"]],
];

/** Starts noting; `cellOf` tells whose code runs. What a library asks for by itself is its own affair. */
export function watchUnsteady(cellOf: () => number | undefined): {
  readonly note: (what: string) => void;
  readonly noted: () => readonly Unsteady[];
} {
  const noted = new Map<string, Unsteady>();
  const note = (what: string) => {
    const key = cellOf();
    if (key !== undefined) noted.set(`${key} ${what}`, { key, what });
  };
  for (const [owner, object, names] of sources) for (const name of names) watch(object, owner, name, note);
  for (const name of ["pid", "ppid"] as const) {
    const value = process[name];
    const get = () => {
      if (askedByProject(get)) note(`process.${name}`);
      return value;
    };
    Object.defineProperty(process, name, { get, configurable: true, enumerable: true });
  }
  syncBuiltinESMExports();
  return { note, noted: () => [...noted.values()] };
}

function watch(object: object, owner: string, name: string, note: (what: string) => void): void {
  const original = Reflect.get(object, name) as unknown;
  const fixed = Object.getOwnPropertyDescriptor(object, name)?.configurable === false;
  if (typeof original !== "function" || fixed) return; // what cannot be watched, two runs still tell
  const watched = function (this: unknown, ...values: unknown[]): unknown {
    if (askedByProject(watched)) note(`${owner}.${name}`);
    return Reflect.apply(original, this, values);
  };
  Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(object, name, {
    value: watched,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** Whether the function is called by a cell or a file of the project, and not by a package or by Node. */
function askedByProject(called: (...values: never[]) => unknown): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, sites) => sites[0]?.getScriptNameOrSourceURL() ?? "";
  Error.stackTraceLimit = 1;
  const trace: { stack?: unknown } = {};
  Error.captureStackTrace(trace, called);
  const file = String(trace.stack ?? "");
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return (
    file !== "" &&
    !file.startsWith("node:") &&
    !file.startsWith(ownFolder) &&
    !file.includes(`${sep}node_modules${sep}`)
  );
}
