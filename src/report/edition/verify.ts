// Holds published files against the manifest, rebuilds them elsewhere and compares every byte; says what differs, and why.
import { basename, join } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { realEffects } from "../effects.js";
import { heldFolder } from "../held-folder.js";
import { problemText } from "../problem.js";
import { type BuildOptions, type BuildResult, buildReports } from "./build.js";
import { type Difference, entryDifferences, fileDifferences } from "./difference.js";
import { type Manifest, readManifest } from "./manifest.js";
import { manifestFaults, publishedFaults } from "./published.js";
import { type Rebuild, rebuilds } from "./rebuild.js";
import type { ReportResult } from "./report.js";

/** What to verify: the published folder holds the manifest and the files that a rebuild is held to. */
export interface VerifyOptions
  extends Omit<BuildOptions, "outputFolder" | "useCache" | "cacheFolder" | "formats" | "rebuild"> {
  readonly publishedFolder: string;
  /** True: the files are compared with the manifest, and nothing is built. */
  readonly publishedOnly?: boolean;
}

/** What was found; `same` when every published file is there and every byte came again. */
export interface Verification {
  readonly same: boolean;
  /** Published files that were compared. */
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** The reports that were built again. */
  readonly reports: readonly ReportResult[];
}

/**
 * Hashes the published files, then builds into a temporary folder without any cache, as each report was built, and
 * compares; the folder is removed. Throws when there is no manifest to compare with.
 */
export async function verifyReports(options: VerifyOptions): Promise<Verification> {
  const { publishedFolder, complete, notebooks } = options;
  const published = publishedManifest(join(publishedFolder, "manifest.json"));
  const chosen = new Set(notebooks.map((path) => basename(path, ".ipynb")));
  const wanted = (report: string) => complete || chosen.has(report);
  const faults = [...manifestFaults(published), ...publishedFaults(published, publishedFolder, wanted)];
  const built = options.publishedOnly === true ? undefined : await rebuilt(published, options);
  const differences = built === undefined ? unknownOnes(published, options) : built.differences;
  const compared = Object.keys(published.reports)
    .filter(wanted)
    .flatMap((name) => Object.keys(published.reports[name]?.outputs ?? {}));
  const all = together(faults, differences, built !== undefined);
  return { same: all.length === 0, compared, differences: all, reports: built?.reports ?? [] };
}

/** The manifest in a file; an error where there is none. */
export function publishedManifest(path: string): Manifest {
  const published = readManifest(path);
  if (published !== undefined) return published;
  throw new FlopbookError("verify: no manifest.json among the reports; run `flopbook build` and commit it");
}

/** The reports built again, and what came out otherwise; nothing is said of the files that lie published. */
export async function rebuilt(
  published: Manifest,
  options: VerifyOptions,
): Promise<{ readonly differences: readonly Difference[]; readonly reports: readonly ReportResult[] }> {
  const effects = options.effects ?? realEffects();
  const temporary = heldFolder(effects.temporaryFolder, "verify");
  const folder = temporary.path;
  const outputFolder = join(folder, "reports");
  try {
    const builds: BuildResult[] = [];
    for (const rebuild of rebuilds(published, options.notebooks, options.root))
      builds.push(
        await buildAgain(rebuild, { ...options, outputFolder, cacheFolder: join(folder, "cache") }),
      );
    const reports = builds.flatMap((build) => build.reports);
    const now = readManifest(join(outputFolder, "manifest.json"));
    const differences = differencesOf(published, { reports, now, folder: outputFolder }, options);
    return { differences, reports };
  } finally {
    await temporary.remove();
  }
}

function buildAgain(
  { notebooks, formats, ...how }: Rebuild,
  options: Omit<BuildOptions, "useCache" | "formats">,
): Promise<BuildResult> {
  return buildReports({ ...options, ...how, notebooks, formats, complete: false, useCache: false });
}

interface Built {
  readonly reports: readonly ReportResult[];
  readonly now: Manifest | undefined;
  readonly folder: string;
}

function differencesOf(
  published: Manifest,
  { reports, now: manifest, folder }: Built,
  options: VerifyOptions,
): Difference[] {
  const folders = { published: options.publishedFolder, rebuilt: folder };
  const found = reports.flatMap((report) => {
    const before = published.reports[report.name];
    const now = manifest?.reports[report.name];
    if (before === undefined) return [notPublished(report.name)];
    if (now === undefined) return [whole(report.name, failureReasons(report))];
    const versions = {
      before: published.tools[before.tools] ?? {},
      now: manifest?.tools[now.tools] ?? {},
    };
    const pair = { report, before, now, versions, folders };
    const files = fileDifferences(pair);
    return files.length > 0 ? files : entryDifferences(pair);
  });
  return [...found, ...goneOnes(published, options)];
}

/** What can be said of notebooks and entries that do not belong to each other without building. */
function unknownOnes(published: Manifest, options: VerifyOptions): Difference[] {
  const names = options.notebooks.map((path) => basename(path, ".ipynb"));
  const unknown = names.filter((name) => published.reports[name] === undefined);
  return [...unknown.map(notPublished), ...goneOnes(published, options)];
}

function goneOnes(published: Manifest, { complete, notebooks }: VerifyOptions): Difference[] {
  const names = new Set(notebooks.map((path) => basename(path, ".ipynb")));
  const gone = complete ? Object.keys(published.reports).filter((name) => !names.has(name)) : [];
  return gone.map((name) => whole(name, ["its notebook is gone; run `flopbook build`"]));
}

/** Faults of files, with what the rebuild says of the same files. */
function together(
  faults: readonly Difference[],
  differences: readonly Difference[],
  builtAgain: boolean,
): readonly Difference[] {
  const known = new Map(differences.map((one) => [one.file, one]));
  const told = faults.map((fault) => {
    const reasons = known.get(fault.file)?.reasons;
    const restores = builtAgain && reasons === undefined && fault.report !== "" && !known.has(fault.report);
    const more = restores ? ["a rebuild gives the published bytes, and `flopbook build` restores them"] : [];
    return { ...fault, reasons: [...fault.reasons, ...(reasons ?? more)] };
  });
  const faulty = new Set(faults.map(({ file }) => file));
  return [...told, ...differences.filter(({ file }) => !faulty.has(file))];
}

function notPublished(name: string): Difference {
  return whole(name, ["it is not in the manifest; run `flopbook build`"]);
}

function whole(report: string, reasons: readonly string[]): Difference {
  return { report, file: report, reasons };
}

/** Why a rebuild gave no report at all. */
function failureReasons({ cellErrors, problems, failures }: ReportResult): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === "error").map(problemText);
  const cells = cellErrors.map(({ cell, message }) => `cell ${cell} fails now: ${message}`);
  return [...cells, ...errors, ...failures];
}
