// Notes which local files a run looks at, and whether it does anything a cache cannot know about. Runs in the child.
import childProcess from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Looking, stateOf } from "../../disk/state.js";
import type { RunInput } from "../engine.js";
import { ownFolder } from "../own-folder.js";
import { type Unsteady, watchUnsteady } from "./unsteady.js";

/** What a run touched. */
export interface Touched {
  /** Paths read, listed or looked for, outside node_modules, sorted; what was read is in its state of before. */
  inputs(): readonly RunInput[];
  /** Why a stored result cannot stand for a new run, or undefined. */
  volatile(): string | undefined;
  /** What cells asked for that differs from run to run. */
  unsteady(): readonly Unsteady[];
}

const reading = [
  "readFileSync",
  "readFile",
  "readdirSync",
  "readdir",
  "opendirSync",
  "opendir",
  "openAsBlob",
];
const looking = [
  "existsSync",
  "statSync",
  "stat",
  "lstatSync",
  "lstat",
  "accessSync",
  "access",
  "realpathSync",
  "realpath",
];
const opening = ["openSync", "open", "createReadStream"];
const writing = [
  ...[
    "writeFileSync",
    "writeFile",
    "appendFileSync",
    "appendFile",
    "createWriteStream",
    "mkdirSync",
    "mkdir",
  ],
  ...["rmSync", "rm", "rmdirSync", "rmdir", "unlinkSync", "unlink", "truncateSync", "truncate"],
  ...["mkdtempSync", "mkdtemp"],
];
const writingSecond = [
  "renameSync",
  "rename",
  "copyFileSync",
  "copyFile",
  "cpSync",
  "cp",
  "symlinkSync",
  "symlink",
];

/** Starts noting; of our own code, which the key of a result covers, no state. To be called before the first cell's modules are loaded. */
export function recordInputs(cellOf: () => number | undefined): Touched {
  const files = recordFiles();
  const unsteady = watchUnsteady(cellOf);
  let elsewhere: string | undefined;
  const asked = (what: string, why: string) => {
    elsewhere ??= why;
    unsteady.note(what);
  };
  const starting = ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"];
  wrap(childProcess as unknown as Record<string, unknown>, starting, () =>
    asked("another program", "a process is started"),
  );
  for (const channel of ["net.client.socket", "undici:request:create", "http.client.request.start"])
    subscribe(channel, () => asked("the network", "the network is used"));
  syncBuiltinESMExports();
  const named = () => unsteady.noted()[0];
  const volatile = () => files.volatile() ?? elsewhere ?? (named() && `${named()?.what} is asked for`);
  return { inputs: files.inputs, volatile, unsteady: unsteady.noted };
}

function recordFiles(): Pick<Touched, "inputs" | "volatile"> {
  const look: Looking = { ...fs }; // before they are wrapped
  const inputs = new Map<string, RunInput>();
  const written = new Set<string>();
  const note = (file: unknown, read: boolean) => {
    const path = pathOf(file);
    if (path === undefined || path.includes(`${sep}node_modules${sep}`) || written.has(path)) return;
    if (inputs.get(path)?.state !== undefined) return;
    inputs.set(path, read && !path.startsWith(ownFolder) ? { path, state: stateRead(path, look) } : { path });
  };
  let writes = false;
  const noteWritten = (file: unknown) => {
    writes = true;
    const path = pathOf(file);
    if (path === undefined) return;
    written.add(path);
    const known = inputs.get(path);
    if (known !== undefined) inputs.set(path, { ...known, rewritten: true });
  };
  for (const api of [fs, fs.promises] as unknown as Record<string, unknown>[])
    wrapFiles(api, note, noteWritten);
  const sorted = () => [...inputs.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { inputs: sorted, volatile: () => (writes ? "a file is written" : undefined) };
}

function wrapFiles(
  api: Record<string, unknown>,
  note: (file: unknown, read: boolean) => void,
  noteWritten: (file: unknown) => void,
): void {
  wrap(api, reading, (file) => note(file, true));
  wrap(api, looking, (file) => note(file, false));
  wrap(api, opening, (file, flags) => {
    const mode = typeof flags === "object" ? (flags as { flags?: unknown } | null)?.flags : flags;
    if (opensToRead(mode)) note(file, true);
    else noteWritten(file);
  });
  wrap(api, writing, (file) => noteWritten(file));
  wrap(api, writingSecond, (from, to) => {
    note(from, true);
    noteWritten(to);
  });
}

const { O_WRONLY, O_RDWR } = fs.constants;

/** No flags, a callback in their place, "r" or "rs", or numbers that neither write nor read and write. */
function opensToRead(flags: unknown): boolean {
  if (typeof flags === "number") return (flags & (O_WRONLY | O_RDWR)) === 0;
  return (
    flags === undefined || flags === null || typeof flags === "function" || /^(?:r|rs|sr)$/.test(`${flags}`)
  );
}

/** A path that cannot be read is the cell's affair, and "absent" is the state to compare with later. */
function stateRead(path: string, look: Looking): string {
  try {
    return stateOf(path, look);
  } catch {
    return "absent";
  }
}

type AnyFunction = (...values: unknown[]) => unknown;

function wrap(api: Record<string, unknown>, names: readonly string[], before: AnyFunction): void {
  for (const name of names) {
    const original = api[name];
    if (typeof original !== "function") continue;
    const replaced = function (this: unknown, ...values: unknown[]) {
      before(...values);
      return Reflect.apply(original, this, values);
    };
    // fs.realpath.native, util.promisify's own symbol and the like.
    Object.defineProperties(replaced, Object.getOwnPropertyDescriptors(original));
    api[name] = replaced;
  }
}

function pathOf(file: unknown): string | undefined {
  if (typeof file === "string") return resolve(file);
  if (file instanceof URL && file.protocol === "file:") return fileURLToPath(file);
  return Buffer.isBuffer(file) ? resolve(file.toString()) : undefined;
}
