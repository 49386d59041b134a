// Notes which local files a run looks at, and whether it does anything a cache cannot know about. Runs in the child.
import childProcess from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What a run touched. */
export interface Touched {
  /** Absolute paths read, listed or looked for, outside node_modules. */
  inputs(): readonly string[];
  /** Why a stored result cannot stand for a new run, or undefined. */
  volatile(): string | undefined;
}

const reading = [
  "readFileSync",
  "readFile",
  "readdirSync",
  "readdir",
  "existsSync",
  "opendirSync",
  "opendir",
];
const looking = [
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
  ...["rmSync", "rm", "rmdirSync", "rmdir", "unlinkSync", "unlink", "renameSync", "rename", "copyFileSync"],
  ...[
    "copyFile",
    "cpSync",
    "cp",
    "symlinkSync",
    "symlink",
    "truncateSync",
    "truncate",
    "mkdtempSync",
    "mkdtemp",
  ],
];

/** Starts noting; `folder` is the working folder. To be called before the first cell's modules are loaded. */
export function recordInputs(): Touched {
  const inputs = new Set<string>();
  let volatile: string | undefined;
  const isVolatile = (why: string) => {
    volatile ??= why;
  };
  const note = (file: unknown) => {
    const path = pathOf(file);
    if (path !== undefined && !path.includes(`${sep}node_modules${sep}`)) inputs.add(path);
  };
  for (const api of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
    wrap(api, [...reading, ...looking], (file) => note(file));
    wrap(api, opening, (file, flags) => {
      const mode = typeof flags === "object" ? (flags as { flags?: unknown } | null)?.flags : flags;
      const reads = mode === undefined || mode === null || mode === "r" || mode === fs.constants.O_RDONLY;
      if (reads || typeof mode === "function") note(file);
      else isVolatile("a file is written");
    });
    wrap(api, writing, () => isVolatile("a file is written"));
  }
  const starting = ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"];
  wrap(childProcess as unknown as Record<string, unknown>, starting, () =>
    isVolatile("a process is started"),
  );
  for (const channel of ["net.client.socket", "undici:request:create", "http.client.request.start"])
    subscribe(channel, () => isVolatile("the network is used"));
  syncBuiltinESMExports();
  return { inputs: () => [...inputs].sort(), volatile: () => volatile };
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
