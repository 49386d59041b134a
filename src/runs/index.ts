// Published training runs: what each is known to have used, and its compute by two methods.
import { FlopbookError, suggestion } from "../ground/errors.js";
import { googleRuns } from "./records/google.js";
import { metaRuns } from "./records/meta.js";
import { openRuns } from "./records/open.js";
import { openAiRuns } from "./records/openai.js";
import { vendorRuns } from "./records/vendors.js";
import { visionRuns } from "./records/vision.js";
import type { TrainingRun } from "./run.js";

export {
  agreementOf,
  type MethodAgreement,
  type RunEstimate,
  type RunGround,
  runEstimate,
  runEstimateWith,
} from "./estimate.js";
export type { Fact, PublishedCompute, RunHardware, RunWork, TrainingRun, WorkPart } from "./run.js";
export { epochSystems, runSources } from "./sources.js";

/** Every run, by date. */
export const trainingRuns: readonly TrainingRun[] = [
  ...googleRuns,
  ...metaRuns,
  ...openAiRuns,
  ...openRuns,
  ...vendorRuns,
  ...visionRuns,
].sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? -1 : 1));

/**
 * The run of this id, alias or model name, whatever the case. Errors with the nearest names.
 *
 * @example trainingRun("gpt3").organisation // "OpenAI"
 */
export function trainingRun(name: string): TrainingRun {
  const wanted = name.toLowerCase();
  const names = (run: TrainingRun) => [run.id, ...(run.aliases ?? []), run.model.toLowerCase()];
  const found = trainingRuns.find((run) => names(run).includes(wanted));
  if (found !== undefined) return found;
  const near = suggestion(wanted, trainingRuns.flatMap(names)) || "; `flopbook runs` lists them";
  throw new FlopbookError(`runs: no run of this name, got "${name}"${near}`);
}
