// What conventions of counting operations are called, and their choices in words.
import { windowWords } from "../attended.js";
import type { TransformerShape } from "../shape/shape.js";

/** The choices that a convention makes. */
export interface FlopConvention {
  /** Which parameters beside the layers count: all tables, the output layer, or none. */
  readonly tables: "all" | "output" | "none";
  /**
   * Attention's products: all scores, what the causal mask and windows leave, the mask's half as though no layer had a
   * window, or none.
   */
  readonly attention: "full" | "causal" | "causal-wide" | "none";
  /** What is computed twice in the forward direction. */
  readonly recompute: "none" | "selective" | "full";
  /** Forward and backward, or forward alone. */
  readonly phase: "training" | "forward";
  readonly unit: "FLOP" | "MAC";
  /** Of a mixture of experts: what a token uses, or everything. */
  readonly experts: "active" | "total";
}

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

/** Named conventions know no windows, but for what is named so here. */
export function nameOf(convention: FlopConvention, shape: TransformerShape): string | undefined {
  const { attention } = convention;
  if ((shape.windows ?? []).length === 0 || !attention.startsWith("causal")) return plainName(convention);
  const plainly = plainName({ ...convention, attention: "causal" });
  if (attention === "causal-wide" || plainly === undefined) return plainly;
  return convention.tables === "output" ? "exact products, what masks and windows leave" : undefined;
}

function plainName(convention: FlopConvention): string | undefined {
  const found = named.find(([, choices]) => {
    const whole = { ...plain, ...choices, experts: convention.experts, unit: convention.unit };
    return (Object.keys(whole) as (keyof FlopConvention)[]).every((key) => whole[key] === convention[key]);
  });
  return found?.[0];
}

/** All choices in words. */
export function wordsOf(convention: FlopConvention, shape: TransformerShape): string {
  const { tables, attention, recompute, phase, unit, experts } = convention;
  const parts = [
    phase === "training" ? "forward and backward" : "forward pass only",
    attentionWords(attention, shape),
    { all: "all tables counted", output: "output layer in, input table out", none: "no tables" }[tables],
    ...(recompute === "none" ? [] : [recompute === "full" ? "layers recomputed" : "scores recomputed"]),
    ...(shape.mixture === undefined ? [] : [`${experts} parameters`]),
    unit === "MAC" ? "multiply-accumulates" : "operations",
  ];
  return parts.join(", ");
}

function attentionWords(attention: FlopConvention["attention"], shape: TransformerShape): string {
  const windows = windowWords(shape);
  const causal = windows === "" ? "attention's causal half" : `attention's causal half, ${windows}`;
  return {
    none: "no attention products",
    causal,
    "causal-wide": "attention's causal half as though no layer had a window",
    full: "attention with all scores",
  }[attention];
}
