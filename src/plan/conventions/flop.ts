// The same words, many numbers: operations for each token under every convention in use, by its choices.

import type { Formula } from "../../formula/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { attendedShare, type Sight } from "../attended.js";
import type { TransformerShape } from "../shape/shape.js";
import { allLayersParameters, layerParameters } from "../step/stage-parameters.js";
import { attentionMac } from "../step/work.js";
import { formula } from "../vocabulary.js";
import { type FlopConvention, nameOf, wordsOf } from "./flop-words.js";

/** A convention with its count for one token. */
export interface ConventionCount {
  readonly convention: FlopConvention;
  /** What people call it, where it has a name. */
  readonly name: string | undefined;
  readonly words: string;
  /** FLOP or MAC for each token. */
  readonly count: Quantity;
}

const counts = {
  source: sources.kaplan2020,
  place: "Table 1 and section 2.1: operations by part; one number per choice of what is counted",
};

/** Multiply-accumulates for each token by the passes of its parts. */
export const conventionMac = formula({
  id: "conventions.mac-per-token",
  meaning: "Multiply-accumulates per token: passes of the layers, of attention's products and of the rest",
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
  source: counts,
});

/** Operations for each token. */
export const conventionFlop = formula({
  id: "conventions.flop-per-token",
  meaning: "Operations per token, two per multiply-accumulate",
  expression: "flopPerMac * macPerToken",
  result: "flopPerToken",
  inputs: ["macPerToken"],
  source: counts,
});

/** Operations of a step or of a run, from those of a token. */
export const conventionRunFlop = formula({
  id: "conventions.run-flop",
  meaning: "Operations of all tokens of a step or a run",
  expression: "flopPerToken * tokens",
  result: "trainingFlop",
  inputs: ["flopPerToken", "tokens"],
  source: counts,
});

/** Multiply-accumulates of a step or of a run, from those of a token. */
export const conventionRunMac = formula({
  id: "conventions.run-mac",
  meaning: "Multiply-accumulates of all tokens of a step or a run",
  expression: "macPerToken * tokens",
  result: "mac",
  inputs: ["macPerToken", "tokens"],
  source: counts,
});

/** Formulas of this file, for the catalogue. */
export const conventionFormulas: readonly Formula[] = [
  allLayersParameters,
  conventionFlop,
  conventionMac,
  conventionRunFlop,
  conventionRunMac,
];

/**
 * Every convention with its count for a token of a sequence of this length.
 *
 * @example conventionCounts(transformerShape("gpt2"), 1024).length > 3 // true
 */
export function conventionCounts(shape: TransformerShape, sequence: number): readonly ConventionCount[] {
  const parts = { active: partsOf(shape, sequence, "active"), total: partsOf(shape, sequence, "total") };
  return allConventions(shape).map((convention) => ({
    convention,
    name: nameOf(convention, shape),
    words: wordsOf(convention, shape),
    count: counted(convention, parts[convention.experts], shape),
  }));
}

interface Parts {
  readonly layers: Quantity;
  readonly core: Quantity;
  readonly sequence: Quantity;
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
  return {
    layers,
    core: attentionMac(shape, sequence),
    sequence: given(sequence, "sequence of the run", { unit: "token", label: "tokens of a sequence" }),
  };
}

function allConventions(shape: TransformerShape): readonly FlopConvention[] {
  const experts = shape.mixture === undefined ? (["active"] as const) : (["active", "total"] as const);
  return (["all", "output", "none"] as const)
    .flatMap((tables) =>
      attentionChoices(shape).flatMap((attention) =>
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

/** A shape without windows has one causal half. */
function attentionChoices({ windows = [] }: TransformerShape): readonly FlopConvention["attention"][] {
  return windows.length === 0 ? ["none", "causal", "full"] : ["none", "causal", "causal-wide", "full"];
}

/** The share of attention's products that a convention counts. */
function shareOf(
  shape: TransformerShape,
  attention: FlopConvention["attention"],
  sequence: Quantity,
): Quantity {
  if (attention === "none") return given(0, "choice of the convention");
  if (attention === "full") return attendedShare(shape, sequence, "exact");
  return attendedShare(attention === "causal" ? shape : withoutWindows(shape), sequence, "exact-causal");
}

function withoutWindows({ layers, origin }: TransformerShape): Sight {
  return { layers, origin };
}

/** Nothing is recomputed in a forward pass alone, and no scores where none are counted. */
function isSensible({ recompute, phase, attention }: FlopConvention): boolean {
  if (recompute !== "none" && phase === "forward") return false;
  return recompute !== "selective" || attention !== "none";
}

function counted(
  convention: FlopConvention,
  { layers, core, sequence }: Parts,
  shape: TransformerShape,
): Quantity {
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
    countedShare: shareOf(shape, convention.attention, sequence),
    coreMac: core,
  });
  return convention.unit === "MAC" ? macPerToken : conventionFlop({ macPerToken });
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
