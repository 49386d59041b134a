// The temporary home of one browser process: profile, font configuration, environment; removed with the browser.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml } from "../../ground/html.js";
import { markedEnvironment } from "../../notebook/processes/child.js";
import type { Effects } from "../effects.js";
import { heldFolder } from "../held-folder.js";
import type { BrowserFound } from "./browser.js";

/** What a browser gets to live in, and the guard that ends it with this process. */
export interface Home {
  readonly profile: string;
  /** Environment of the browser; `ownLibraries` puts the packaged NSS before the system's. */
  readonly environment: (ownLibraries: boolean) => Record<string, string | undefined>;
  /** Calls `kill` when this process exits before `remove` was called. */
  readonly killOnExit: (kill: () => void) => void;
  readonly remove: () => Promise<void>;
}

/** Makes the folder. The packaged browser sees no environment and no fonts but its own, so that layout cannot vary. */
export function browserHome(found: BrowserFound, effects: Effects): Home {
  let kill = () => {};
  const temporary = heldFolder(effects.temporaryFolder, "browser", () => kill());
  const folder = temporary.path;
  const profile = join(folder, "profile");
  mkdirSync(profile);
  const fontsFile = join(folder, "fonts.conf");
  if (found.packaged !== undefined)
    writeFileSync(fontsFile, fontConfiguration(found.packaged.folder, folder));

  return {
    profile,
    environment: (ownLibraries) => {
      const fixed = {
        ...markedEnvironment(),
        TZ: "UTC",
        LANG: "en_US.UTF-8",
        LC_ALL: "en_US.UTF-8",
        LANGUAGE: "en_US",
      };
      if (found.packaged === undefined) return { ...effects.environment, ...fixed };
      return {
        PATH: effects.environment.PATH,
        HOME: folder,
        TMPDIR: folder,
        FONTCONFIG_FILE: fontsFile,
        ...fixed,
        ...(ownLibraries ? { LD_LIBRARY_PATH: join(found.packaged.folder, "lib") } : {}),
      };
    },
    killOnExit: (action) => {
      kill = action;
    },
    remove: temporary.remove,
  };
}

/** Only the fonts of the package: a glyph that the page's faces lack looks the same everywhere. */
function fontConfiguration(fonts: string, cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeHtml(join(fonts, "fonts"))}</dir>
  <cachedir>${escapeHtml(join(cache, "font-cache"))}</cachedir>
</fontconfig>
`;
}
