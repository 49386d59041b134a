// The files of one report: their names, which of them stand in the manifest, and how a good one is kept beside a failure.
import { existsSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileHash } from "../hash.js";
import type { ManifestReport } from "./manifest.js";

/** What a build may be asked to write. */
export type Format = "html" | "pdf";

/** The kinds of file that a report consists of; values are always written. */
export type FileKind = Format | "values";

const endings: Readonly<Record<FileKind, string>> = { html: "html", pdf: "pdf", values: "values.json" };

/** All kinds, in the order in which they are written. */
export const fileKinds: readonly FileKind[] = ["html", "values", "pdf"];

/** "resnet50-imagenet.values.json" */
export function fileName(report: string, kind: FileKind): string {
  return `${report}.${endings[kind]}`;
}

/** "resnet50-imagenet.last-good.html": the newest good file of a report whose notebook fails now. */
export function lastGoodName(report: string, kind: FileKind): string {
  return `${report}.last-good.${endings[kind]}`;
}

/**
 * Before a failing report is written: good files get their `last-good` name. Good is what the manifest vouches for;
 * anything else under the name is an earlier failure, and stays. The page itself is copied, so that its place is
 * never empty; values and PDF move, because beside a failing page they would pass for current.
 */
export async function setGoodAside(
  folder: string,
  report: string,
  entry: ManifestReport | undefined,
  kinds = fileKinds,
): Promise<void> {
  for (const kind of kinds) {
    const name = fileName(report, kind);
    const path = join(folder, name);
    const published = entry?.outputs[name]?.sha256;
    if (published === undefined || fileHash(path) !== published) continue;
    const aside = join(folder, lastGoodName(report, kind));
    if (kind === "html") {
      await copyFile(path, `${aside}.part`);
      await rename(`${aside}.part`, aside);
    } else await rename(path, aside);
  }
}

/** Once a report is good again, its `last-good` files go. */
export async function removeLastGood(folder: string, report: string): Promise<void> {
  for (const kind of fileKinds) {
    const path = join(folder, lastGoodName(report, kind));
    if (existsSync(path)) await rm(path, { force: true });
  }
}
