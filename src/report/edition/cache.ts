// What the last build knew about a report: enough to see that nothing has to be rendered or printed again.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { folderHash, sha256 } from "../../disk/hash.js";
import { writeJson } from "../../disk/write.js";
import { FlopbookError } from "../../ground/errors.js";
import type { PathKind } from "../path-kind.js";
import type { Problem } from "../problem.js";
import type { PdfRecord } from "./manifest.js";
import { librariesHash } from "./versions.js";

/** One report as it was last built well in one output folder. Keys cover everything that shapes the file. */
export interface BuildRecord {
  readonly htmlKey: string;
  readonly htmlHash: string;
  readonly htmlBytes: number;
  /** Path of the notebook from the project's root; of one outside it, the manifest knows only the name. */
  readonly notebook?: string;
  /** SHA-256 of the pictures that prose shows, by path in the project. */
  readonly pictures: Readonly<Record<string, string>>;
  /** What lay where links of prose lead, by path in the project. */
  readonly linked?: Readonly<Record<string, PathKind>>;
  /** Warnings, to be told again. */
  readonly problems: readonly Problem[];
  readonly pdf?: {
    readonly key: string;
    readonly hash: string;
    readonly bytes: number;
    readonly record: PdfRecord;
  };
}

/** Where the record of a report lies: one for each folder that reports are written to. */
export function recordPath(cacheFolder: string, root: string, outputFolder: string, report: string): string {
  const place = sha256(relative(root, outputFolder)).slice(0, 8);
  return join(cacheFolder, "reports", `${report}-${place}.json`);
}

/** The record in a file; undefined when it is absent or unreadable, which costs a rebuild and no more. */
export function readRecord(path: string): BuildRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as Partial<BuildRecord>;
    return typeof record.htmlKey === "string" &&
      typeof record.htmlHash === "string" &&
      typeof record.pictures === "object" &&
      Array.isArray(record.problems)
      ? (record as BuildRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a record where it can: without one the next build only takes longer. */
export function writeRecord(path: string, record: BuildRecord): void {
  try {
    writeJson(path, record);
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
  }
}

/** The key of a page: a hash over its inputs and over the code that turns them into HTML. */
export function htmlKey(inputs: unknown): string {
  return sha256(JSON.stringify([codeHash(), libraries(), inputs]));
}

/** The key of a PDF: its page, the paper, the date, the browser of this machine and puppeteer. */
export function pdfKey(parts: { html: string; paper: string; date: number; browser: string }): string {
  return sha256(JSON.stringify([codeHash(), libraries(), parts]));
}

let code: string | undefined;
let installed: string | undefined;

function libraries(): string {
  installed ??= librariesHash();
  return installed;
}

/** Hash of our own code, but for the cost half, whose work is in the outputs that it made. */
function codeHash(): string {
  const home = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  code ??= folderHash(
    home,
    (path) => /^(report\/|client\/|[^/]+$)/.test(path) && /\.[jt]s$/.test(path) && !path.endsWith(".d.ts"),
  );
  return code;
}
