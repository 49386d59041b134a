// Writes files whole or not at all: a draft beside the target, flushed, read back, compared, and only then renamed.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FlopbookError } from "../ground/errors.js";
import { diskError, shownPath } from "./fault.js";

/** What writing asks of the disk, so that a test can hand in one that fails. */
export type Disk = Pick<
  typeof fs,
  | "openSync"
  | "writeSync"
  | "fsyncSync"
  | "closeSync"
  | "readFileSync"
  | "renameSync"
  | "rmSync"
  | "mkdirSync"
  | "fchmodSync"
  | "fchownSync"
>;

/** A file to be written. */
export interface Writing {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface WriteOptions {
  /** Refuses a file that is there already. */
  readonly fresh?: boolean;
  /** What to do where it fails, in place of the usual remedy. */
  readonly remedy?: string;
  readonly disk?: Disk;
}

/** Writes one file whole or not at all; folders are made. See `writeTogether`. */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  writeTogether([{ path, content }], options);
}

/** JSON as we keep it: two spaces, keys in the order given, a newline at the end. */
export function writeJson(path: string, value: unknown, options: WriteOptions = {}): void {
  writeWhole(path, `${JSON.stringify(value, undefined, 2)}\n`, options);
}

/**
 * Writes files that belong together: every one lies on the disk whole, flushed and read back, before the first takes
 * its name, so that a full disk leaves all old ones in their places. A link is written through to its target, and the
 * mode of a file that is replaced stays. All of it happens in one go, without giving way to other work: neither
 * Ctrl-C nor another notebook comes between a draft and its name. Throws FlopbookError, and then no draft is left.
 */
export function writeTogether(files: readonly Writing[], options: WriteOptions = {}): void {
  const { disk = fs } = options;
  const drafts: Draft[] = [];
  let current = files[0]?.path ?? "";
  try {
    for (const file of files) {
      current = file.path;
      drafts.push(draftOf(file, options, disk));
    }
    for (const draft of drafts) {
      current = draft.asked;
      disk.renameSync(draft.path, draft.target);
      draft.renamed = true;
    }
    for (const folder of new Set(drafts.map(({ target }) => dirname(target)))) flushFolder(folder, disk);
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    throw diskError(error, current, "cannot be written", options.remedy);
  } finally {
    for (const draft of drafts) if (!draft.renamed) drop(draft.path, disk);
  }
}

interface Draft {
  /** The path as it was given, for messages. */
  readonly asked: string;
  /** Where the file will lie, links followed. */
  readonly target: string;
  readonly path: string;
  renamed: boolean;
}

/** Named for itself and not for its target, whose name may be as long as the disk allows. */
const draftPattern = /^\.flopbook-draft-[0-9a-f]{16}$/;

function draftOf({ path, content }: Writing, { fresh = false }: WriteOptions, disk: Disk): Draft {
  const target = linkedTarget(path);
  const old = fs.statSync(target, { throwIfNoEntry: false });
  if (old !== undefined && fresh)
    throw new FlopbookError(`${shownPath(path)}: exists and is not overwritten; name another file`, {
      exitCode: 2,
    });
  if (old !== undefined && !old.isFile())
    throw new FlopbookError(
      `${shownPath(path)}: cannot be written, ${old.isDirectory() ? "a folder" : "no plain file"} stands there; name another file`,
    );
  const folder = dirname(target);
  madeFolder(folder, disk);
  const draft = join(folder, `.flopbook-draft-${randomBytes(8).toString("hex")}`);
  const bytes =
    typeof content === "string"
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  try {
    fill(draft, bytes, old, disk);
    const lies = disk.readFileSync(draft);
    if (!bytes.equals(lies))
      throw new FlopbookError(
        `${shownPath(path)}: cannot be written, the disk gives back ${lies.length} other bytes than the ${bytes.length} that it took; check the disk, or write elsewhere`,
      );
  } catch (error) {
    drop(draft, disk);
    throw error;
  }
  return { asked: path, target, path: draft, renamed: false };
}

/** All bytes, however few the disk takes at a time, then flushed. */
function fill(path: string, bytes: Uint8Array, old: fs.Stats | undefined, disk: Disk): void {
  const handle = disk.openSync(path, "wx", 0o666);
  try {
    for (let at = 0; at < bytes.length; ) {
      const written = disk.writeSync(handle, bytes, at, bytes.length - at);
      if (written <= 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
      at += written;
    }
    if (old !== undefined) keepOwnership(handle, old, disk);
    ignoring(["EINVAL", "ENOSYS", "ENOTSUP"], () => disk.fsyncSync(handle)); // some network disks cannot
  } finally {
    disk.closeSync(handle);
  }
}

function keepOwnership(handle: number, { uid, gid, mode }: fs.Stats, disk: Disk): void {
  const own = uid === process.getuid?.() && gid === process.getgid?.();
  if (!own && process.platform !== "win32")
    ignoring(["EPERM", "EINVAL", "ENOSYS"], () => disk.fchownSync(handle, uid, gid));
  ignoring(["EPERM", "ENOSYS", "ENOTSUP"], () => disk.fchmodSync(handle, mode & 0o7777));
}

/** The file that a path means: of a link its target, which need not be there yet. */
function linkedTarget(path: string): string {
  let target = resolve(path);
  for (let links = 0; links < 40; links++) {
    if (fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target;
    target = resolve(dirname(target), fs.readlinkSync(target));
  }
  throw diskError(Object.assign(new Error("links"), { code: "ELOOP" }), path, "cannot be written");
}

function madeFolder(folder: string, disk: Disk): void {
  try {
    disk.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw diskError(error, folder, "cannot be a folder to write into");
  }
}

/** The new names reach the disk too, where a folder can be flushed; where not, the files themselves have. */
function flushFolder(folder: string, disk: Disk): void {
  try {
    const handle = disk.openSync(folder, "r");
    try {
      disk.fsyncSync(handle);
    } finally {
      disk.closeSync(handle);
    }
  } catch {
    // Windows, and some network disks.
  }
}

function drop(path: string, disk: Disk): void {
  try {
    disk.rmSync(path, { force: true });
  } catch {
    // What made the writing fail is what gets told; `removeLeftDrafts` finds the draft later.
  }
}

function ignoring(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Removes the drafts that a killed process left in a folder, an hour old or more. */
export function removeLeftDrafts(folder: string): void {
  try {
    for (const name of fs.readdirSync(folder)) {
      const path = join(folder, name);
      const age = Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (draftPattern.test(basename(path)) && age > 3_600_000) fs.rmSync(path, { force: true });
    }
  } catch {
    // No such folder yet, or one that may only be read.
  }
}
