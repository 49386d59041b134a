// What a whole training run takes: the planned step, the inputs, the results, and how sure they are.
import { stateParts } from "../cost/index.js";
import { FlopbookError, NoAnswer } from "../ground/errors.js";
import { boardPower, peak } from "../hardware/index.js";
import { grouped } from "../numbers/format.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { type Plan, type PlannedLayout, type PlanSpec, planned } from "../plan/index.js";
import { type TokenCount, tokenCount } from "./conventions.js";
import { type Leaves, leavesOf } from "./leaves.js";
import { modelParameters } from "./parameters.js";
import { type BudgetResults, type Ground, type KnownResults, priceyResults, resultsOf } from "./results.js";
import { type Scenario, scenariosOf } from "./scenarios.js";
import { type BudgetSpec, checkSteps, type StepSizes, stepSizes, type Tenure } from "./spec.js";
import { type Influence, type Intervals, influencesOn, intervalsOf } from "./uncertainty.js";

/** A budget with its working. */
export interface Budget<Results = BudgetResults> {
  readonly spec: BudgetSpec;
  readonly sizes: StepSizes;
  readonly plan: Plan;
  readonly layout: PlannedLayout;
  readonly counted: TokenCount;
  readonly ground: Ground;
  readonly leaves: Leaves;
  readonly results: Results;
  readonly intervals: Intervals;
  /** What moves the cost, and the duration, most. */
  readonly influences: readonly Influence[];
  readonly timeInfluences: readonly Influence[];
  /** Good, expected, bad. */
  readonly scenarios: readonly Scenario<Results>[];
  /** What is left out because nobody knows a price or a power, and how to give it; empty when all is there. */
  readonly missing: readonly string[];
}

/** The low end of a 90 % interval. */
const lowEnd = 0.05;

/** Draws that make three digits steady. */
const usualSamples = 100_000;

/**
 * Works out what a run takes. Errors when an input cannot be, when no layout fits the devices (with what would), and
 * when a price or a power is missing.
 *
 *   shape, devices ─ plan ─▶ step time ─▶ utilisation ┐
 *   tokens × operations a token ─▶ operations ────────┴▶ productive time ─ goodput ─▶ duration ─▶ device time
 *   device time ─▶ rent | value lost + electricity ─▶ money        device time ─▶ energy ─▶ carbon
 */
export function budgetOf(spec: BudgetSpec): Budget {
  return pricedBudget(knownBudget(spec));
}

/** A budget that lacks nothing. Errors with what is missing and how to give it. */
export function pricedBudget(budget: Budget<KnownResults>): Budget {
  if (priceyResults.every((name) => budget.results[name] !== undefined)) return budget as Budget;
  throw new FlopbookError(`budget: ${budget.missing.join("; ")}`, { exitCode: 2 });
}

/** The same as far as prices and powers are known; `missing` says what is not. Errors as before on everything else. */
export function knownBudget(spec: BudgetSpec): Budget<KnownResults> {
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
    missing: missingOf(ground, leaves, results),
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
    throw new NoAnswer(
      `budget: ${where}: it cannot be laid out, got ${grouped(plan.evaluated)} layouts; ${plan.obstacle}`,
    );
  const { total } = lean.evaluation.memory;
  const ways = [
    ...plan.changes.slice(0, 2).map(({ words }) => `with ${words}`),
    ...(plan.advice?.remedies ?? []).map(({ words, changed }) =>
      changed.join() === "devices" ? `on ${words}` : `with ${words}`,
    ),
  ];
  const help =
    ways.length === 0 ? "take many more devices or larger ones" : `it would fit ${ways.join(", or ")}`;
  throw new NoAnswer(
    `budget: ${where} does not fit: the leanest layout needs ${total.textIn("GiB")} on the fullest device, got ${given({ value: total.value + lean.headroom, unit: "byte" }, "usable").textIn("GiB")} usable; ${help}`,
  );
}

function tenureOf({ tenure }: BudgetSpec, { price, purchase }: Leaves): Tenure {
  return tenure ?? (price === undefined && purchase !== undefined ? "own" : "rent");
}

/** What is not known of the device, what is left out for it, and what gives it. */
function missingOf(ground: Ground, { price, purchase }: Leaves, results: KnownResults): readonly string[] {
  const { device, tenure, rated } = ground;
  const money = results.total === undefined ? "the cost is" : "that way of paying is";
  const none = (what: string) => `no ${what} is on record, got device "${device.id}"`;
  return [
    ...(price === undefined && (tenure === "rent" || results.total === undefined)
      ? [`${none("rent")}: ${money} left out; --price gives one, in USD for an hour of a device`]
      : []),
    ...(purchase === undefined && (tenure === "own" || results.total === undefined)
      ? [`${none("purchase price")}: owning is left out; --purchase gives one, in USD for a device`]
      : []),
    ...(rated === undefined
      ? [`${none("power")}: energy, emissions and electricity are left out; --power gives one, such as 350W`]
      : []),
  ];
}

function ratedPower({ device, watts }: BudgetSpec): Quantity | undefined {
  if (watts !== undefined)
    return given({ value: watts, unit: "W" }, `as given: ${watts} W`, {
      label: `${device.name}: power drawn`,
    });
  return device.power === undefined ? undefined : boardPower(device);
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
    rated: ratedPower(spec),
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
