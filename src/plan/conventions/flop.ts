// The same words, many numbers: operations for each token under every convention in use, by its choices.
import { type Formula, formula } from "../../formula/index.js";
import { given, type Quantity, sum } from "../../quantity.js";
import type { TransformerShape } from "../shape/shape.js";
import { allLayersParameters, layerParameters } from "../step/stage-parameters.js";
import { attentionMac } from "../step/work.js";

/** The choices that a convention makes. */
export interface FlopConvention {
  /** Which parameters beside the layers count: all tables, the output layer, or none. */
  readonly tables: "all" | "output" | "none";
  /** Attention's products: all scores, the half that a causal mask leaves, or none. */
  readonly attention: "full" | "causal" | "none";
  /** What is computed twice in the forward direction. */
  readonly recompute: "none" | "selective" | "full";
  /** Forward and backward, or forward alone. */
  readonly phase: "training" | "forward";
  readonly unit: "FLOP" | "MAC";
  /** Of a mixture of experts: what a token uses, or everything. */
  readonly experts: "active" | "total";
}

/** A convention with its count for one token. */
export interface ConventionCount {
  readonly convention: FlopConvention;
  /** What people call it, where it has a name. */
  readonly name: string | undefined;
  readonly words: string;
  /** FLOP or MAC for each token. */
  readonly count: Quantity;
}

const choicesSource = "one number for each choice of what is counted";

/** Multiply-accumulates for each token by the passes of its parts. */
export const conventionMac = formula({
  id: "conventions.mac-per-token",
  meaning:
    "Multiply-accumulates for each token: passes of the layers, of attention's products and of the rest",
  expression:
    "layerPasses * layersParameters + headPasses * headParameters + corePasses * countedShare * coreMac",
  result: "macPerToken",
  inputs: [
    "layerPasses",
    "layersParameters",
    "headPasses",
    "headParameters",
    "corePasses",
    "countedShare",
    "coreMac",
  ],
  source: choicesSource,
});

/** Operations for each token. */
export const conventionFlop = formula({
  id: "conventions.flop-per-token",
  meaning: "Operations for each token, two for each multiply-accumulate",
  expression: "flopPerMac * macPerToken",
  result: "flopPerToken",
  inputs: ["macPerToken"],
  source: choicesSource,
});

/** Operations of a step or of a run, from those of a token. */
export const conventionRunFlop = formula({
  id: "conventions.run-flop",
  meaning: "Operations of all tokens of a step or a run",
  expression: "flopPerToken * tokens",
  result: "trainingFlop",
  inputs: ["flopPerToken", "tokens"],
  source: choicesSource,
});

/** Multiply-accumulates of a step or of a run, from those of a token. */
export const conventionRunMac = formula({
  id: "conventions.run-mac",
  meaning: "Multiply-accumulates of all tokens of a step or a run",
  expression: "macPerToken * tokens",
  result: "mac",
  inputs: ["macPerToken", "tokens"],
  source: choicesSource,
});

/** Formulas of this file, for the catalogue. */
export const conventionFormulas: readonly Formula[] = [
  allLayersParameters,
  conventionFlop,
  conventionMac,
  conventionRunFlop,
  conventionRunMac,
];

const named: readonly (readonly [string, Partial<FlopConvention>])[] = [
  ["6 N", { tables: "all", attention: "none" }],
  ["6 N without the input table", { tables: "output", attention: "none" }],
  ["6 N of Kaplan et al., without tables", { tables: "none", attention: "none" }],
  ["Kaplan et al. with attention", { tables: "none", attention: "causal" }],
  ["PaLM: 6 N + 12 L H Q T", { tables: "all", attention: "full" }],
  ["exact products (Megatron without recomputation, MFU)", { tables: "output", attention: "full" }],
  ["exact products, causal half (Megatron-LM today)", { tables: "output", attention: "causal" }],
  ["Megatron 2021: full recomputation", { tables: "output", attention: "full", recompute: "full" }],
  [
    "Megatron, selective recomputation (HFU)",
    { tables: "output", attention: "full", recompute: "selective" },
  ],
  ["2 N: forward pass", { tables: "all", attention: "none", phase: "forward" }],
];

const plain: FlopConvention = {
  tables: "all",
  attention: "none",
  recompute: "none",
  phase: "training",
  unit: "FLOP",
  experts: "active",
};

/** Every convention with its count for a token of a sequence of this length. */
export function conventionCounts(shape: TransformerShape, sequence: number): readonly ConventionCount[] {
  const parts = { active: partsOf(shape, sequence, "active"), total: partsOf(shape, sequence, "total") };
  return allConventions(shape).map((convention) => ({
    convention,
    name: nameOf(convention),
    words: wordsOf(convention, shape),
    count: counted(convention, parts[convention.experts], shape),
  }));
}

interface Parts {
  readonly layers: Quantity;
  readonly core: Quantity;
}

function partsOf(shape: TransformerShape, sequence: number, experts: "active" | "total"): Parts {
  const { mixture } = shape;
  const counted =
    mixture === undefined || experts === "total"
      ? shape
      : { ...shape, mixture: { ...mixture, experts: mixture.active } };
  const { dense, experts: ofExperts } = layerParameters(counted);
  const parametersEach =
    ofExperts === undefined ? dense : sum("parameters of a layer, experts too", [dense, ofExperts]);
  const layers = allLayersParameters({
    layers: given(shape.layers, shape.origin, { unit: "layer" }),
    parametersEach,
  });
  return { layers, core: attentionMac(shape, sequence) };
}

function allConventions(shape: TransformerShape): readonly FlopConvention[] {
  const experts = shape.mixture === undefined ? (["active"] as const) : (["active", "total"] as const);
  return (["all", "output", "none"] as const)
    .flatMap((tables) =>
      (["none", "causal", "full"] as const).flatMap((attention) =>
        (["none", "selective", "full"] as const).flatMap((recompute) =>
          (["training", "forward"] as const).flatMap((phase) =>
            (["FLOP", "MAC"] as const).flatMap((unit) =>
              experts.map((which) => ({ tables, attention, recompute, phase, unit, experts: which })),
            ),
          ),
        ),
      ),
    )
    .filter(isSensible);
}

/** Nothing is recomputed in a forward pass alone, and no scores where none are counted. */
function isSensible({ recompute, phase, attention }: FlopConvention): boolean {
  if (recompute !== "none" && phase === "forward") return false;
  return recompute !== "selective" || attention !== "none";
}

function counted(convention: FlopConvention, { layers, core }: Parts, shape: TransformerShape): Quantity {
  const passes = (count: number) => given(count, "choice of the convention", { unit: "pass" });
  const training = convention.phase === "training";
  const { recompute } = convention;
  const headCopies = { none: 0, output: 1, all: shape.tied ? 1 : 2 }[convention.tables];
  const positionRows = convention.tables === "all" ? shape.positionRows : 0;
  const macPerToken = conventionMac({
    layerPasses: passes(training ? (recompute === "full" ? 4 : 3) : 1),
    layersParameters: layers,
    headPasses: passes(training ? 3 : 1),
    headParameters: given((headCopies * shape.vocabulary + positionRows) * shape.modelDim, shape.origin, {
      unit: "parameter",
    }),
    corePasses: passes(training ? (recompute === "none" ? 3 : 4) : 1),
    countedShare: given({ none: 0, causal: 0.5, full: 1 }[convention.attention], "choice of the convention"),
    coreMac: core,
  });
  return convention.unit === "MAC" ? macPerToken : conventionFlop({ macPerToken });
}

function nameOf(convention: FlopConvention): string | undefined {
  const found = named.find(([, choices]) => {
    const whole = { ...plain, ...choices, experts: convention.experts, unit: convention.unit };
    return (Object.keys(whole) as (keyof FlopConvention)[]).every((key) => whole[key] === convention[key]);
  });
  return found?.[0];
}

function wordsOf(convention: FlopConvention, shape: TransformerShape): string {
  const { tables, attention, recompute, phase, unit, experts } = convention;
  const parts = [
    phase === "training" ? "forward and backward" : "forward pass only",
    { none: "no attention products", causal: "attention's causal half", full: "attention with all scores" }[
      attention
    ],
    { all: "all tables counted", output: "output layer in, input table out", none: "no tables" }[tables],
    ...(recompute === "none" ? [] : [recompute === "full" ? "layers recomputed" : "scores recomputed"]),
    ...(shape.mixture === undefined ? [] : [`${experts} parameters`]),
    unit === "MAC" ? "multiply-accumulates" : "operations",
  ];
  return parts.join(", ");
}

/**
 * Conventions that come nearest to a number, nearest first; named ones before others at the same distance. The number
 * is for one token, or for `tokens`.
 */
export function nearestConventions(
  value: number,
  shape: TransformerShape,
  sequence: number,
  tokens?: Quantity,
): readonly (ConventionCount & { readonly relativeDifference: number })[] {
  const seen = new Set<number>();
  return conventionCounts(shape, sequence)
    .map((row) => (tokens === undefined ? row : { ...row, count: ofTokens(row, tokens) }))
    .map((row) => ({ ...row, relativeDifference: value / row.count.value - 1 }))
    .sort(
      (a, b) =>
        Math.abs(Math.log(value / a.count.value)) - Math.abs(Math.log(value / b.count.value)) ||
        Number(a.name === undefined) - Number(b.name === undefined),
    )
    .filter(({ count }) => !seen.has(count.value) && seen.add(count.value));
}

function ofTokens({ convention, count }: ConventionCount, tokens: Quantity): Quantity {
  return convention.unit === "MAC"
    ? conventionRunMac({ macPerToken: count, tokens })
    : conventionRunFlop({ flopPerToken: count, tokens });
}
