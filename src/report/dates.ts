// The date of a report: from SOURCE_DATE_EPOCH, its front matter or its last commit; never from the clock.
import { basename, dirname } from "node:path";
import { FlopbookError } from "../ground/errors.js";
import type { Effects } from "./effects.js";

/** When a report says it was made. */
export interface ReportDate {
  /** Seconds since 1970, UTC. */
  readonly seconds: number;
  /** ISO 8601 day, UTC. */
  readonly day: string;
  readonly from: "SOURCE_DATE_EPOCH" | "front matter" | "last commit" | "repository" | "none";
}

/** What a date is looked up for. */
export interface DatedNotebook {
  readonly path: string;
  readonly frontMatter: { readonly date?: string };
}

/** The date inside files of a report that has none: 1 January 1980, the first that file formats commonly allow. */
const undatedSeconds = 315532800;

/**
 * SOURCE_DATE_EPOCH (reproducible-builds.org: seconds, goes before all else), else the front matter's `date`, else
 * the time of the last commit that touched the notebook, else (for a new notebook) the last commit of its repository.
 * With none of them the report prints no date. Throws when one of them is not a date.
 */
export async function reportDate(notebook: DatedNotebook, effects: Effects): Promise<ReportDate> {
  const epoch = effects.environment.SOURCE_DATE_EPOCH;
  if (epoch !== undefined && epoch !== "") return dated(epochSeconds(epoch), "SOURCE_DATE_EPOCH");
  const { date } = notebook.frontMatter;
  if (date !== undefined) return dated(daySeconds(notebook, date), "front matter");
  const committed = await lastCommit(notebook.path, ["--", basename(notebook.path)], effects);
  if (committed !== undefined) return dated(committed, "last commit");
  const repository = await lastCommit(notebook.path, [], effects);
  return repository === undefined ? dated(undatedSeconds, "none") : dated(repository, "repository");
}

function dated(seconds: number, from: ReportDate["from"]): ReportDate {
  return { seconds, day: new Date(seconds * 1000).toISOString().slice(0, 10), from };
}

function epochSeconds(text: string): number {
  const latest = 253402300799; // the end of year 9999
  if (/^\d{1,12}$/.test(text) && Number(text) <= latest) return Number(text);
  throw new FlopbookError(
    `SOURCE_DATE_EPOCH: must be whole seconds since 1970, got "${text}"; \`date +%s\` prints such a number`,
    { exitCode: 2 },
  );
}

function daySeconds(notebook: DatedNotebook, day: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (new Date(milliseconds || 0).toISOString().slice(0, 10) === day) return milliseconds / 1000;
  throw new FlopbookError(
    `${basename(notebook.path)}: the front matter's date must be a day like 2026-01-31, got "${day}"; correct it`,
  );
}

/** Undefined outside a repository, without git, and where no commit has touched `paths`. */
async function lastCommit(
  path: string,
  paths: readonly string[],
  effects: Effects,
): Promise<number | undefined> {
  const args = ["log", "-1", "--format=%ct", ...paths];
  const { status, output } = await effects.run("git", args, { folder: dirname(path) });
  return status === 0 && /^\d+$/.test(output.trim()) ? Number(output.trim()) : undefined;
}
