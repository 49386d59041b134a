// Positions that attention looks at, by layer: the one place that says what masks and sliding windows leave.
import type { Formula } from "../formula/index.js";
import { grouped } from "../numbers/format.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import type { SlidingLayers, TransformerShape } from "./shape/shape.js";
import { formula } from "./vocabulary.js";

const weightedMean = {
  source: sources.feller1968,
  place: "section IX.2: expectation, a mean weighted by share",
};

/** Which positions of a sequence count: all, masked ones too, or those that the causal mask and windows leave. */
export type PlanConvention = "exact" | "exact-causal";

/** What of a shape says where its layers look. */
export type Sight = Pick<TransformerShape, "layers" | "windows" | "origin">;

/** Positions that a token attends to under a causal mask alone. */
export const causalPositions = formula({
  id: "plan.causal-positions",
  meaning: "Positions that a token attends to in a layer with a causal mask, mean over the sequence",
  expression: "causalShare * sequence",
  result: "attendedPositions",
  inputs: ["sequence"],
  conventions: ["causal-half"],
  source: { source: sources.narayanan2021, place: "section 5.1, halved as in Megatron-LM's later code" },
});

/** Positions that a token attends to where the mask also hides what lies further back than a window. */
export const windowPositions = formula({
  id: "plan.window-positions",
  meaning:
    "Positions that a token attends to in a layer with a causal sliding window, mean over the sequence; the first tokens see fewer",
  expression: "min(sequence, windowLength) * (1 - causalShare * min(sequence, windowLength) / sequence)",
  result: "attendedPositions",
  inputs: ["sequence", "windowLength"],
  conventions: ["causal-half"],
  source: { source: sources.beltagy2020, place: "section 3.1, for a causal window" },
});

/** What the layers of one kind add to the mean over all layers. */
export const positionsOfLayers = formula({
  id: "plan.positions-of-layers",
  meaning: "Positions of the layers of one kind in the mean over all layers",
  expression: "layersOfKind / layers * attendedPositions",
  result: "attendedPositions",
  inputs: ["layersOfKind", "layers", "attendedPositions"],
  source: weightedMean,
});

/** Share of all positions that counts. */
export const attendedShareOf = formula({
  id: "plan.attended-share",
  meaning: "Share of the scores that masks and windows leave, mean over layers",
  expression: "attendedPositions / sequence",
  result: "countedShare",
  inputs: ["attendedPositions", "sequence"],
  source: { source: sources.vaswani2017, place: "section 3.2.3: masked positions; share worked out here" },
});

/** The window where the sequence reaches it. */
export const tokensInWindow = formula({
  id: "plan.tokens-in-window",
  meaning: "Tokens that the last token of a sequence looks back at, itself among them, through a window",
  expression: "min(sequence, windowLength)",
  result: "contextTokens",
  inputs: ["sequence", "windowLength"],
  source: { source: sources.jiang2023, place: "section 2: sliding window attention" },
});

/** The same as part of a mean over layers. */
export const tokensOfLayers = formula({
  id: "plan.tokens-of-layers",
  meaning: "Tokens that the layers of one kind look back at, in the mean over all layers",
  expression: "layersOfKind / layers * contextTokens",
  result: "contextTokens",
  inputs: ["layersOfKind", "layers", "contextTokens"],
  source: weightedMean,
});

/** Formulas of this file, for the catalogue. */
export const attendedFormulas: readonly Formula[] = [
  attendedShareOf,
  causalPositions,
  positionsOfLayers,
  tokensInWindow,
  tokensOfLayers,
  windowPositions,
];

/**
 * Positions that a token attends to, mean over a sequence that is read whole and over the layers; under "exact" all,
 * masked ones too.
 */
export function attendedPositions(
  shape: Sight,
  sequence: Quantity,
  convention: PlanConvention = "exact-causal",
): Quantity {
  if (convention === "exact") return sequence.labelled("positions, masked ones too");
  const means = layerKinds(shape).map(({ windowLength, ...layers }) => ({
    layers,
    value:
      windowLength === undefined
        ? causalPositions({ sequence }).labelled("positions without a window")
        : windowPositions({ sequence, windowLength }).labelled("positions within a window"),
  }));
  const [only] = means;
  if (only !== undefined && means.length === 1) return only.value;
  return sum(
    "positions attended to",
    means.map(({ layers, value }) => positionsOfLayers({ ...layers, attendedPositions: value })),
  );
}

/** Share of the scores that counts under a convention; of "exact" all, masked ones too. */
export function attendedShare(shape: Sight, sequence: Quantity, convention: PlanConvention): Quantity {
  if (convention === "exact") return given(1, "all scores are counted, masked ones too");
  return attendedShareOf({ attendedPositions: attendedPositions(shape, sequence), sequence });
}

/** Tokens that the last token of a sequence looks back at, mean over the layers. */
export function tokensSeen(shape: Sight, tokens: Quantity): Quantity {
  const means = layerKinds(shape).map(({ windowLength, ...layers }) => ({
    layers,
    value: windowLength === undefined ? tokens : tokensInWindow({ sequence: tokens, windowLength }),
  }));
  const [only] = means;
  if (only !== undefined && means.length === 1) return only.value;
  return sum(
    "tokens looked back at",
    means.map(({ layers, value }) => tokensOfLayers({ ...layers, contextTokens: value })),
  );
}

/** Layers by how far they look; `windowLength` is undefined where they see everything. */
function layerKinds({ layers: all, windows = [], origin }: Sight) {
  const count = (value: number, label: string) => given(value, origin, { unit: "layer", label });
  const layers = count(all, "layers");
  const free = all - windows.reduce((sliding, one) => sliding + one.layers, 0);
  return [
    ...(free > 0
      ? [{ windowLength: undefined, layersOfKind: count(free, "layers without a window"), layers }]
      : []),
    ...windows.map((one) => ({
      windowLength: given(one.length, origin, { unit: "token", label: "window" }),
      layersOfKind: count(one.layers, "layers with a window"),
      layers,
    })),
  ];
}

/** "window of 4,096 in 32 of 32 layers"; "" where every layer sees everything. */
export function windowWords({ layers, windows = [] }: Pick<Sight, "layers" | "windows">): string {
  return windows
    .map((one: SlidingLayers) => `window of ${grouped(one.length)} in ${one.layers} of ${layers} layers`)
    .join(", ");
}

/** How attention counts, as results carry it: positions of a token under a convention, of so many, and the windows. */
export interface CountedAttention {
  readonly convention: PlanConvention;
  /** Positions that a token attends to, mean over the sequence and the layers. */
  readonly positions: number;
  readonly sequence: number;
  /** Layers with a sliding window, by its length; the others see everything. */
  readonly windows: readonly SlidingLayers[];
}

/** The record of a shape and a sequence. */
export function countedAttention(
  shape: Sight,
  sequence: number,
  convention: PlanConvention,
): CountedAttention {
  const tokens = given(sequence, "as asked", { unit: "token", label: "tokens of a sequence" });
  const positions = attendedPositions(shape, tokens, convention).value;
  return { convention, positions, sequence, windows: shape.windows ?? [] };
}

/** "each token attends to 3,840 of 32,768 positions, mean over layers: window of 4,096 in 32 of 32 layers". */
export function attentionWords(shape: Sight, counted: CountedAttention): string {
  const windows = windowWords(shape);
  const { positions, sequence, convention } = counted;
  const masked = convention === "exact" ? ", masked ones too" : "";
  return `each token attends to ${grouped(Math.round(positions))} of ${grouped(sequence)} positions${masked}${windows === "" ? "" : `, mean over the layers: ${windows}`}`;
}
