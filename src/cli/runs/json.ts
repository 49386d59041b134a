// Published training runs as JSON: numbers in base units, and for one run the derivations too.
import type { RunEstimate } from "../../runs/index.js";
import { citationText } from "../working.js";

/** All runs as a list. */
export function runsJson(estimates: readonly RunEstimate[]): string {
  return `${JSON.stringify(estimates.map(row), undefined, 2)}\n`;
}

/** One run with the working of each number. */
export function runJson(estimate: RunEstimate): string {
  const { operations, byDeviceTime, ratio, impliedUtilisation } = estimate;
  const derivations = { operations, byDeviceTime, ratio, impliedUtilisation };
  return `${JSON.stringify({ ...row(estimate), derivations }, undefined, 2)}\n`;
}

/** What is not published, or does not follow, is null. */
function row(estimate: RunEstimate) {
  const { run, operations, deviceTime, peak, utilisation, byDeviceTime, ratio, impliedUtilisation } =
    estimate;
  return {
    id: run.id,
    model: run.model,
    organisation: run.organisation,
    date: run.date,
    projected: run.status === "projected",
    parameters: run.parameters.value,
    activeParameters: run.activeParameters?.value ?? run.parameters.value,
    device: run.hardware?.device ?? null,
    format: run.hardware?.format ?? null,
    devices: run.hardware?.count?.value ?? null,
    deviceHours: deviceTime?.valueIn("device*h") ?? null,
    peakFlopPerSecond: peak?.value ?? null,
    utilisation: utilisation?.value ?? null,
    utilisationPublished: run.hardware?.utilisation !== undefined,
    operationsFlop: operations?.value ?? null,
    deviceTimeFlop: byDeviceTime?.value ?? null,
    ratio: ratio?.value ?? null,
    agreement: estimate.agreement ?? null,
    impliedUtilisation: impliedUtilisation?.value ?? null,
    published: estimate.published.map(({ method, flop }, at) => ({
      flop: flop.value,
      method,
      source: citationText(run.published?.[at]?.citation ?? run.parameters.citation),
    })),
    confidence: run.confidence,
    corrections: run.corrections ?? [],
    explanation: run.explanation ?? null,
    note: run.note ?? null,
  };
}
