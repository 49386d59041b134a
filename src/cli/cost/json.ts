// A budget as JSON: base units, with intervals, inputs, sensitivities and scenarios.
import type { Budget, Influence, KnownResults } from "../../budget/index.js";
import { storedSummary } from "../../models/index.js";
import { isQuantity, type Quantity } from "../../numbers/quantity.js";
import { trainedFormat } from "../../plan/index.js";

/** The whole budget. Seconds, device-seconds, joules, grams of CO2e and USD. */
export function budgetJson(budget: Budget<KnownResults>): string {
  const { spec, sizes, results, intervals, leaves, influences, timeInfluences, scenarios, counted, layout } =
    budget;
  return `${JSON.stringify(
    {
      model: spec.shape.name,
      device: spec.device.id,
      count: spec.count,
      dtype: spec.format ?? trainedFormat(spec.shape) ?? null,
      stored: spec.shape.stored === undefined ? null : storedSummary(spec.shape.stored, false),
      ...sizes,
      convention: { name: counted.convention, words: counted.words },
      attention: counted.attention,
      tenure: budget.ground.tenure,
      currency: spec.currency ?? { code: "USD", usd: 1 },
      layout: layout.evaluation.layout,
      remarks: layout.remarks,
      iterationSeconds: layout.evaluation.times.iteration.value,
      memory: layout.evaluation.memory.total.value,
      missing: budget.missing,
      results: resultsJson(results),
      intervals: Object.fromEntries(
        Object.entries(intervals).map(([name, { low, median, high }]) => [
          name,
          { low: low.value, median: median.value, high: high.value, unit: low.unit },
        ]),
      ),
      inputs: Object.fromEntries(
        Object.entries(leaves).map(([name, { quantity, words }]) => [
          name,
          { ...valueJson(quantity), label: quantity.label, range: words },
        ]),
      ),
      sensitivity: { total: influences.map(influenceJson), wallTime: timeInfluences.map(influenceJson) },
      scenarios: Object.fromEntries(scenarios.map(({ name, results: one }) => [name, resultsJson(one)])),
    },
    undefined,
    2,
  )}\n`;
}

function resultsJson(results: KnownResults) {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]: [string, unknown]) => [
      name,
      isQuantity(result) ? valueJson(result) : null,
    ]),
  );
}

function valueJson({ value, unit }: Quantity) {
  return { value, unit };
}

function influenceJson({ leaf, varianceShare, low, high }: Influence) {
  return { input: leaf.label, range: leaf.words, varianceShare, low: low.value, high: high.value };
}
