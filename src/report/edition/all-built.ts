// Builds reports side by side so that what goes wrong with one, however it is thrown, fails that one only.
import type { ReportJob } from "./plan.js";
import { type BuiltReport, buildReport, type ReportResult, refusedReport } from "./report.js";
import { caughtStrays, failureText, UnclearOwner } from "./strays.js";

interface Watch {
  readonly signal?: AbortSignal;
  readonly done?: (result: ReportResult) => void;
}

/**
 * Builds all, each by itself: what goes wrong with one fails that one. An interruption goes on when all have come to
 * rest. Where a stray error may have been anybody's, those under way are built once more, one after another.
 */
export async function allBuilt(jobs: readonly ReportJob[], options: Watch): Promise<readonly BuiltReport[]> {
  const strays = caughtStrays();
  const unclear: ReportJob[] = [];
  const tried = (job: ReportJob) =>
    strays
      .own(() => buildReport(job))
      .catch((error) => {
        options.signal?.throwIfAborted();
        return { result: refusedReport(job.executed.name, failureText(error)), entry: undefined, error };
      });
  const done = (built: BuiltReport) => {
    options.done?.(built.result);
    return built;
  };
  try {
    const outcomes = await Promise.allSettled(
      jobs.map(async (job) => {
        const built = await tried(job);
        if (!("error" in built && built.error instanceof UnclearOwner)) return [done(built)];
        unclear.push(job);
        return [];
      }),
    );
    const built = outcomes.flatMap((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
    for (const job of unclear) built.push(done(await tried(job)));
    // Thrown when the reports stood already: whose it was cannot be said, but it was not nothing.
    for (const error of strays.stop())
      built.push(done({ result: refusedReport("build", failureText(error)), entry: undefined }));
    return built;
  } finally {
    strays.stop();
  }
}
