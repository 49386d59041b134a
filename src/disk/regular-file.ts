// Opens and reads files that people name: a pipe, socket or device would hang or never end, so each is refused.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { FlopbookError } from "../ground/errors.js";

/** The longest file that is read whole, in bytes: as long as a JavaScript text may be. */
const longest = 2 ** 29 - 24;

/**
 * A descriptor of the file at `path`, to be closed by the caller. Errors (exit code 2), told with `subject`, when
 * there is none, it may not be read, or it is a folder, pipe, socket or device.
 */
export function openRegular(path: string, subject: string = path): number {
  try {
    refuseOther(statSync(path), subject);
    // Not blocking: should a pipe have taken the file's place meanwhile, the next line finds it.
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      refuseOther(fstatSync(descriptor), subject);
      return descriptor;
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  } catch (cause) {
    if (cause instanceof FlopbookError) throw cause;
    throw unreadable(subject, cause);
  }
}

/** The bytes of a file; errors as `openRegular`, and on a file longer than `limit` bytes. */
export function readRegular(path: string, subject: string = path, limit: number = longest): Buffer {
  const descriptor = openRegular(path, subject);
  try {
    const { size } = fstatSync(descriptor);
    if (size > limit)
      throw new FlopbookError(`${subject}: ${size} bytes, at most ${limit} are read; is it the right file?`, {
        exitCode: 2,
      });
    return bytesOf(descriptor, limit, size);
  } catch (cause) {
    if (cause instanceof FlopbookError) throw cause;
    throw unreadable(subject, cause);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a file in UTF-8; errors as `readRegular`. */
export function readRegularText(path: string, subject: string = path, limit: number = longest): string {
  return readRegular(path, subject, limit).toString("utf8");
}

/** Until the end comes, whatever the size said: files of /proc have none. */
function bytesOf(descriptor: number, limit: number, size: number): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(Math.max(size - length, 0) || 65536);
    const got = readSync(descriptor, part, 0, part.length, null);
    if (got === 0 || length > limit) return Buffer.concat(parts);
    parts.push(part.subarray(0, got));
    length += got;
  }
}

function refuseOther(status: Stats, subject: string): void {
  if (status.isFile()) return;
  const kind = status.isDirectory()
    ? "a folder"
    : status.isFIFO()
      ? "a pipe"
      : status.isSocket()
        ? "a socket"
        : "a device";
  throw new FlopbookError(`${subject}: must be a file, got ${kind}; name a file`, { exitCode: 2 });
}

function unreadable(subject: string, cause: unknown): FlopbookError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? String(cause);
  const remedy =
    code === "ENOENT" ? "check the path" : code === "EACCES" ? "change its permissions" : "check the file";
  return new FlopbookError(`${subject}: cannot be read (${code}); ${remedy}`, { exitCode: 2, cause });
}
