// Rebuilds reports elsewhere and compares every byte with the published manifest; says what differs, and why.
import { dirname, join } from "node:path";
import { FlopbookError } from "../../errors.js";
import { realEffects } from "../effects.js";
import { problemText } from "../problem.js";
import { temporaryFolder } from "../temporary.js";
import { type BuildOptions, type BuildResult, buildReports } from "./build.js";
import { type Difference, fileDifferences } from "./difference.js";
import type { Format } from "./files.js";
import { type Manifest, readManifest } from "./manifest.js";
import type { ReportResult } from "./report.js";

/** What to verify: the published folder holds the manifest, and perhaps the files, that a rebuild is held to. */
export interface VerifyOptions
  extends Omit<BuildOptions, "outputFolder" | "useCache" | "cacheFolder" | "formats"> {
  readonly publishedFolder: string;
}

/** What a rebuild gave; `same` when every published byte came again. */
export interface Verification {
  readonly same: boolean;
  /** Published files that were compared. */
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  readonly build: BuildResult;
}

/**
 * Builds into a temporary folder without any cache, compares, removes the folder.
 * Throws when there is no manifest to compare with.
 */
export async function verifyReports(options: VerifyOptions): Promise<Verification> {
  const published = readManifest(join(options.publishedFolder, "manifest.json"));
  if (published === undefined)
    throw new FlopbookError("verify: no manifest.json among the reports; run `flopbook build` and commit it");
  const effects = options.effects ?? realEffects();
  const temporary = temporaryFolder(effects.temporaryFolder, "verify");
  const folder = temporary.path;
  try {
    const build = await buildReports({
      ...options,
      outputFolder: join(folder, "reports"),
      cacheFolder: join(folder, "cache"),
      useCache: false,
      formats: publishedFormats(published),
    });
    const differences = differencesOf(published, build, options);
    const compared = build.reports.flatMap(({ name }) => Object.keys(published.reports[name]?.outputs ?? {}));
    return { same: differences.length === 0, compared, differences, build };
  } finally {
    await temporary.remove();
  }
}

/** PDFs are printed only when some were published. */
function publishedFormats({ reports }: Manifest): readonly Format[] {
  const files = Object.values(reports).flatMap(({ outputs }) => Object.keys(outputs));
  return files.some((file) => file.endsWith(".pdf")) ? ["html", "pdf"] : ["html"];
}

function differencesOf(published: Manifest, build: BuildResult, options: VerifyOptions): Difference[] {
  const folders = { published: options.publishedFolder, rebuilt: dirname(build.manifestPath) };
  const found = build.reports.flatMap((report) => {
    const before = published.reports[report.name];
    const now = build.manifest.reports[report.name];
    if (before === undefined)
      return [whole(report.name, ["it is not in the manifest; run `flopbook build`"])];
    if (now === undefined) return [whole(report.name, failureReasons(report))];
    const versions = {
      before: published.tools[before.tools] ?? {},
      now: build.manifest.tools[now.tools] ?? {},
    };
    return fileDifferences({ report, before, now, versions, folders });
  });
  const built = new Set(build.reports.map(({ name }) => name));
  const gone = options.complete ? Object.keys(published.reports).filter((name) => !built.has(name)) : [];
  return [...found, ...gone.map((name) => whole(name, ["its notebook is gone; run `flopbook build`"]))];
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
