// Removes what builds made: reports and caches. Notebooks, baselines and the published manifest stay.
import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { realEffects } from "../effects.js";
import { userCacheFolder } from "../pdf/browser-package.js";
import { fileKinds, fileName, lastGoodName } from "./files.js";
import { readManifest } from "./manifest.js";

export interface CleanOptions {
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly outputFolder: string;
  /** Default: `.flopbook` in the project. */
  readonly cacheFolder?: string;
  /** Names of the notebooks whose reports go, beside those that the manifest names. */
  readonly reports: readonly string[];
  /** Also the manifest, and the browser that was unpacked into the user's cache. */
  readonly all?: boolean;
}

/** Removes files of reports and the cache; returns the absolute paths that went, sorted. Other files stay. */
export async function cleanReports(options: CleanOptions): Promise<readonly string[]> {
  const { root, outputFolder, cacheFolder = join(root, ".flopbook"), all = false } = options;
  const manifest = join(outputFolder, "manifest.json");
  const names = new Set([...options.reports, ...Object.keys(readManifest(manifest)?.reports ?? {})]);
  const ours = new Set(
    [...names].flatMap((name) =>
      fileKinds.flatMap((kind) => [fileName(name, kind), lastGoodName(name, kind)]),
    ),
  );
  const present = existsSync(outputFolder) ? readdirSync(outputFolder) : [];
  const files = present.filter((name) => ours.has(name)).map((name) => join(outputFolder, name));
  const whole = all ? [manifest, userCacheFolder(realEffects())] : [];
  const going = [...files, cacheFolder, ...whole].filter(existsSync).sort();
  for (const path of going) await rm(path, { recursive: true, force: true });
  return going;
}
