// The files of one report: their names, which of them stand in the manifest, and how a good one is kept beside a failure.
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { diskError } from "../../disk/fault.js";
import { fileHash } from "../../disk/hash.js";
import { writeTogether } from "../../disk/write.js";
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

/** A page whose notebook fails, and what the manifest says of the good one before it. */
export interface FailingPage {
  readonly report: string;
  readonly html: string;
  readonly published: ManifestReport | undefined;
}

/**
 * Writes a failing page under the report's usual name; the good files of before get their `last-good` names. Good is
 * what the manifest vouches for; anything else under the name is an earlier failure, and goes. The good page is copied
 * in the same go in which the failing one takes its place, and values and PDF move only then, because beside a failing
 * page they would pass for current: where the disk is full, nothing has moved.
 */
export function writeFailingPage(folder: string, { report, html, published }: FailingPage): void {
  const path = (kind: FileKind) => join(folder, fileName(report, kind));
  const aside = (kind: FileKind) => join(folder, lastGoodName(report, kind));
  const good = fileKinds.filter((kind) => {
    const vouched = published?.outputs[fileName(report, kind)]?.sha256;
    return vouched !== undefined && fileHash(path(kind)) === vouched;
  });
  const kept = good.includes("html") ? [{ path: aside("html"), content: readFileSync(path("html")) }] : [];
  writeTogether([...kept, { path: path("html"), content: html }]);
  for (const kind of good.filter((one) => one !== "html"))
    try {
      renameSync(path(kind), aside(kind));
    } catch (error) {
      throw diskError(error, path(kind), `cannot be set aside as ${lastGoodName(report, kind)}`);
    }
}

/** Once a report is good again, its `last-good` files go. */
export function removeLastGood(folder: string, report: string): void {
  for (const kind of fileKinds) {
    const path = join(folder, lastGoodName(report, kind));
    if (existsSync(path)) rmSync(path, { force: true });
  }
}

/** Files that stand under the report's name and are not among those that were made together: of an earlier build. */
export function leftBehind(folder: string, report: string, made: readonly string[]): readonly string[] {
  const names = fileKinds.map((kind) => fileName(report, kind));
  return names.filter((name) => !made.includes(name) && existsSync(join(folder, name)));
}
