// The manifest: every input and output of the reports with its SHA-256, and every version that shapes a byte.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { sha256 } from "../../disk/hash.js";
import { writeJson } from "../../disk/write.js";
import { FlopbookError } from "../../ground/errors.js";

/** reports/manifest.json. No time, host or absolute path: the same build gives the same manifest anywhere. */
export interface Manifest {
  readonly schema: 1;
  /** Versions by name, under the id that reports refer to; one entry unless reports were built by different versions. */
  readonly tools: Readonly<Record<string, Tools>>;
  readonly reports: Readonly<Record<string, ManifestReport>>;
}

export type Tools = Readonly<Record<string, string>>;

/** One report: what went in and what came out. */
export interface ManifestReport {
  /** ISO 8601 day in the report; see dates.ts. */
  readonly date: string;
  readonly template: string;
  /** Only parameters that were set from outside. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Id of an entry of `tools`. */
  readonly tools: string;
  /** SHA-256 by path in the project; of a folder, over the names and contents of its files. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, ManifestOutput>>;
  /** "file": no cell was run, outputs and values are those that the notebook's file held; absent where all were run. */
  readonly outputsFrom?: "file";
}

export interface ManifestOutput {
  readonly sha256: string;
  readonly bytes: number;
  readonly pdf?: PdfRecord;
}

/** What made a PDF, beside its HTML. */
export interface PdfRecord {
  readonly paper: string;
  readonly pages: number;
  /** "HeadlessChrome/143.0.7499.0 (@sparticuz/chromium 143.0.4)" */
  readonly browser: string;
  readonly producer: string;
}

/** The id under which a set of versions stands in `tools`: twelve digits of its hash. */
export function toolsId(tools: Tools): string {
  return sha256(JSON.stringify(sorted(tools))).slice(0, 12);
}

/** The manifest in a file, or undefined when there is none. Throws on a file that is not a manifest of ours. */
export function readManifest(path: string): Manifest | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const manifest = JSON.parse(text) as Partial<Manifest> | null;
    if (manifest?.schema === 1 && isRecord(manifest.tools) && isRecord(manifest.reports))
      return manifest as Manifest;
  } catch (cause) {
    throw new FlopbookError(`manifest.json: not JSON, ${String(cause)}; restore it with git, or remove it`, {
      cause,
    });
  }
  throw new FlopbookError(
    "manifest.json: not a manifest that this version of flopbook reads; remove it and run `flopbook build`",
  );
}

/** The notebook of a report as the manifest lists it, relative to the project's root. */
export function notebookOf(report: string, { inputs }: ManifestReport): string | undefined {
  return Object.keys(inputs).find((input) => basename(input) === `${report}.ipynb`);
}

/** What a build adds to a manifest. */
export interface ManifestUpdate {
  readonly tools: Tools;
  /** Reports that this build made or found unchanged. */
  readonly reports: Readonly<Record<string, Omit<ManifestReport, "tools">>>;
  /** Keeps an entry that this build did not touch; false for notebooks that are gone. */
  readonly keeps: (name: string) => boolean;
}

/** `before` with the reports of this build in place of their old entries; the rest stays. */
export function updatedManifest(
  before: Manifest | undefined,
  { tools, reports, keeps }: ManifestUpdate,
): Manifest {
  const id = toolsId(tools);
  const kept = Object.entries(before?.reports ?? {}).filter(([name]) => keeps(name));
  const built = Object.entries(reports).map(([name, report]) => [name, inOrder(report, id)] as const);
  const all = sorted(Object.fromEntries([...kept, ...built]));
  const used = new Set(Object.values(all).map((report) => report.tools));
  const known = { ...before?.tools, [id]: sorted(tools) };
  return {
    schema: 1,
    tools: sorted(Object.fromEntries(Object.entries(known).filter(([key]) => used.has(key)))),
    reports: all,
  };
}

/** Writes the manifest unless the file already says the same; returns whether it was written. */
export function writeManifest(path: string, manifest: Manifest): boolean {
  const before = readManifest(path);
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(manifest)) return false;
  writeJson(path, manifest);
  return true;
}

function inOrder(report: Omit<ManifestReport, "tools">, tools: string): ManifestReport {
  const { date, template, parameters, inputs, outputs, outputsFrom } = report;
  const set = parameters !== undefined && Object.keys(parameters).length > 0;
  return {
    date,
    template,
    ...(set ? { parameters: sorted(parameters) } : {}),
    tools,
    inputs: sorted(inputs),
    outputs: sorted(outputs),
    ...(outputsFrom === undefined ? {} : { outputsFrom }),
  };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
