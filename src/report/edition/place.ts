// What a build needs before any cell runs: handles, and a place for its reports that can be a folder.
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { shownPath } from "../../disk/fault.js";
import { handlesOfBuild, tooFewHandles } from "../../disk/handles.js";
import { FlopbookError } from "../../ground/errors.js";

/** Throws what is wrong. Whether the folder can be written shows only where something must be written. */
export function checkPlace(folder: string): void {
  const few = tooFewHandles(handlesOfBuild);
  if (few !== undefined) throw new FlopbookError(few);
  const file = fileAt(folder);
  if (file !== undefined)
    throw new FlopbookError(
      `${shownPath(file)}: is a file, and reports need a folder; name another with --output-dir`,
    );
}

/** What stands in the way of a folder: itself or one above it that is none. */
function fileAt(folder: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const found = existsSync(place) ? statSync(place) : undefined;
    if (found !== undefined) return found.isDirectory() ? undefined : place;
    if (dirname(place) === place) return undefined;
  }
}
