// Files of this machine's disk as importers read them: in pieces, by path, with those that lie beside them.
import { closeSync, existsSync, fstatSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { openRegular } from "../disk/regular-file.js";
import type { ByteSource, Place } from "../importers/index.js";

/** The bytes of a file. Errors when there is no such file, or it is a folder, pipe or device. Close it when done. */
export function fileSource(path: string): ByteSource {
  const descriptor = openRegular(path);
  const status = fstatSync(descriptor);
  return {
    name: path,
    size: status.size,
    read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, status.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const got = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
        if (got === 0) return bytes.subarray(0, filled);
        filled += got;
      }
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}

/** What a path names: a file, there or not, with those beside it, or a folder. */
export function pathPlace(path: string): Place {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const [folder, file] = isFolder ? [path, undefined] : [dirname(path), basename(path)];
  return {
    path,
    file,
    folder: {
      name: basename(resolve(folder)),
      names: () => readdirSync(folder),
      has: (name) => existsSync(join(folder, name)),
      open: (name) => fileSource(name === file ? path : join(folder, name)),
    },
  };
}
