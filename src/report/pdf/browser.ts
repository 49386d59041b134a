// Which browser prints, where it was found, and what that means for the bytes of a PDF.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import type { Effects } from "../effects.js";
import { type PackagedBrowser, packagedBrowser } from "./browser-package.js";

/** A browser that could print. */
export interface BrowserFound {
  readonly origin: "environment" | "package" | "puppeteer" | "installed";
  readonly executable: string;
  /** True when the lock file pins its bytes. */
  readonly pinned: boolean;
  /** What it is, without a path: "@sparticuz/chromium 143.0.4". */
  readonly label: string;
  /** What printing with it means for byte-identity, as a sentence. */
  readonly meaning: string;
  /** Changes when the browser does; for caches on this machine only, since it may hold a path. */
  readonly key: string;
  /** Present for the packaged browser, which may have to be unpacked first. */
  readonly packaged?: PackagedBrowser;
}

const pinnedMeaning =
  "The lock file pins this browser: PDFs get the same bytes as on every other Linux x64 machine.";
const unpinnedMeaning =
  "Nothing pins this browser: HTML gets the same bytes, PDFs look the same but may differ in bytes from the published hashes.";

/**
 * The browsers of this machine in the order in which they are tried: PUPPETEER_EXECUTABLE_PATH (then nothing else);
 * the Chromium in @sparticuz/chromium; the Chrome that puppeteer manages; an installed Chrome or Chromium.
 * `managedPath` tells where puppeteer keeps its own, and is asked only when it is reached.
 */
export async function* browsers(
  effects: Effects,
  managedPath: () => Promise<string | undefined>,
): AsyncGenerator<BrowserFound> {
  const given = effects.environment.PUPPETEER_EXECUTABLE_PATH;
  if (given !== undefined && given !== "") {
    if (!isExecutable(given))
      throw new FlopbookError(
        `browser: PUPPETEER_EXECUTABLE_PATH is "${given}", which is not a program; correct it or unset it`,
      );
    yield unpinned("environment", given, "the browser in PUPPETEER_EXECUTABLE_PATH");
    return;
  }
  const packaged = packagedBrowser(effects);
  if (packaged !== undefined) {
    const label = `@sparticuz/chromium ${packaged.version}`;
    const { executable } = packaged;
    yield {
      origin: "package",
      executable,
      pinned: true,
      label,
      meaning: pinnedMeaning,
      key: label,
      packaged,
    };
  }
  const managed = await managedPath();
  if (managed !== undefined && isExecutable(managed))
    yield unpinned("puppeteer", managed, "the Chrome that puppeteer manages");
  const installed = installedBrowser(effects);
  if (installed !== undefined) yield unpinned("installed", installed, "the installed Chrome or Chromium");
}

/** The error for a machine without any browser, with what was tried and what to do. */
export function noBrowser(tried: readonly string[]): FlopbookError {
  const failures = tried.length === 0 ? "" : ` (${tried.join("; ")})`;
  return new FlopbookError(
    `browser: none found that can print the PDF${failures}; install Chrome or Chromium, set PUPPETEER_EXECUTABLE_PATH ` +
      "to one, or run `npx puppeteer browsers install chrome`; the HTML needs none: `flopbook build --to html`",
  );
}

function unpinned(origin: BrowserFound["origin"], executable: string, label: string): BrowserFound {
  const { size, mtimeMs } = statSync(executable);
  const key = `${executable} ${size} ${mtimeMs}`;
  return { origin, executable, pinned: false, label, meaning: unpinnedMeaning, key };
}

/** The first Chrome or Chromium where each system keeps it, or in PATH. */
function installedBrowser({ platform, environment }: Effects): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const inPath = (names: readonly string[]) =>
    names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const places =
    platform === "darwin"
      ? ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
      : platform === "win32"
        ? [environment.PROGRAMFILES, environment["PROGRAMFILES(X86)"], environment.LOCALAPPDATA]
            .filter((folder) => folder !== undefined)
            .map((folder) => join(folder, "Google", "Chrome", "Application", "chrome.exe"))
        : inPath(["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"]);
  return places.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
