// `flopbook runs`: published training runs, compute by two methods side by side; or one with its working.

import {
  type RunEstimate,
  runEstimate,
  type TrainingRun,
  trainingRun,
  trainingRuns,
} from "../../runs/index.js";
import { asUsage } from "../options.js";
import type { Context } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { runJson, runsJson } from "./json.js";
import { runsText, runText } from "./text.js";

export interface RunsOptions {
  readonly search?: string;
  readonly json?: true;
}

/** Prints the table, or one run; returns 1 when a search finds nothing. */
export async function run(
  name: string | undefined,
  { search, json }: RunsOptions,
  { terminal }: Context,
): Promise<number> {
  if (name !== undefined) {
    const one = namedEstimate(name);
    terminal.out(plainSpaces(json ? runJson(one) : runText(one, terminal)));
    return 0;
  }
  const found = search === undefined ? trainingRuns : trainingRuns.filter((one) => has(one, search));
  if (found.length === 0) {
    terminal.err(`flopbook: no run has all the words of "${search}"; try fewer, or \`flopbook runs\`\n`);
    return 1;
  }
  const estimates = found.map(runEstimate);
  terminal.out(plainSpaces(json ? runsJson(estimates) : runsText(estimates, terminal)));
  return 0;
}

function namedEstimate(name: string): RunEstimate {
  try {
    return runEstimate(trainingRun(name));
  } catch (error) {
    throw asUsage(error);
  }
}

function has(
  { id, aliases = [], model, organisation, date, hardware }: TrainingRun,
  search: string,
): boolean {
  const text = [id, ...aliases, model, organisation, date, hardware?.device ?? ""].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
