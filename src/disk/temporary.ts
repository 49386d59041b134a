// Folders for the time of one command, where the system keeps such; a missing TMPDIR is told with its remedy.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { FlopbookError } from "../ground/errors.js";
import { faultText } from "./fault.js";

/** A fresh folder in `home`; its name begins with `prefix`. The caller removes it. */
export function temporaryFolder(home: string, prefix: string): string {
  try {
    return mkdtempSync(join(home, prefix));
  } catch (error) {
    throw new FlopbookError(
      faultText(
        error,
        `temporary files in ${home}`,
        "no folder can be made",
        "set TMPDIR to a folder that can be written",
      ),
      { cause: error },
    );
  }
}
