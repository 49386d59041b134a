// Unpacks the Chromium that the npm package @sparticuz/chromium carries, once a user, safe for several processes.
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readFileSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { brotliDecompress, createBrotliDecompress } from "node:zlib";
import { FlopbookError } from "../../ground/errors.js";
import type { Effects } from "../effects.js";
import { packageFolder } from "../installed.js";

const packageName = "@sparticuz/chromium";
const decompress = promisify(brotliDecompress);

/** The package as installed and the folder of the user's cache that it is (or will be) unpacked in. */
export interface PackagedBrowser {
  readonly version: string;
  /** Folder of the package with the compressed files. */
  readonly bin: string;
  /** Holds `chromium`, `lib/` (NSS and its kin, for systems without them) and `fonts/` (for glyphs we lack). */
  readonly folder: string;
  readonly executable: string;
  readonly unpacked: boolean;
}

/** The packaged browser, or undefined off Linux x64 (its binary is for that alone) or when the package is absent. */
export function packagedBrowser(effects: Effects): PackagedBrowser | undefined {
  if (effects.platform !== "linux" || effects.architecture !== "x64") return undefined;
  const home = packageFolder(packageName);
  if (home === undefined || !existsSync(join(home, "bin", "chromium.br"))) return undefined;
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string };
  const folder = join(userCacheFolder(effects), `chromium-${version}`);
  const executable = join(folder, "chromium");
  return { version, bin: join(home, "bin"), folder, executable, unpacked: existsSync(executable) };
}

/** The user's cache folder for flopbook: $XDG_CACHE_HOME/flopbook, else ~/.cache/flopbook. */
export function userCacheFolder(effects: Effects): string {
  const { XDG_CACHE_HOME: given } = effects.environment;
  if (!given?.startsWith(sep) && effects.homeFolder === "")
    throw new FlopbookError("browser: there is no home folder to unpack it in; set HOME or XDG_CACHE_HOME");
  return join(given?.startsWith(sep) ? given : join(effects.homeFolder, ".cache"), "flopbook");
}

/**
 * Unpacks the packaged browser unless that is done (191 MB, about 3 s). The work happens in a folder of its own that
 * is renamed at the end, so another process sees all of it or nothing; of two that race, one wins and both go on.
 */
export async function unpackBrowser(browser: PackagedBrowser, signal?: AbortSignal): Promise<void> {
  if (existsSync(browser.executable)) return;
  const making = `${browser.folder}.making-${process.pid}-${randomBytes(4).toString("hex")}`;
  const dropOnExit = () => rmSync(making, { recursive: true, force: true });
  process.on("exit", dropOnExit);
  try {
    await mkdir(making, { recursive: true });
    await allDone([
      unpackExecutable(join(browser.bin, "chromium.br"), join(making, "chromium"), signal),
      unpackTar(join(browser.bin, "al2023.tar.br"), making),
      unpackTar(join(browser.bin, "fonts.tar.br"), making),
    ]);
    await rename(making, browser.folder).catch(ignoreWhenThere(browser.executable));
  } catch (cause) {
    signal?.throwIfAborted();
    throw new FlopbookError(
      `browser: ${packageName} could not be unpacked into ${dirname(browser.folder)}, ${String(cause)}; ` +
        "make room there, or set XDG_CACHE_HOME to a folder that can be written",
      { cause },
    );
  } finally {
    await rm(making, { recursive: true, force: true });
    process.off("exit", dropOnExit);
  }
  await removeLeftovers(browser.folder);
}

/** Waits for all, so that none still writes when the folder is removed; then throws what the first of them threw. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work))
    if (outcome.status === "rejected") throw outcome.reason;
}

async function unpackExecutable(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  await pipeline(
    createReadStream(from, { highWaterMark: 1 << 20 }),
    createBrotliDecompress({ chunkSize: 1 << 20 }),
    createWriteStream(to, { mode: 0o755 }),
    options,
  );
}

async function unpackTar(from: string, folder: string): Promise<void> {
  for (const file of tarFiles(await decompress(await readFile(from)))) {
    const to = join(folder, file.path);
    if (!to.startsWith(folder + sep)) throw new Error(`${from} holds a path outside itself: ${file.path}`);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, file.bytes, { mode: file.mode });
  }
}

/** The plain files in a tar archive (POSIX.1-1988 ustar headers: 512-byte blocks, sizes in octal). */
export function tarFiles(tar: Buffer): { path: string; mode: number; bytes: Buffer }[] {
  const files = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const field = (from: number, length: number) =>
      tar.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    const prefix = field(257, 5) === "ustar" ? field(345, 155) : "";
    const path = prefix === "" ? field(0, 100) : `${prefix}/${field(0, 100)}`;
    if (!Number.isInteger(size)) throw new Error(`tar: no size at byte ${at}`);
    if (field(156, 1) === "0" || field(156, 1) === "")
      files.push({
        path,
        mode: Number.parseInt(field(100, 8), 8),
        bytes: tar.subarray(at + 512, at + 512 + size),
      });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Folders that a killed process left while unpacking, an hour old or more. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const now = (await stat(folder)).ctimeMs; // it was renamed just now
  for (const name of await readdir(parent)) {
    if (!name.includes(".making-")) continue;
    const { mtimeMs } = await stat(join(parent, name)).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > 3_600_000) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function ignoreWhenThere(path: string): (error: unknown) => void {
  return (error) => {
    if (!existsSync(path)) throw error;
  };
}
