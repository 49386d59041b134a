// What a machine refused (no space, no permission, no handles ...) as one line: what, where, and what to do about it.
import { isAbsolute, relative } from "node:path";
import { FlopbookError } from "../ground/errors.js";

/** What is wrong and what to do, by the system's code. */
const meanings: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOSPC: ["no space is left on the disk", "free some, or write elsewhere"],
  EDQUOT: ["the quota of this user is used up", "free some space, or write elsewhere"],
  EFBIG: ["the file is larger than this disk or user may hold", "write elsewhere"],
  EROFS: ["the disk can only be read", "write elsewhere, or mount it for writing"],
  EACCES: ["permission is denied", "grant it, or name another place"],
  EPERM: ["the system does not permit it", "grant it, or name another place"],
  ENOTDIR: ["a part of the path is a file, where a folder is needed", "name a folder"],
  EEXIST: ["a file stands where a folder is needed", "name a folder"],
  EISDIR: ["a folder stands where a file is needed", "name a file"],
  ENOENT: ["there is no such file or folder", "check the path"],
  ELOOP: ["its symbolic links lead in a circle", "mend the links"],
  ENAMETOOLONG: ["the name is longer than the disk allows", "choose a shorter one"],
  EMFILE: ["too few file handles are left to this process", "allow more, with `ulimit -n 1024`"],
  ENFILE: ["too few file handles are left on this machine", "close other programs"],
  ENOMEM: ["too little memory is left", "close other programs"],
  EAGAIN: ["the machine allows no further process", "close other programs, or raise `ulimit -u`"],
  EBUSY: ["another program holds the file", "close it there"],
  ETXTBSY: ["another program runs the file", "end it"],
  EXDEV: ["the folder is spread over several disks", "write elsewhere"],
  EIO: ["the disk reports a fault", "check the disk, or write elsewhere"],
  ESTALE: ["the network disk lost the file", "mount the disk again"],
};

/** An error of the system, of Node or of libuv: it has a code, and no person's code threw it. */
export interface SystemFault extends Error {
  readonly code: string;
  readonly path?: string;
  readonly syscall?: string;
}

/** Whether an error is the machine's refusal, of the kinds that have a remedy. */
export function isSystemFault(error: unknown): error is SystemFault {
  return codeOf(error) !== undefined;
}

/** The code of such an error; also where Node only tells it inside another (`os.homedir()`). */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, info } = error as { code?: unknown; info?: { code?: unknown } };
  return [code, info?.code].find((one): one is string => typeof one === "string" && one in meanings);
}

/** "reports/a.html: cannot be written, no space is left on the disk (ENOSPC); free some, or write elsewhere" */
export function faultText(error: unknown, subject: string, failed: string, remedy?: string): string {
  const code = codeOf(error) ?? "";
  const [problem, usual] = meanings[code] ?? [error instanceof Error ? error.message : String(error), ""];
  const advice = remedy ?? usual;
  const told = code === "" ? problem : `${problem} (${code})`;
  return `${subject}: ${failed}, ${told}${advice === "" ? "; look there, and try again" : `; ${advice}`}`;
}

/** The same as an error for a person. */
export function diskError(error: unknown, path: string, failed: string, remedy?: string): FlopbookError {
  return new FlopbookError(faultText(error, shownPath(path), failed, remedy), { cause: error });
}

/** A fault that nobody foresaw, as one line: the path that the system names, else what it was asked for. */
export function unforeseenText(error: SystemFault): string {
  const { path, syscall = "the system" } = error;
  if (path === undefined || path === "") return faultText(error, "flopbook's machine", `${syscall} failed`);
  const failed = /^(?:mkdir|mkdtemp|rename|unlink|rmdir|copyfile|write|ftruncate|symlink)/.test(syscall)
    ? "cannot be written"
    : /^spawn/.test(syscall)
      ? "cannot be started"
      : "cannot be read";
  return faultText(error, shownPath(path), failed);
}

/** A person's mistake or the machine's refusal as one line; anything else is our own fault and goes on. */
export function toldFault(error: unknown): string {
  if (error instanceof FlopbookError) return error.message;
  if (isSystemFault(error)) return unforeseenText(error);
  throw error;
}

/** A path as a person would type it: relative to where the command runs, where it lies below that. */
export function shownPath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside === "" ? "." : inside.startsWith("..") || isAbsolute(inside) ? path : inside;
}
