// Why two builds of one report gave different bytes: inputs, versions, date, browser, or none that we know.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileHash } from "../../disk/hash.js";
import type { ManifestOutput, ManifestReport, PdfRecord, Tools } from "./manifest.js";
import type { ReportResult } from "./report.js";

/** One published file that a rebuild does not give again. */
export interface Difference {
  readonly report: string;
  /** File name in the reports folder; the report's name when all of it is meant. */
  readonly file: string;
  /** Every cause that was found; the last resort tells where the bytes part. */
  readonly reasons: readonly string[];
}

/** A published report beside its rebuild. */
export interface ReportPair {
  readonly report: ReportResult;
  readonly before: ManifestReport;
  readonly now: ManifestReport;
  readonly versions: { readonly before: Tools; readonly now: Tools };
  /** Folders in which the files lie. */
  readonly folders: { readonly published: string; readonly rebuilt: string };
}

/** The published files whose bytes did not come again, each with what explains it. */
export function fileDifferences(pair: ReportPair): Difference[] {
  const { report, before, now } = pair;
  return Object.entries(before.outputs).flatMap(([file, published]) => {
    const rebuilt = now.outputs[file];
    if (rebuilt?.sha256 === published.sha256) return [];
    const failures = rebuilt === undefined ? report.failures : [];
    const causes = [...failures, ...commonCauses(pair), ...browserCauses(published.pdf, rebuilt?.pdf)];
    const reasons = causes.length > 0 ? causes : [unexplained(pair, file, published, rebuilt)];
    return [{ report: report.name, file, reasons }];
  });
}

/** Where every file came again and the manifest still says something else of it: a proof that names other inputs. */
export function entryDifferences(pair: ReportPair): Difference[] {
  const { report, before, now, versions } = pair;
  const told = ({ tools: _, ...entry }: ManifestReport) => JSON.stringify(entry);
  if (told(before) === told(now)) return [];
  const causes = commonCauses({ ...pair, versions: { before: versions.now, now: versions.now } });
  const files = Object.keys(before.outputs).filter(
    (file) => JSON.stringify(before.outputs[file]) !== JSON.stringify(now.outputs[file]),
  );
  const other = files.map((file) => `what it says of ${file} beside the SHA-256 is not what a rebuild gives`);
  const reasons =
    causes.length + other.length > 0 ? [...causes, ...other] : ["its entry is not in our order"];
  return [
    { report: report.name, file: "manifest.json", reasons: reasons.map((why) => `${report.name}: ${why}`) },
  ];
}

/** What shapes every file of a report. */
function commonCauses({ before, now, versions }: ReportPair): string[] {
  return [
    ...changes(before.inputs, now.inputs, (path, was, is) =>
      was === undefined
        ? `${path} is new`
        : is === undefined
          ? `${path} is no input any more`
          : `${path} changed (SHA-256 ${was.slice(0, 12)} -> ${is.slice(0, 12)})`,
    ),
    ...changes(
      versions.before,
      versions.now,
      (name, was, is) => `${name} is ${is ?? "absent"}, was ${was ?? "absent"}`,
    ),
    ...changes(
      parametersOf(before),
      parametersOf(now),
      (name, was, is) => `parameter ${name} is ${is}, was ${was}`,
    ),
    ...(before.date === now.date ? [] : [`the date is ${now.date}, was ${before.date}`]),
    ...(before.template === now.template ? [] : [`the template is ${now.template}, was ${before.template}`]),
  ];
}

function browserCauses(before: PdfRecord | undefined, now: PdfRecord | undefined): string[] {
  if (before === undefined || now === undefined) return [];
  return [
    ...(before.browser === now.browser
      ? []
      : [`printed by another browser, ${now.browser}, was ${before.browser}`]),
    ...(before.paper === now.paper ? [] : [`printed on ${now.paper}, was ${before.paper}`]),
  ];
}

/** Same inputs, same versions, other bytes: what can still be said. */
function unexplained(
  { folders }: ReportPair,
  file: string,
  published: ManifestOutput,
  rebuilt: ManifestOutput | undefined,
): string {
  const where =
    fileHash(join(folders.published, file)) === published.sha256
      ? firstDifference(
          readFileSync(join(folders.published, file)),
          readFileSync(join(folders.rebuilt, file)),
        )
      : `${rebuilt?.bytes} bytes for ${published.bytes}; the published file is not here to look further`;
  return (
    `unexplained: inputs and versions are the same, so flopbook's own code changed since, or something that must not ` +
    `matter did (here Node ${process.versions.node} on ${process.arch}); ${where}`
  );
}

/** "first differing byte at 1234 (line 5): ...was... -> ...is..." */
export function firstDifference(before: Uint8Array, now: Uint8Array): string {
  const shorter = Math.min(before.length, now.length);
  let at = 0;
  while (at < shorter && before[at] === now[at]) at += 1;
  if (at === shorter && before.length === now.length) return "the bytes are the same";
  let line = 1;
  for (let i = 0; i < at; i++) if (before[i] === 10) line += 1;
  return `first differing byte at ${at} (line ${line}): ${excerpt(before, at)} -> ${excerpt(now, at)}`;
}

/** Some bytes from just before `at` on, as a quoted string. */
function excerpt(bytes: Uint8Array, at: number): string {
  if (at >= bytes.length) return "the end";
  const text = Buffer.from(bytes.subarray(Math.max(0, at - 12), at + 28)).toString("latin1");
  return JSON.stringify(text.replace(/[^\x20-\x7e]/g, "."));
}

function parametersOf({ parameters = {} }: ManifestReport): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}

function changes(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  say: (name: string, was: string | undefined, is: string | undefined) => string,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.filter((name) => before[name] !== now[name]).map((name) => say(name, before[name], now[name]));
}
