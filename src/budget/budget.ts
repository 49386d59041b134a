// What a whole training run takes: the planned step, the inputs, the results, and how sure they are.
import { stateParts } from "../cost/index.js";
import { FlopbookError } from "../errors.js";
import { peak } from "../hardware/index.js";
import { type Plan, type PlannedLayout, type PlanSpec, planned } from "../plan/index.js";
import { given } from "../quantity.js";
import { type TokenCount, tokenCount } from "./conventions.js";
import { type Leaves, leavesOf } from "./leaves.js";
import { modelParameters } from "./parameters.js";
import { type BudgetResults, type Ground, resultsOf } from "./results.js";
import { type Scenario, scenariosOf } from "./scenarios.js";
import { type BudgetSpec, checkSteps, type StepSizes, stepSizes, type Tenure } from "./spec.js";
import { type Influence, type Intervals, influencesOn, intervalsOf } from "./uncertainty.js";

/** A budget with its working. */
export interface Budget {
  readonly spec: BudgetSpec;
  readonly sizes: StepSizes;
  readonly plan: Plan;
  readonly layout: PlannedLayout;
  readonly counted: TokenCount;
  readonly ground: Ground;
  readonly leaves: Leaves;
  readonly results: BudgetResults;
  readonly intervals: Intervals;
  /** What moves the cost, and the duration, most. */
  readonly influences: readonly Influence[];
  readonly timeInfluences: readonly Influence[];
  /** Good, expected, bad. */
  readonly scenarios: readonly Scenario[];
}

/** The low end of a 90 % interval. */
const lowEnd = 0.05;

/** Draws that make three digits steady. */
const usualSamples = 100_000;

/**
 * Works out what a run takes. Errors when an input cannot be, when no layout fits the devices (with what would), and
 * when neither a rent nor a purchase price is known.
 *
 *   shape, devices ─ plan ─▶ step time ─▶ utilisation ┐
 *   tokens × operations a token ─▶ operations ────────┴▶ productive time ─ goodput ─▶ duration ─▶ device time
 *   device time ─▶ rent | value lost + electricity ─▶ money        device time ─▶ energy ─▶ carbon
 */
export function budgetOf(spec: BudgetSpec): Budget {
  const sizes = stepSizes(spec);
  const leaves = leavesOf(spec);
  const { quantity, distribution } = leaves.tokens;
  checkSteps(sizes, distribution?.quantile(lowEnd) ?? quantity.value, spec.tokens);
  const tenure = tenureOf(spec, leaves);
  const plan = planned(planSpec(spec, sizes));
  const layout = fitting(plan, spec);
  const counted = tokenCount(spec.shape, sizes.sequence, spec.convention ?? "exact-causal");
  const ground = groundOf(spec, { sizes, layout, counted, tenure });
  const results = resultsOf(ground, leaves);
  const sampling = { samples: spec.samples ?? usualSamples, seed: spec.seed ?? 1 };
  return {
    spec,
    sizes,
    plan,
    layout,
    counted,
    ground,
    leaves,
    results,
    intervals: intervalsOf(results, leaves, sampling),
    influences: influencesOn(results.total, leaves, sampling.seed),
    timeInfluences: influencesOn(results.wallTime, leaves, sampling.seed),
    scenarios: scenariosOf(ground, leaves, results),
  };
}

function planSpec(spec: BudgetSpec, { batch, sequence }: StepSizes): PlanSpec {
  const { shape, device, count, format, recipe, layout } = spec;
  return {
    shape,
    device,
    counts: [count],
    batch,
    sequence,
    fused: spec.fused ?? !shape.dropout,
    keep: 3,
    ...(format === undefined ? {} : { format }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(layout === undefined ? {} : { layout }),
  };
}

/** The best layout that fits. Errors with what is missing and what would help. */
function fitting(plan: Plan, { shape, device, count }: BudgetSpec): PlannedLayout {
  const [best] = plan.best;
  if (best?.fits === true) return best;
  const where = `${shape.name} on ${count} ${device.name}`;
  const lean = plan.leanest;
  if (lean === undefined)
    throw new FlopbookError(
      `budget: ${where}: no layout divides the devices, the batch and the model, got ${plan.evaluated} layouts; change the count or the batch`,
    );
  const { total } = lean.evaluation.memory;
  const [change] = plan.changes;
  const help =
    change === undefined ? "take more devices or larger ones" : `it would fit with ${change.words}`;
  throw new FlopbookError(
    `budget: ${where} does not fit: the leanest layout needs ${total.textIn("GiB")} on the fullest device, got ${given({ value: total.value + lean.headroom, unit: "byte" }, "usable").textIn("GiB")} usable; ${help}`,
  );
}

function tenureOf(spec: BudgetSpec, { price, purchase }: Leaves): Tenure {
  const { tenure = price === undefined ? "own" : "rent", device } = spec;
  if (tenure === "rent" ? price !== undefined : purchase !== undefined) return tenure;
  const remedy = tenure === "rent" ? "give a price for one hour" : "give a price or a purchase price";
  throw new FlopbookError(
    `budget: no ${tenure === "rent" ? "rent" : "purchase price"} is on record, got device "${device.id}"; ${remedy}`,
    { exitCode: 2 },
  );
}

interface Planned {
  readonly sizes: StepSizes;
  readonly layout: PlannedLayout;
  readonly counted: TokenCount;
  readonly tenure: Tenure;
}

function groundOf(spec: BudgetSpec, { sizes, layout, counted, tenure }: Planned): Ground {
  const { device, shape, count } = spec;
  const format = spec.format ?? (device.densePeak["bf16-tensor"] === undefined ? "fp16" : "bf16");
  const { weightBytes, optimizerBytes } = stateParts(spec.recipe ?? "mixed", "adam");
  return {
    device,
    devices: given(count, "as given", { unit: "device", label: "devices" }),
    peak: peak(device, format),
    parameters: modelParameters(shape),
    flopPerToken: counted.flopPerToken,
    stepTokens: given(sizes.batch * sizes.sequence, "batch times sequence", {
      unit: "token",
      label: "tokens of a step",
    }),
    iterationTime: layout.evaluation.times.iteration,
    weightBytes,
    optimizerBytes,
    tenure,
    currency: spec.currency,
  };
}
