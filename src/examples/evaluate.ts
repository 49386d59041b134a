// Evaluates worked examples: computes them, decides the verdict, compares with what the record expects.
import { FlopbookError } from "../ground/errors.js";
import { displaySymbol, type VerdictName } from "../ground/mime.js";
import { difference } from "../numbers/format.js";
import type { Quantity } from "../numbers/quantity.js";
import type { Example } from "./example.js";
import type { ExampleResult } from "./result.js";
import { amountText } from "./stated.js";
import { verdictOn } from "./verdict.js";
import { verdictBundle } from "./verdict-display.js";

/** Evaluates examples in order; one that cannot be computed fails with its error as the problem. */
export function evaluateExamples(examples: readonly Example[]): readonly ExampleResult[] {
  return examples.map(evaluateExample);
}

/** Evaluates one example. */
export function evaluateExample(example: Example): ExampleResult {
  try {
    return judged(example, computedNumbers(example));
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    return failed(example, error);
  }
}

interface Numbers {
  readonly quantity: Quantity;
  readonly computed: number;
  readonly statedNumber: number | undefined;
  readonly corrected: Quantity | undefined;
  readonly correctedValue: number | undefined;
  readonly verdict: VerdictName;
}

function computedNumbers(example: Example): Numbers {
  const { unit, stated } = example;
  const quantity = example.compute();
  const corrected = example.computeCorrected?.();
  const computed = quantity.valueIn(unit);
  const correctedValue = corrected?.valueIn(unit);
  const fromPrintedSteps = example.computeFromPrintedSteps?.().valueIn(unit);
  const verdict = verdictOn({
    stated: stated.interval(),
    computed,
    ...(fromPrintedSteps === undefined ? {} : { fromPrintedSteps }),
    ...(correctedValue === undefined ? {} : { corrected: correctedValue }),
  });
  return { quantity, computed, statedNumber: stated.number(), corrected, correctedValue, verdict };
}

function judged(example: Example, numbers: Numbers): ExampleResult {
  const { unit } = example;
  const { computed, statedNumber, verdict } = numbers;
  const right = verdict === "agrees" ? undefined : (numbers.correctedValue ?? computed);
  const relative =
    statedNumber === undefined || statedNumber === 0
      ? null
      : (computed - statedNumber) / Math.abs(statedNumber);
  const { digits = 0 } = example.stated;
  const ourDigits = verdict === "rounding" && digits > 3 ? digits : undefined; // or a slip in the fourth is not seen
  const texts = {
    statedText: example.stated.text(unit),
    computedText: amountText(computed, unit, ourDigits),
    correctText: right === undefined ? null : amountText(right, unit, ourDigits),
  };
  const problem = problemOf(example, numbers, texts);
  return shown(example, {
    ...texts,
    correctText: texts.correctText === null ? null : (filled(example.rightSays, texts) ?? texts.correctText),
    rightInWords: example.rightSays !== undefined && !example.rightSays.includes("{correct}"),
    statedNumber: statedNumber ?? null,
    computed,
    relativeDifference: relative,
    differenceText: relative === null ? null : difference(1, 1 + relative),
    verdict,
    correct: right ?? null,
    cause: filled(example.cause, texts),
    status: problem === null ? "pass" : "fail",
    problem,
    quantity: numbers.quantity,
    corrected: numbers.corrected,
  });
}

type Texts = Pick<ExampleResult, "statedText" | "computedText" | "correctText">;

/** Values in place of "{stated}", "{computed}" and "{correct}". */
function filled(words: string | undefined, texts: Texts): string | null {
  if (words === undefined) return null;
  const values = { stated: texts.statedText, computed: texts.computedText, correct: texts.correctText };
  return words.replace(
    /\{(stated|computed|correct)\}/g,
    (whole, name: keyof typeof values) => values[name] ?? whole,
  );
}

function problemOf({ expect, unit }: Example, numbers: Numbers, texts: Texts): string | null {
  const { verdict, computed, correctedValue } = numbers;
  if (verdict !== expect.verdict)
    return `the verdict must be ${expect.verdict}, got ${verdict} (stated ${texts.statedText}, computed ${texts.computedText}); correct the statement, or declare the verdict with its cause`;
  return (
    drift("the computed value", computed, expect.value, expect.tolerance, unit) ??
    drift("the right value", correctedValue ?? computed, expect.correct, expect.tolerance, unit)
  );
}

function drift(
  what: string,
  value: number,
  wanted: number | undefined,
  tolerance: number,
  unit: string,
): string | null {
  if (wanted === undefined || Math.abs(value - wanted) <= tolerance * Math.abs(wanted)) return null;
  return `${what} has moved from ${amountText(wanted, unit, 7)} to ${amountText(value, unit, 7)}, beyond the tolerance of ${tolerance}; find the change, or correct the expected value`;
}

function failed(example: Example, error: FlopbookError): ExampleResult {
  return shown(example, {
    statedText: String(example.stated.data),
    statedNumber: null,
    computed: null,
    computedText: null,
    relativeDifference: null,
    differenceText: null,
    verdict: null,
    correct: null,
    correctText: null,
    rightInWords: false,
    cause: null,
    status: "fail",
    problem: `cannot be computed: ${error.message}`,
    quantity: undefined,
    corrected: undefined,
  });
}

type Outcome = Omit<
  ExampleResult,
  | "id"
  | "title"
  | "kind"
  | "sides"
  | "statedTex"
  | "topic"
  | "question"
  | "document"
  | "where"
  | "stated"
  | "unit"
  | "expectedVerdict"
  | "note"
  | "correctionSource"
  | typeof displaySymbol
>;

function shown(example: Example, outcome: Outcome): ExampleResult {
  const result = {
    id: example.id,
    title: example.title,
    kind: example.kind,
    sides: example.sides,
    topic: example.topic,
    question: example.question,
    document: example.document,
    where: example.where,
    stated: example.stated.data,
    statedTex: example.stated.tex ?? null,
    unit: example.unit,
    ...outcome,
    expectedVerdict: example.expect.verdict,
    note: example.note ?? null,
    correctionSource: example.correctionSource ?? null,
  };
  return { ...result, [displaySymbol]: () => verdictBundle(result) };
}
