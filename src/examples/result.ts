// What judging a worked example gives.
import type { displaySymbol, MimeBundle, VerdictName } from "../mime.js";
import type { Quantity } from "../quantity.js";
import type { Origin, Source } from "../source.js";

/** A judgement on a worked example as plain data. Numbers are in `unit`, the unit of the statement. */
export interface Judgement {
  readonly id: string;
  readonly title: string;
  /** The document's example that it belongs to: "ResNet-50 on ImageNet". */
  readonly topic: string;
  readonly question: string;
  readonly document: Source;
  readonly where: string;
  readonly stated: number | readonly [number, number] | string;
  readonly statedText: string;
  readonly unit: string;
  /** From the document's own inputs and formula; null when the example could not be computed. */
  readonly computed: number | null;
  readonly computedText: string | null;
  /** (computed - stated) / |stated|; null where the statement is not one number or is 0. */
  readonly relativeDifference: number | null;
  /** The same in words: "+8.6 %", "20 ×". */
  readonly differenceText: string | null;
  readonly verdict: VerdictName | null;
  readonly expectedVerdict: VerdictName;
  /** The right value, where the stated one is not right; null when it agrees. */
  readonly correct: number | null;
  readonly correctText: string | null;
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
