// Files that a notebook names by their path: read from its project only, also where a link leads out of it.
import { realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { FlopbookError } from "../ground/errors.js";

/** Where a notebook's files are looked for, and how they are read. */
export interface ProjectFiles {
  /** Folder of the notebook, which paths start from. */
  readonly folder: string;
  /** Folder of the project, which no path leaves; the notebook's folder where there is none. */
  readonly root?: string | undefined;
  readonly readFile: (path: string) => Uint8Array;
}

/** Bytes of the file at `address`. Throws FlopbookError, which begins with the address, where it may not be read. */
export function projectFile(address: string, { folder, root, readFile }: ProjectFiles): Uint8Array {
  const fault = (problem: string, cause?: unknown) =>
    new FlopbookError(`${address}: ${problem}`, cause === undefined ? {} : { cause });
  if (isAbsolute(address)) throw fault("the path is absolute; write it relative to the notebook");
  const path = resolve(folder, decoded(address));
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw fault("cannot be read; check the path, which is relative to the notebook", error);
  }
  if (![folder, root ?? folder].some((home) => isInside(real, home)))
    throw fault("lies outside the project; copy it into the project");
  try {
    return readFile(path);
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    throw fault("cannot be read; check that it is a file", error);
  }
}

function isInside(real: string, home: string): boolean {
  const way = relative(realpathSync(home), real);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** Why a file may not be taken into a page: outside the project, by path or by link, or no plain file. */
export function faultOfPlace(
  path: string,
  { root, folder }: Pick<ProjectFiles, "root" | "folder">,
): string | undefined {
  const home = real(root ?? folder);
  const inside = relative(home, real(path)).split(/[\\/]/);
  if (inside[0] === ".." || isAbsolute(inside.join("/")))
    return "lies outside the project; copy it beside the notebook";
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || found.isFile()
    ? undefined
    : "is no file; check the path, which is relative to the notebook";
}

/** The path with its links followed as far as it exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = resolve(path, "..");
    return parent === path ? path : resolve(real(parent), relative(parent, path));
  }
}
