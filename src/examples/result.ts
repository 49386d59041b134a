// What judging a worked example gives.
import type { displaySymbol, MimeBundle, VerdictName } from "../ground/mime.js";
import type { Origin, Source } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";
import type { ExampleKind, Side } from "./example.js";

/** A judgement on a worked example as plain data. Numbers are in `unit`, the unit of the statement. */
export interface Judgement {
  readonly id: string;
  readonly title: string;
  readonly kind: ExampleKind;
  /** What the documents say of a conflict; empty for all others. */
  readonly sides: readonly Side[];
  /** The document's example that it belongs to: "ResNet-50 on ImageNet". */
  readonly topic: string;
  readonly question: string;
  readonly document: Source;
  readonly where: string;
  readonly stated: number | readonly [number, number] | string;
  readonly statedText: string;
  /** An expression as it is typeset; null for numbers and words. */
  readonly statedTex: string | null;
  /** One number to measure from; null for ranges, limits and words. */
  readonly statedNumber: number | null;
  readonly unit: string;
  /** Recomputed, by the rule of `verdictOn`; null when the example could not be computed. */
  readonly computed: number | null;
  readonly computedText: string | null;
  /** (computed - stated) / |stated|; null where the statement is not one number or is 0. */
  readonly relativeDifference: number | null;
  /** The same in words: "+8.6 %"; from twice the stated value on the factor, "20 ×". */
  readonly differenceText: string | null;
  readonly verdict: VerdictName | null;
  readonly expectedVerdict: VerdictName;
  /** The right value, where the stated one is not right; null when it agrees. */
  readonly correct: number | null;
  readonly correctText: string | null;
  /** True where the right answer is words, so that no number says how far the statement is off. */
  readonly rightInWords: boolean;
  /** What went wrong, with the values filled in. */
  readonly cause: string | null;
  readonly note: string | null;
  /** What says that the corrected premise is right. */
  readonly correctionSource: Origin | null;
  readonly status: "pass" | "fail";
  /** Why it fails and what to do; null when it passes. */
  readonly problem: string | null;
}

/** A judgement with the quantities behind it. */
export interface ExampleResult extends Judgement {
  /** The computed value with its working. */
  readonly quantity: Quantity | undefined;
  /** The corrected value with its working, where the example carries a correction. */
  readonly corrected: Quantity | undefined;
  /** How a notebook shows it. */
  readonly [displaySymbol]: () => MimeBundle;
}
